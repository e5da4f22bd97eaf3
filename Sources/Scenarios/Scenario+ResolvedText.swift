import Control
import FoundationEssentials
import Mathematics
import Robots

extension Scenario {
  /// The whole scenario as YAML, overrides and defaults written out: what a run folder keeps and what is hashed.
  ///
  /// Reading it gives an equal scenario. It holds no path of this machine as long as the robot lies in a folder
  /// `robots`.
  public var resolvedText: String {
    let words = interface
    var lines = [
      "name: \(yaml(name))", "robot: \(yaml(portableRobotPath ?? robot.folder.standardizedFileURL.path))", "control_period_s: \(controlPeriod)",
      "physics_step_s: \(physicsStep)", "episode_s: \(episodeSeconds)",
      "training_episode_s: \(trainingEpisodeSeconds)",
    ]
    if !objects.isEmpty { lines.append("objects:") }
    for object in objects { lines += object.lines(trackedBy: robot) }
    if !goals.isEmpty { lines.append("goals:") }
    lines += goals.map { "  \($0.name)_\($0.unit.keyUnit): \($0.nominal)" }
    lines += [
      "observation:",
      "  terms: [\(observation.terms.map { $0.name(for: words) }.joined(separator: ", "))]",
      "  frames: \(observation.frames)", "  commands: \(observation.commands)", "rewards:",
    ]
    for reward in rewards {
      lines.append("  \(yaml(reward.name)): {weight: \(reward.weight), \(reward.kind.yaml(for: inputs, robot))}")
    }
    lines.append(terminations.isEmpty ? "terminations: {}" : "terminations:")
    for termination in terminations {
      var fields = ["sensor: \(inputs.name(termination.sensor))"]
      if termination.lower.isFinite { fields.append("\(inputs.key("lower", termination.sensor)): \(termination.lower)") }
      if termination.upper.isFinite { fields.append("\(inputs.key("upper", termination.sensor)): \(termination.upper)") }
      lines.append("  \(yaml(termination.name)): {\(fields.joined(separator: ", "))}")
    }
    if success.conditions.count == 1 {
      lines.append("success: {\(success.conditions[0].yaml(for: inputs)), last_s: \(success.lastSeconds)}")
    } else {
      lines += ["success:", "  last_s: \(success.lastSeconds)", "  all:"]
      lines += success.conditions.map { "    - {\($0.yaml(for: inputs))}" }
    }
    lines.append("starts:")
    for start in starts { lines += start.yaml(for: words, floats: robot.base != .fixed, objects) }
    lines.append(training.randomizations.isEmpty ? "training: {}" : "training:")
    lines += training.randomizations.map { "  " + $0.yaml }
    if let automaticRandomization { lines += ["adr:"] + automaticRandomization.yaml.map { "  " + $0 } }
    if !curriculum.isEmpty { lines.append("curriculum:") }
    for stage in curriculum { lines += stage.yaml }
    lines.append(heldOut.isEmpty ? "held_out: {}" : "held_out:")
    for set in heldOut {
      lines.append("  \(yaml(set.name)):" + (set.randomizations.isEmpty ? " {}" : ""))
      lines += set.randomizations.map { "    " + $0.yaml }
    }
    lines += ["learner:", "  \(learner.name):"] + learner.settings.yaml.map { "    " + $0 }
    return lines.joined(separator: "\n") + "\n"
  }

  /// `robots/NAME`, as the resolved text has it; nil for a robot that lies elsewhere, whose path there is absolute.
  public var portableRobotPath: String? {
    let folder = robot.folder.standardizedFileURL
    let isInRobots = folder.deletingLastPathComponent().lastPathComponent == "robots"
    return isInRobots ? "robots/" + folder.lastPathComponent : nil
  }
}

/// A text as a YAML scalar, quoted where it must be.
func yaml(_ text: String) -> String {
  let isPlain =
    text.first?.isLetter == true && text.allSatisfy { $0.isLetter || $0.isNumber || "_-./".contains($0) }
  if isPlain || text.hasPrefix("/") && !text.contains(where: { "\"\\:#\n".contains($0) }) { return text }
  return "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n") + "\""
}

extension SuccessCriterion.Condition {
  fileprivate func yaml(for inputs: TaskInputs) -> String {
    let aim =
      switch target {
      case .value(let value): "\(inputs.key("target", input)): \(value)"
      case .input(let other): "target: \(inputs.name(other))"
      }
    return "sensor: \(inputs.name(input)), \(aim), \(inputs.key("tolerance", input)): \(tolerance)"
  }
}

