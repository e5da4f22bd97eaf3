import Control
import Foundation
import Mathematics
import Robots
import Scenarios
import Simulation

/// How a simulated run went; its keys are those of the JSON.
struct RolloutSummary: Encodable {
  let robot: String
  var scenario: String?
  /// What drove it, in words.
  let driver: String
  let seed: UInt64
  let ticks: Int
  let seconds: Double
  let wallSeconds: Double
  /// Simulated seconds in one of the wall clock's.
  let realTimeFactor: Double
  /// How the run ended, in words.
  let ending: String
  /// Whether it ended as it was meant to.
  let isComplete: Bool
  /// By the scenario's criterion; null without a scenario, and where the run is no full episode.
  var succeeded: Bool?
  /// Sum of the rewards, and of each term, as weighted; null without a scenario.
  var totalReward: Double?
  var rewardTerms: [String: Double]?
  let joints: [JointFigures]
  /// Of the links that touched something.
  let contacts: [ContactFigures]
  /// Where a free robot's root is at the end; null for one that the world holds.
  var base: BaseFigures?
  /// Where the objects are at the end, by name; null where there are none.
  var objects: [String: BaseFigures]?
  /// Ticks with each of the supervisor's events.
  let safetyEvents: [String: Int]
  var log: String?
  var logBytes: Int?

  init(
    _ outcome: Rollout.Outcome, of rollout: Rollout, driver: String, wallSeconds: Double, joints: [JointFigures],
    contacts: [ContactFigures] = []
  ) {
    let subject = rollout.subject
    robot = subject.robot.name
    scenario = subject.scenario?.name
    self.driver = driver
    seed = rollout.seed
    ticks = outcome.ticks
    seconds = Double(ticks) * subject.period
    self.wallSeconds = wallSeconds
    realTimeFactor = seconds / max(wallSeconds, 1e-9)
    isComplete = outcome.ending == .complete
    ending = outcome.ending.text
    if let judge = outcome.judge {
      if isComplete, ticks == judge.scenario.episodeSteps { succeeded = judge.isSuccess }
      if !isComplete, outcome.ending != .interrupted { succeeded = false }
      totalReward = Double(outcome.rewards.reduce(0, +))
      rewardTerms = [:]
      for (term, sum) in zip(judge.scenario.rewards, outcome.rewards) { rewardTerms![term.name] = Double(sum) }
    }
    self.joints = joints
    self.contacts = contacts.filter { $0.touchingShare > 0 }
    base = subject.model.isFloating ? outcome.base.map(BaseFigures.init) : nil
    safetyEvents = outcome.events
    let places = zip(subject.model.objects.map(\.name), outcome.objects.map(BaseFigures.init))
    if !outcome.objects.isEmpty { objects = Dictionary(uniqueKeysWithValues: places) }
  }

  /// For people.
  var text: String {
    func line(_ name: String, _ text: String) -> String { name.padding(toLength: 11, withPad: " ", startingAt: 0) + text }
    var lines = [
      line("Robot", robot + (scenario.map { " in \($0)" } ?? "") + ", \(driver), seed \(seed)"),
      line(
        "Simulated", String(format: "%.2f s in %d ticks; %.2f s of the wall clock, ", seconds, ticks, wallSeconds)
          + String(format: realTimeFactor < 10 ? "%.2f" : "%.0f", realTimeFactor) + " times real time"),
      line("Ended", ending + (succeeded.map { $0 ? "; success" : "; no success" } ?? "")),
    ]
    if let totalReward, let rewardTerms {
      let terms = rewardTerms.sorted { $0.key < $1.key }.map { "\($0.key) \(String(format: "%.1f", $0.value))" }
      lines.append(line("Reward", String(format: "%.1f (", totalReward) + terms.joined(separator: ", ") + ")"))
    }
    let events = safetyEvents.sorted { $0.key < $1.key }.map { "\($0.key) in \($0.value) ticks" }
    lines.append(line("Safety", events.isEmpty ? "nothing to do" : events.joined(separator: ", ")))
    if let base { lines.append(line("Base", base.text)) }
    for (name, place) in (objects ?? [:]).sorted(by: { $0.key < $1.key }) { lines.append(line(name, place.text)) }
    lines += ["", Self.row("Joint", ["at the end", "lowest", "highest", "fastest", "strongest"])]
    for joint in joints {
      let effort = joint.unit == "m" ? "N" : "N·m"
      lines.append(
        Self.row(joint.name, [
          Self.value(joint.finalPosition, joint.unit), Self.value(joint.lowestPosition, joint.unit),
          Self.value(joint.highestPosition, joint.unit), Self.value(joint.largestSpeed, joint.unit + "/s"),
          Self.value(joint.largestEffort, effort),
        ]))
    }
    if !contacts.isEmpty {
      lines += ["", Self.row("Contact", ["touching", "mean force", "largest"])]
      for contact in contacts {
        lines.append(
          Self.row(contact.link, [
            String(format: "%.0f %%", 100 * contact.touchingShare), String(format: "%.1f N", contact.meanForceN),
            String(format: "%.1f N", contact.largestForceN),
          ]))
      }
    }
    if let log, let logBytes {
      lines += ["", line("Log", "\(log), " + String(format: "%.1f MB", Double(logBytes) / 1e6))]
    }
    return lines.joined(separator: "\n")
  }

  private static func row(_ name: String, _ cells: [String]) -> String {
    let head = name.count < 16 ? name + String(repeating: " ", count: 16 - name.count) : name
    return head + cells.map { String(repeating: " ", count: max(1, 15 - $0.count)) + $0 }.joined()
  }

  private static func value(_ value: Double, _ unit: String) -> String { String(format: "%.3f ", value) + unit }
}

extension Rollout.Ending {
  /// In words.
  var text: String {
    switch self {
    case .complete: "at full length"
    case .terminated(let name): "by the scenario's termination \(name)"
    case .stopped(let events): "by the safety supervisor: \(events.names.joined(separator: ", "))"
    case .diverged(let failure): "\(failure)"
    case .interrupted: "on request"
    }
  }
}
