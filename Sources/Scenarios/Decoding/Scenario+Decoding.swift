import Control
public import Foundation
import Mathematics
import RobotModels
public import Robots

extension Scenario {
  /// Reads a file of `scenarios/`, with the robot and the model that it names.
  ///
  /// - Parameter overrides: `key.path=value`, as `--set` takes them.
  /// - Throws: ``InputError`` for the first thing that cannot be, in any of the three files.
  public init(contentsOf url: URL, overrides: [String] = []) throws(InputError) {
    try self.init(
      parsing: InputFile.text(of: url), file: InputFile.name(of: url), folder: url.deletingLastPathComponent(),
      overrides: overrides)
  }

  /// - Parameter folder: where the robot's path begins; it may also begin in any folder above or in the working one.
  public init(parsing text: String, file: String, folder: URL, overrides: [String] = []) throws(InputError) {
    var tree = try YAMLValue(parsing: text, file: file)
    for override in overrides { try tree.set(override) }
    try self.init(tree, text: text, file: file, folder: folder)
  }

  /// - Parameter tree: what `text` says, overrides included.
  init(_ tree: YAMLValue, text: String, file: String, folder: URL) throws(InputError) {
    let root = try tree.fields([
      "name", "robot", "control_period_s", "physics_step_s", "episode_s", "training_episode_s", "observation", "rewards", "terminations",
      "success", "starts", "training", "held_out", "learner",
    ])
    let robot = try RobotDescription(contentsOf: Self.robotFolder(root.required("robot"), from: folder))
    let words = Vocabulary(robot: robot, model: try RobotModel(of: robot))

    let physicsStep = try root.number("physics_step_s", .positive)
    let period = try Self.multiple(root.required("control_period_s"), of: physicsStep, named: "physics_step_s")
    let episode = try Self.multiple(root.required("episode_s"), of: period, named: "control_period_s")
    let trainingEpisode = try root.optional("training_episode_s").map { value throws(InputError) in
      try Self.multiple(value, of: period, named: "control_period_s")
    }
    let training = try RandomizationSet(name: "training", root.required("training"), words)
    self.init(
      name: try root.text("name"), file: file, text: text, robot: robot, controlPeriod: period,
      physicsStep: physicsStep, episodeSeconds: episode, trainingEpisodeSeconds: trainingEpisode ?? episode,
      observation: try ObservationLayout(root.required("observation"), words),
      rewards: try Self.rewards(root.required("rewards"), words),
      terminations: try Self.terminations(root.required("terminations"), words),
      success: try SuccessCriterion(root.required("success"), words, episode: episode),
      starts: try Self.starts(root.required("starts"), words),
      training: training,
      heldOut: try Self.heldOut(root.required("held_out"), words, training: training),
      learner: try Learner(root.required("learner"), for: words.interface))
  }

  /// The robot's folder: below the scenario's folder, one above it, or the working folder.
  private static func robotFolder(_ value: YAMLValue, from folder: URL) throws(InputError) -> URL {
    let path = try value.text()
    if path.hasPrefix("/") { return URL(fileURLWithPath: path) }
    var bases = [folder.standardizedFileURL]
    while bases[bases.count - 1].path != "/" { bases.append(bases[bases.count - 1].deletingLastPathComponent()) }
    bases.append(URL(fileURLWithPath: FileManager.default.currentDirectoryPath))
    let candidates = bases.map { $0.appendingPathComponent(path).standardizedFileURL }
    let files = FileManager.default
    if let found = candidates.first(where: { files.fileExists(atPath: $0.appendingPathComponent("robot.yaml").path) }) {
      return found
    }
    let neighbours = candidates.lazy
      .compactMap { try? files.contentsOfDirectory(atPath: $0.deletingLastPathComponent().path) }.first ?? []
    let name = URL(fileURLWithPath: path).lastPathComponent
    throw value.error(
      "there is no robot \"\(path)\" with a robot.yaml; "
        + (NearestName.of(name, in: neighbours.sorted()).map { "the nearest is \($0)" } ?? "correct the path"))
  }

  private static func multiple(_ value: YAMLValue, of unit: Double, named name: String) throws(InputError) -> Double {
    let number = try value.number(.positive)
    let count = (number / unit).rounded()
    guard count >= 1, abs(number - count * unit) <= 1e-9 * number else {
      throw value.error("\(number) s is not a whole multiple of \(name), \(unit) s; change one of the two")
    }
    return number
  }

