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
      lines += ["", "Drives of robot.yaml"] + driveTable(robot)
      lines += [
        "", row("Sensors", robot.sensors.joined(separator: ", ")),
        row("Delays", "\(number(1000 * robot.actionDelayS)) ms to act, \(number(1000 * robot.observationDelayS)) ms to observe"),
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
    ] + scenario.objects.map { object in
      let tracked = object.tracked.isEmpty ? "no sensor sees it" : "a tracker gives \(object.tracked.joined(separator: ", "))"
      return row(
        "Object", "\(object.name): \(object.form) of \(number(object.massKg)) kg, friction \(number(object.friction)), begins at \(object.link); \(tracked)")
    }
  }

  private var shapes: String {
    func count(_ forms: [String]) -> String {
      let plurals = ["box": "boxes", "cylinder": "cylinders", "sphere": "spheres", "capsule": "capsules", "mesh": "meshes"]
      var counts: [String] = []
      for (name, plural) in plurals.sorted(by: { $0.key < $1.key }) {
        let count = forms.count { $0 == name }
        if count > 0 { counts.append("\(count) \(count == 1 ? name : plural)") }
      }
      return counts.isEmpty ? "none" : counts.joined(separator: ", ")
    }
    var text = "for contacts \(count(links.flatMap(\.collisions))); to be seen \(count(links.flatMap(\.visuals)))"
    if groundPlanes > 0 { text += "; ground planes \(groundPlanes)" }
    if worldShapes > 0 { text += "; in the world \(worldShapes)" }
    return text
  }

  private var linkTable: [String] {
    let rows: [[String]] = links.map { link in
      let mass = link.massKg.map { number($0) + " kg" } ?? "frame"
      let centre = link.centreOfMassM.map { "centre " + numbers($0) + " m" } ?? ""
      let moments = link.principalMomentsKgM2.map { "moments " + numbers($0) + " kg·m²" } ?? ""
      return [link.name, mass, centre, moments]
    }
    return table(rows)
  }

  private var jointTable: [String] {
    let head = ["", "kind", "from", "to", "effort", "speed", "damping", "friction", "armature", "holds"]
    let rows: [[String]] = joints.map { joint in
      let effortUnit = joint.unit == "m" ? "N" : "N·m"
      let limits = [
        limit(joint.lowerLimit, joint.unit), limit(joint.upperLimit, joint.unit), limit(joint.effortLimit, effortUnit),
        limit(joint.velocityLimit, joint.unit + "/s"),
      ]
      let rest = [joint.damping, joint.friction, joint.armature, joint.gravityEffort].map(number)
      return [joint.name, joint.mimics.map { "\(joint.kind), follows \($0)" } ?? joint.kind] + limits + rest
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

  private func driveTable(_ robot: Robot) -> [String] {
    table(
      robot.drives.map { drive in
        [
          drive.joint, "effort up to \(number(drive.effortLimit))",
          drive.stiffness.map { "servo of stiffness \(number($0))" } ?? drive.commands, "rotor inertia \(number(drive.rotorInertia))",
        ]
      })
  }

  /// Findings that say the same of several places stand on one line.
  private func section(_ title: String, _ findings: [Finding]) -> [String] {
    guard !findings.isEmpty else { return [] }
    var lines = ["", "\(title) (\(findings.count))"]
    var order: [String] = []
    var groups: [String: [Finding]] = [:]
    for finding in findings {
      if groups[finding.problem] == nil { order.append(finding.problem) }
      groups[finding.problem, default: []].append(finding)
    }
    for problem in order {
      let group = groups[problem]!
      guard group.count > 1 else {
        lines.append("  \(group[0])")
        continue
      }
      let places = group.prefix(6).map { $0.line.map(String.init) ?? "?" }.joined(separator: ", ")
      let more = group.count > 6 ? " and \(group.count - 6) more" : ""
      let keys = Set(group.compactMap(\.key))
      let key = keys.count == 1 ? keys.first! + ": " : ""
      lines.append("  \(group[0].file): lines \(places)\(more): \(key)\(problem).")
    }
    return lines
  }

  private func row(_ title: String, _ text: String) -> String {
    title + String(repeating: " ", count: max(1, 11 - title.count)) + text
  }

  private func limit(_ value: Double?, _ unit: String) -> String { value.map { "\(number($0)) \(unit)" } ?? "–" }

  private func number(_ value: Double) -> String { abs(value) < 1e-12 ? "0" : String(format: "%.4g", value) }

  private func numbers(_ values: [Double]) -> String { values.map(number).joined(separator: " ") }

  private func table(_ rows: [[String]]) -> [String] {
    var widths: [Int] = []
    for row in rows {
      for (i, cell) in row.enumerated() {
        if i == widths.count { widths.append(0) }
        widths[i] = max(widths[i], cell.count)
      }
    }
    return rows.map { row in
      var line = "  "
      for (cell, width) in zip(row, widths) { line += cell + String(repeating: " ", count: width - cell.count + 2) }
      while line.last == " " { line.removeLast() }
      return line
    }
  }
}
