import Foundation

/// The report as a person reads it on a terminal.
extension ReplayReport {
  public var text: String {
    var lines = [
      "Log        \(log): \(ticks) ticks, \(decimal(seconds, 1)) s",
      "Audit      \(auditSentence)",
      "Safety     limited in \(limitedTicks) ticks, stopped in \(stoppedTicks)",
      "Criterion  \(successSince.map { "held from \(decimal($0, 2)) s to the end" } ?? "does not hold at the end")",
      "",
      "Nominal simulator restarted from logged states, predicted minus logged, root mean square:",
    ]
    lines += residualTable
    lines += ["", "Physics    \(physicsSentence)"]
    return lines.joined(separator: "\n")
  }

  private var auditSentence: String {
    guard !audit.isIdentical else {
      return "identical: every observation, action and request of \(audit.ticks) ticks came out the same to the bit"
    }
    return "NOT identical: of \(audit.ticks) ticks \(audit.differentObservations) observations, "
      + "\(audit.differentActions) actions and \(audit.differentRequests) requests differ; \(audit.missingTicks) ticks are missing"
  }

  private var physicsSentence: String {
    if isPlanner { return "not judged: that would take \(PhysicsTest.fewestDraws) and more simulated runs of the planner" }
    guard let physics else { return "not judged: that takes a log of at least \(Self.ticksToJudge.lowerBound) ticks" }
    let place = "rank \(decimal(physics.rank, 3)) among \(physics.draws) runs from the training box"
    let estimate =
      "\(physics.parameter) fits as \(significant(physics.estimate)), and runs from the box as "
      + "\(significant(physics.low)) to \(significant(physics.high))"
    return physics.isOutside
      ? "the log did NOT come from the physics that the policy was trained on: \(place); \(estimate)"
      : "the log may well have come from the physics that the policy was trained on: \(place); farthest out: \(estimate)"
  }

  private var residualTable: [String] {
    var windows: [Int] = []
    var sensors: [String] = []
    for row in residuals.rows {
      if !windows.contains(row.window) { windows.append(row.window) }
      if !sensors.contains(row.sensor) { sensors.append(row.sensor) }
    }
    let width = (sensors.map(\.count).max() ?? 0) + 8
    let head = windows.map { pad($0 == 1 ? "1 tick" : "\($0) ticks", 12) }.joined()
    var lines = ["  " + String(repeating: " ", count: width) + head]
    for sensor in sensors {
      let rows = residuals.rows.filter { $0.sensor == sensor }
      let name = "\(sensor), \(rows[0].unit)"
      let cells = rows.map { pad(significant($0.rootMeanSquare), 12) }.joined()
      lines.append("  " + name + String(repeating: " ", count: max(0, width - name.count)) + cells)
    }
    return lines
  }

  private func pad(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  private func decimal(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }
  private func significant(_ value: Double) -> String { String(format: "%.3g", value) }
}