  private static func rewards(_ value: YAMLValue, _ words: Vocabulary) throws(InputError) -> [RewardTerm] {
    var rewards: [RewardTerm] = []
    for field in try value.namedFields() { rewards.append(try RewardTerm(field, words)) }
    guard !rewards.isEmpty else { throw value.error("there is nothing to learn from; add a reward term") }
    return rewards
  }

  private static func terminations(_ value: YAMLValue, _ words: Vocabulary) throws(InputError) -> [Termination] {
    var terminations: [Termination] = []
    for field in try value.namedFields() {
      let sensor = try words.interface.sensor(field.value.anyFields().required("sensor"))
      let unit = words.interface.keyUnit(ofSensor: sensor)
      let fields = try field.value.fields(["sensor", "lower_\(unit)", "upper_\(unit)"])
      let lower = try fields.number("lower_\(unit)", otherwise: -.infinity)
      let upper = try fields.number("upper_\(unit)", otherwise: .infinity)
      guard lower < upper, lower.isFinite || upper.isFinite else {
        throw field.value.error("needs a lower_\(unit) below its upper_\(unit), or one of the two; correct them")
      }
      terminations.append(Termination(name: field.key, sensor: sensor, lower: lower, upper: upper))
    }
    return terminations
  }

  private static func starts(_ value: YAMLValue, _ words: Vocabulary) throws(InputError) -> [Start] {
    var starts: [Start] = []
    for entry in try value.list() { starts.append(try Start(entry, words)) }
    guard !starts.isEmpty else { throw value.error("no episode can begin; add a start") }
    return starts
  }

  private static func heldOut(
    _ value: YAMLValue, _ words: Vocabulary, training: RandomizationSet
  ) throws(InputError) -> [RandomizationSet] {
    var sets: [RandomizationSet] = []
    for field in try value.namedFields() {
      guard field.key != training.name else { throw field.value.error("is the training box's name; choose another") }
      sets.append(try RandomizationSet(name: field.key, field.value, words).completed(from: training))
    }
    return sets
  }
}

extension Scenario.Start {
  /// Reads `{weight: 0.75, hinge.position_rad: {uniform: […]}, …}`; what is not named starts at zero.
  init(_ value: YAMLValue, _ words: Vocabulary) throws(InputError) {
    let joints = words.interface.joints
    let positionKeys = joints.map { "\($0.name).position_\($0.keyUnit(of: .position))" }
    let velocityKeys = joints.map { "\($0.name).velocity_\($0.keyUnit(of: .velocity))" }
    let fields = try value.fields(["weight"] + positionKeys + velocityKeys)
    func draw(_ key: String) throws(InputError) -> Distribution {
      guard let value = fields.optional(key) else { return .constant(0) }
      return try Distribution(value)
    }
    var positions: [Distribution] = []
    var velocities: [Distribution] = []
    for (j, joint) in joints.enumerated() {
      positions.append(try draw(positionKeys[j]))
      velocities.append(try draw(velocityKeys[j]))
      let support = positions[j].support
      guard support.lowerBound >= joint.lowerLimit, support.upperBound <= joint.upperLimit else {
        throw (fields.optional(positionKeys[j]) ?? value).error(
          "\(joint.name) could start outside its limits \(joint.lowerLimit) … \(joint.upperLimit); "
            + "narrow the distribution")
      }
    }
    self.init(weight: try fields.number("weight", .positive), positions: positions, velocities: velocities)
  }
}

extension SuccessCriterion {
  init(_ value: YAMLValue, _ words: Vocabulary, episode: Double) throws(InputError) {
    let sensor = try words.interface.sensor(value.anyFields().required("sensor"))
    let unit = words.interface.keyUnit(ofSensor: sensor)
    let fields = try value.fields(["sensor", "target_\(unit)", "tolerance_\(unit)", "last_s"])
    let joint = words.interface.joints[words.interface.sensors[sensor].joint]
    self.init(
      sensor: sensor,
      target: try fields.number("target_\(unit)"),
      tolerance: try fields.number("tolerance_\(unit)", .positive),
      wraps: joint.kind == .continuous && words.interface.isAngle(ofSensor: sensor),
      lastSeconds: try fields.number("last_s", .between(0, episode)))
  }
}
