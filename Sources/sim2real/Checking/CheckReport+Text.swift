import Foundation

/// The report as a person reads it on a terminal.
extension CheckReport {
  var text: String {
    var lines: [String] = []
    if let scenario { lines += scenarioLines(scenario) }
    lines += [
      row("Robot", "\(robot?.name ?? name), read from \(file)"),
      row("Base", base == "floating" ? "floating: nothing holds the root" : "fixed: the root stands in the world"),
      row("Mass", "\(number(totalMassKg)) kg in \(links.count { $0.massKg != nil }) of \(links.count) links"),
      row("Shapes", shapes),
    ]
    lines += ["", "Links"] + linkTable
    if !joints.isEmpty { lines += ["", "Joints"] + jointTable }
    if !actuators.isEmpty { lines += ["", "Drives of the model file"] + actuatorTable }
    if let robot {
      lines += [
        "", row("Sensors", robot.sensors.joined(separator: ", ")), row("Drives", robot.actuators.joined(separator: ", ")),
        row("Link", robot.link),
      ]
    }
    lines += section("Not used", warnings) + section("Doubtful", doubts) + section("Would not simulate", faults)
    return lines.joined(separator: "\n")
  }

  private func scenarioLines(_ scenario: ScenarioSummary) -> [String] {
    [
      row("Scenario", "\(scenario.name): episodes of \(number(scenario.episodeS)) s at \(number(1 / scenario.controlPeriodS)) Hz, physics at \(number(1 / scenario.physicsStepS)) Hz"),
      row("Task", "\(scenario.observations) observations, \(scenario.rewards) rewards, \(scenario.terminations) terminations, \(scenario.starts) starts; held out: \(scenario.heldOut.joined(separator: ", "))"),
    ]
  }

  private var shapes: String {
    func count(_ forms: [String]) -> String {
      let names = ["box", "cylinder", "sphere", "capsule", "mesh"]
      let counts = names.compactMap { name in
        let count = forms.count { $0 == name }
        return count == 0 ? nil : "\(count) \(count == 1 ? name : name.hasSuffix("x") || name.hasSuffix("sh") ? name + "es" : name + "s")"
      }
      return counts.isEmpty ? "none" : counts.joined(separator: ", ")
    }
    var text = "for contacts \(count(links.flatMap(\.collisions))); to be seen \(count(links.flatMap(\.visuals)))"
    if groundPlanes > 0 { text += "; ground planes \(groundPlanes)" }
    if worldShapes > 0 { text += "; in the world \(worldShapes)" }
    return text
  }

  private var linkTable: [String] {
    let rows = links.map { link in
      [
        link.name, link.massKg.map { "\(number($0)) kg" } ?? "frame",
        link.centreOfMassM.map { "centre \($0.map(number).joined(separator: " ")) m" } ?? "",
        link.principalMomentsKgM2.map { "moments \($0.map(number).joined(separator: " ")) kg·m²" } ?? "",
      ]
    }
    return table(rows)
  }

  private var jointTable: [String] {
    let head = ["", "kind", "from", "to", "effort", "speed", "damping", "friction", "armature", "holds"]
    let rows = joints.map { joint in
      [
        joint.name, joint.mimics.map { "\(joint.kind), follows \($0)" } ?? joint.kind,
        limit(joint.lowerLimit, joint.unit), limit(joint.upperLimit, joint.unit),
        limit(joint.effortLimit, joint.unit == "m" ? "N" : "N·m"), limit(joint.velocityLimit, joint.unit + "/s"),
        number(joint.damping), number(joint.friction), number(joint.armature), number(joint.gravityEffort),
      ]
    }
    return table([head] + rows)
      + ["  (holds: the effort that gravity asks for where the robot is placed; – no limit is known)"]
  }

  private var actuatorTable: [String] {
    table(
      actuators.map { actuator in
        [actuator.name, "\(actuator.kind) on \(actuator.joint)", "gear \(number(actuator.gear))", "effort up to \(limit(actuator.effortLimit, ""))"]
      })
  }

  /// Findings that say the same of several places stand on one line.
  private func section(_ title: String, _ findings: [Finding]) -> [String] {
    guard !findings.isEmpty else { return [] }
    var order: [String] = []
    var groups: [String: [Finding]] = [:]
    for finding in findings {
      if groups[finding.problem] == nil { order.append(finding.problem) }
      groups[finding.problem, default: []].append(finding)
    }
    return ["", "\(title) (\(findings.count))"]
      + order.map { problem in
        let group = groups[problem]!
        guard group.count > 1 else { return "  \(group[0])" }
        let places = group.prefix(6).map { $0.line.map(String.init) ?? "?" }.joined(separator: ", ")
        let keys = Set(group.compactMap(\.key))
        let key = keys.count == 1 ? keys.first! + ": " : ""
        return "  \(group[0].file): lines \(places)\(group.count > 6 ? " and \(group.count - 6) more" : ""): \(key)\(problem)."
      }
  }

  private func row(_ title: String, _ text: String) -> String {
    title + String(repeating: " ", count: max(1, 11 - title.count)) + text
  }

  private func limit(_ value: Double?, _ unit: String) -> String { value.map { "\(number($0)) \(unit)" } ?? "–" }

  private func number(_ value: Double) -> String { String(format: "%.4g", value) }

  private func table(_ rows: [[String]]) -> [String] {
    var widths: [Int] = []
    for row in rows {
      for (i, cell) in row.enumerated() {
        if i == widths.count { widths.append(0) }
        widths[i] = max(widths[i], cell.count)
      }
    }
    return rows.map { row in
      let cells = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
      return "  " + cells.joined(separator: "  ").replacingOccurrences(of: " +$", with: "", options: .regularExpression)
    }
  }
}
