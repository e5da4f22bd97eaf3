import ArgumentParser
import CommandLineSupport
import Foundation
import Mathematics
import RobotModels
import Robots

/// A robot.yaml to begin with, made of what a model file says.
struct RobotStarter {
  let model: RobotModel
  /// The model's.
  let file: URL

  /// Writes `robot.yaml` and, where it is not there yet, a copy of the model that finds its meshes from there.
  ///
  /// - Returns: the path of the robot.yaml.
  func write(to folder: String) throws -> String {
    let target = URL(fileURLWithPath: folder).appendingPathComponent("robot.yaml")
    guard !FileManager.default.fileExists(atPath: target.path) else {
      throw ValidationError("\(InputFile.name(of: target)): exists already: name another folder with --starter.")
    }
    guard !drivenJoints.isEmpty else {
      throw ValidationError("\(model.file): has no joint that could be driven: a robot needs one.")
    }
    for joint in independent where !joint.name.allSatisfy({ $0.isLetter || $0.isNumber || "_-.".contains($0) }) {
      throw ValidationError("\(model.file):\(joint.line): \(joint.name): a joint's name in robot.yaml is made of letters, digits, _, - and .: rename it in the model.")
    }
    let copy = target.deletingLastPathComponent().appendingPathComponent(file.lastPathComponent)
    guard !FileManager.default.fileExists(atPath: copy.path) || isSame(copy, file) else {
      throw ValidationError("\(InputFile.name(of: copy)): exists already and is another file: name another folder with --starter.")
    }
    do {
      try FileManager.default.createDirectory(at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
      if !isSame(copy, file) {
        try Data(model.textToMove(InputFile.text(of: file)).utf8).write(to: copy)
      }
      try Data(text.utf8).write(to: target)
    } catch {
      throw ValidationError("\(folder): cannot be written (\(error.localizedDescription)): name another folder with --starter.")
    }
    // What it wrote must load; anything else is a fault of this program.
    _ = try RobotModel(of: RobotDescription(contentsOf: target))
    return InputFile.name(of: target)
  }

  private var independent: [RobotModel.Joint] { model.independentJoints.map { model.joints[$0] } }

  /// Those with a drive in the file; where it names none, all.
  private var drivenJoints: [RobotModel.Joint] {
    let driven = Set(model.actuators.map(\.joint))
    return model.independentJoints.filter { driven.isEmpty || driven.contains($0) }.map { model.joints[$0] }
  }

  private func isSame(_ a: URL, _ b: URL) -> Bool { a.standardizedFileURL.path == b.standardizedFileURL.path }

  private var text: String {
    """
    # A start, made of \(model.file) by sim2real check --starter. What is marked "own guess" is none of the file's numbers:
    # replace it by what is known of the robot.
    name: \(name)
    model: \(quoted(file.lastPathComponent))
    \(base)joints:
    \(independent.map(jointLine).joined(separator: "\n"))

    actuators:
    \(drivenJoints.map(actuatorLines).joined(separator: "\n"))

    sensors:  # noises: own guess
    \(independent.map(sensorLines).joined(separator: "\n"))

    \(restPose)timing:  # own guess
      action_delay_s: 0.005
      observation_delay_s: 0.0025
      period_jitter_s: 0.0002

    safety:
      maximum_reading_age_s: 0.05  # own guess
      joints:
    \(independent.map(safetyLine).joined(separator: "\n"))

    link:  # own guess
      address: udp:127.0.0.1:14600
      state_rate_hz: 500
      command_time_to_live_s: 0.05

    """
  }

  /// Where the joints stand at rest: where the robot is placed, within their limits.     (movingJoints)
  private var rest: [Double] {
    zip(model.movingJoints, model.startPositions).map { index, position in
      min(max(position, model.joints[index].lower), model.joints[index].upper)
    }
  }

  /// A robot that stands on its lowest shapes.
  private var base: String {
    guard model.base == .floating else { return "\n" }
    let placed = model.rootPose.position.z
    let lowest = (try? model.lowestPoint(at: rest, base: Pose(rotation: model.rootPose.rotation))) ?? nil
    let height = lowest.map { -$0 } ?? placed
    return "base: {floating: {rest_height_m: \(short(height > 0 ? height : 0.5))}}  # own guess: its lowest shapes on the ground\n\n"
  }

  private var restPose: String {
    let entries = zip(model.movingJoints, rest).compactMap { index, position in
      let joint = model.joints[index]
      return position == 0 || joint.mimic != nil ? nil : "\(joint.name)_\(self.position(joint)): \(position)"
    }
    return entries.isEmpty ? "" : "rest_pose: {\(entries.joined(separator: ", "))}\n\n"
  }

  private var name: String {
    let name = model.name.map { $0.isLetter || $0.isNumber || $0 == "_" ? $0 : "-" }
    return String(name).lowercased()
  }

  private func quoted(_ text: String) -> String {
    text.allSatisfy { $0.isLetter || $0.isNumber || "._-/".contains($0) } ? text : "'\(text.replacingOccurrences(of: "'", with: "''"))'"
  }

  // MARK: Lines

  private func position(_ joint: RobotModel.Joint) -> String { joint.kind == .prismatic ? "m" : "rad" }
  private func effort(_ joint: RobotModel.Joint) -> String { joint.kind == .prismatic ? "N" : "Nm" }

  private func jointLine(_ joint: RobotModel.Joint) -> String {
    guard joint.lower.isFinite, joint.upper.isFinite else {
      let kind = joint.kind == .prismatic ? "prismatic, lower_limit_m: -1000, upper_limit_m: 1000" : "continuous"
      return "  \(joint.name): {kind: \(kind)}"
    }
    let unit = position(joint)
    return "  \(joint.name): {kind: \(joint.kind.rawValue), lower_limit_\(unit): \(joint.lower), upper_limit_\(unit): \(joint.upper)}"
  }

  private func actuatorLines(_ joint: RobotModel.Joint) -> String {
    let (limit, isGuess) = effortLimit(joint)
    // The brake that gives the whole effort at the highest speed.
    let damping = limit / (joint.velocity.isFinite ? joint.velocity : 10)
    let unit = joint.kind == .prismatic ? "Ns_per_m" : "Nms_per_rad"
    return """
        \(joint.name):
          effort_limit_\(effort(joint)): \(short(limit))\(isGuess ? "  # own guess: twice what gravity asks for, or 1" : "")
          safe_damping_\(unit): \(short(damping))  # own guess: the whole effort at \(joint.velocity.isFinite ? "the highest speed" : "10 \(position(joint))/s")\(servo(of: joint))
      """
  }

  /// A position servo of the file's, whose targets reach as far as its control range.
  private func servo(of joint: RobotModel.Joint) -> String {
    guard let actuator = model.actuators.first(where: { model.joints[$0.joint].name == joint.name }),
      case .position(let stiffness, let damping) = actuator.kind
    else { return "" }
    let control = actuator.controlRange
    let targets = [control.lowerBound / actuator.gear, control.upperBound / actuator.gear, joint.lower, joint.upper]
    let neutral = min(max(joint.startPosition, joint.lower), joint.upper)
    let reach = targets.filter(\.isFinite).prefix(2).map { abs($0 - neutral) }.max() ?? .pi
    let unit = position(joint)
    let factor = actuator.gear * actuator.gear
    return "\n    servo: {stiffness_\(effort(joint))_per_\(unit): \(short(factor * stiffness)), "
      + "damping_\(joint.kind == .prismatic ? "Ns_per_m" : "Nms_per_rad"): \(short(factor * damping)), range_\(unit): \(short(reach))}"
  }

  private func effortLimit(_ joint: RobotModel.Joint) -> (limit: Double, isGuess: Bool) {
    if joint.effort.isFinite { return (joint.effort, false) }
    let efforts = zip(model.movingJoints, model.gravityEfforts(at: rest))
    let held = efforts.first { model.joints[$0.0].name == joint.name }?.1 ?? 0
    return (abs(held) > 1e-3 ? 2 * abs(held) : 1, true)
  }

  private func sensorLines(_ joint: RobotModel.Joint) -> String {
    let unit = position(joint)
    return """
        \(joint.name).position: {noise_\(unit): 0.001}
        \(joint.name).velocity: {noise_\(unit)_per_s: 0.02}
      """
  }

  private func safetyLine(_ joint: RobotModel.Joint) -> String {
    let unit = position(joint)
    var entries: [String] = []
    if joint.lower.isFinite, joint.upper.isFinite {
      entries.append("position_margin_\(unit): \(short(min(0.05, (joint.upper - joint.lower) / 20)))")
    }
    if joint.velocity.isFinite { entries.append("velocity_limit_\(unit)_per_s: \(short(joint.velocity))") }
    return "    \(joint.name): {\(entries.joined(separator: ", "))}"
  }

  private func short(_ value: Double) -> String { String(format: "%.6g", value) }
}