extension RewardTerm.Kind {
  fileprivate func yaml(for inputs: TaskInputs, _ robot: RobotDescription) -> String {
    switch self {
    case .upright(let input, let exponent):
      return "upright: {input: \(inputs.name(input)), exponent: \(exponent)}"
    case .energy(let angle, _, let frequency, let scale):
      return "energy: {input: \(inputs.name(angle)), frequency_rad_per_s: \(frequency), scale: \(scale)}"
    case .gaussian(let input, let scale):
      return "gaussian: {input: \(inputs.name(input)), \(inputs.key("scale", input)): \(scale)}"
    case .tip(let slide, let angle, let length, let scale):
      return "tip: {slide: \(inputs.name(slide)), angle: \(inputs.name(angle)), "
        + "length_m: \(length), scale_m: \(scale)}"
    case .square(let input, let scale):
      return "square: {input: \(inputs.name(input)), \(inputs.key("scale", input)): \(scale)}"
    case .wrappedSquare(let input, let scale):
      return "wrapped_square: {input: \(inputs.name(input)), \(inputs.key("scale", input)): \(scale)}"
    case .squares(let places, let centres, let scale):
      let around = centres.allSatisfy { $0 == 0 } ? "" : "around: rest_pose, "
      return "squares: {inputs: [\(places.map(inputs.name).joined(separator: ", "))], \(around)"
        + "\(inputs.key("scale", places[0])): \(scale)}"
    case .tracking(let input, let target, let scale):
      return "tracking: {input: \(inputs.name(input)), target: \(inputs.name(target)), "
        + "\(inputs.key("scale", input)): \(scale)}"
    case .linear(let input, let scale):
      return "linear: {input: \(inputs.name(input)), \(inputs.key("scale", input)): \(scale)}"
    case .within(let input, let tolerance):
      return "within: {input: \(inputs.name(input)), tolerance_rad: \(tolerance)}"
    case .one: return "one: {}"
    case .product(let factors):
      return "product: [\(factors.map { "{\($0.yaml(for: inputs, robot))}" }.joined(separator: ", "))]"
    }
  }
}

extension Scenario.Start {
  fileprivate func yaml(for interface: ControlInterface, floats: Bool, _ objects: [FreeObject]) -> [String] {
    var lines = ["  - weight: \(weight)"]
    if floats { lines += zip(Self.baseKeys, base).map { "    \($0): \($1.yaml)" } }
    for (object, draws) in zip(objects, self.objects) {
      lines += zip(object.startKeys, draws).map { "    \($0): \($1.yaml)" }
    }
    for (j, joint) in interface.joints.enumerated() {
      lines.append("    \(joint.name).position_\(joint.keyUnit(of: .position)): \(positions[j].yaml)")
      lines.append("    \(joint.name).velocity_\(joint.keyUnit(of: .velocity)): \(velocities[j].yaml)")
    }
    return lines
  }
}

extension CurriculumStage {
  fileprivate var yaml: [String] {
    var lines = ["  - name: \(Scenarios.yaml(name))"]
    if !changes.isEmpty { lines.append("    set: [\(changes.map(Scenarios.yaml).joined(separator: ", "))]") }
    let until: String? =
      switch condition {
      case .success(let share, let episodes): "{success: \(share), episodes: \(episodes)}"
      case .episodeReturn(let value, let episodes): "{return: \(value), episodes: \(episodes)}"
      case .steps(let count): "{steps: \(count)}"
      case nil: nil
      }
    if let until { lines.append("    until: \(until)") }
    return lines
  }
}

extension Randomization {
  fileprivate var yaml: String {
    let moment =
      switch moment {
      case .episode: "episode"
      case .step: "step"
      case .interval(let seconds): "{interval_s: \(seconds)}"
      }
    let group = group.map { ", group: \($0)" } ?? ""
    let adr = adaptation.map {
      ", adr: {limit: [\($0.limit.lowerBound), \($0.limit.upperBound)], step: \($0.step)}"
    } ?? ""
    return "\(field): {\(operation.rawValue): \(distribution.yaml), when: \(moment)\(group)\(adr)}"
  }
}

extension Distribution {
  fileprivate var yaml: String {
    func list(_ ranges: [ClosedRange<Double>]) -> String {
      "[\(ranges.map { "[\($0.lowerBound), \($0.upperBound)]" }.joined(separator: ", "))]"
    }
    return switch self {
    case .constant(let value): "{constant: \(value)}"
    case .uniform(let ranges): "{uniform: \(list(ranges))}"
    case .logUniform(let ranges): "{log_uniform: \(list(ranges))}"
    case .normal(let mean, let deviation): "{normal: {mean: \(mean), std: \(deviation)}}"
    case .exponential(let mean): "{exponential: {mean: \(mean)}}"
    case .arcsine(let range): "{arcsine: [\(range.lowerBound), \(range.upperBound)]}"
    }
  }
}
