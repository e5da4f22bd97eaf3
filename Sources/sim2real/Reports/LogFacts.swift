import Control
import Foundation
import Logs

/// A log in words.
enum LogFacts {
  static func of(_ log: RecordedLog) -> [(name: String, value: String)] {
    let header = log.header
    var facts = [("File", log.file), ("Robot", header.robot)]
    func add(_ name: String, _ value: String?) {
      if let value { facts.append((name, value)) }
    }
    add("Scenario", header.scenario)
    add("Policy", header.policyFile)
    add("Its identity", header.policyHash.map { String($0.prefix(12)) })
    add("Seed", header.seed.map { "\($0)" })
    add("Link", header.link)
    add(
      "Recorded",
      header.startTime == 0 ? "in simulation" : Date(timeIntervalSince1970: header.startTime).formatted(.iso8601))
    add(
      "Length", String(format: "%.2f s, %d ticks of ", log.ticks.last.map(\.time) ?? 0, log.ticks.count)
        + "\(header.period) s")
    if log.missingTicks > 0 { add("Missing", "\(log.missingTicks) ticks that the recorder dropped") }
    var events: [String: Int] = [:]
    for tick in log.ticks {
      for name in tick.events.names { events[name, default: 0] += 1 }
    }
    add(
      "Safety", events.isEmpty
        ? "nothing to do" : events.sorted { $0.key < $1.key }.map { "\($0.key) in \($0.value) ticks" }.joined(separator: ", "))
    add("Note", log.truncation.map { "\($0)" })
    return facts
  }
}
