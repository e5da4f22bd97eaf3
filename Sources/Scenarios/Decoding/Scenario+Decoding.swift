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
      "name", "robot", "objects", "control_period_s", "physics_step_s", "episode_s", "training_episode_s", "goals",
      "observation", "rewards", "terminations", "success", "starts", "training", "adr", "curriculum", "held_out", "learner",
    ])
    var robot = try RobotDescription(contentsOf: Self.robotFolder(root.required("robot"), from: folder))
    let model = try RobotModel(of: robot)
    let objects = try Self.objects(root.optional("objects"), beside: &robot, model)
    let goals = try Self.goals(root.optional("goals"))
    let (rewards, terminations) = (try root.required("rewards"), try root.required("terminations"))
    let success = try root.required("success")
    let words = Vocabulary(
      robot: robot, model: model, objects: objects, goals: goals,
      texts: rewards.texts.union(terminations.texts).union(success.texts))

    let physicsStep = try root.number("physics_step_s", .positive)
    let period = try Self.multiple(root.required("control_period_s"), of: physicsStep, named: "physics_step_s")
    let episode = try Self.multiple(root.required("episode_s"), of: period, named: "control_period_s")
    let trainingEpisode = try root.optional("training_episode_s").map { value throws(InputError) in
      try Self.multiple(value, of: period, named: "control_period_s")
    }
    let training = try RandomizationSet(name: "training", root.required("training"), words)
    try training.check(root.required("training"))
    self.init(
      name: try root.text("name"), file: file, text: text, robot: robot, objects: objects, controlPeriod: period,
      physicsStep: physicsStep, episodeSeconds: episode, trainingEpisodeSeconds: trainingEpisode ?? episode,
      goals: goals, truths: words.inputs.truths, observation: try ObservationLayout(root.required("observation"), words),
      rewards: try Self.rewards(rewards, words),
      terminations: try Self.terminations(terminations, words),
      success: try SuccessCriterion(success, words, episode: episode),
      starts: try Self.starts(root.required("starts"), words),
      training: training, automaticRandomization: try .decode(root.optional("adr"), for: training),
      heldOut: try Self.heldOut(root.required("held_out"), words, training: training),
      learner: try Learner(root.required("learner"), for: words.interface))
    try checkThatTheLearnerCanSee(root.required("learner"))
    guard let place = root.optional("curriculum") else { return }
    curriculum = try CurriculumStage.decode(place, in: tree, of: self, folder: folder)
    guard automaticRandomization == nil else {
      throw place.error("and adr both move the training on, and there is room for one; remove one of the two")
    }
  }

  /// A learner that foresees with a model works out rewards from readings, and a model of this kind has no floating
  /// base.
  private func checkThatTheLearnerCanSee(_ place: YAMLValue) throws(InputError) {
    switch learner {
    case .ppo, .rma, .sac, .dynaQ: return
    case .mbpo, .policyBackprop, .planner, .treeSearch: break
    }
    if let truth = truths.first {
      throw place.error(
        "foresees rewards from readings, and this scenario looks at \(interface.name(of: truth)), which no sensor gives; "
          + "choose ppo or sac")
    }
    guard objects.isEmpty else {
      throw place.error("foresees a robot by itself, and here is an object beside it; choose ppo or sac")
    }
    guard robot.base == .fixed, interface.sensesJointsOnly, interface.takesEffortsOnly else {
      throw place.error("plans with a robot on a fixed base with joints' sensors and efforts alone; choose ppo or sac")
    }
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

  /// What their trackers give becomes the robot's last sensors.
  private static func objects(
    _ value: YAMLValue?, beside robot: inout RobotDescription, _ model: RobotModel
  ) throws(InputError) -> [FreeObject] {
    var objects: [FreeObject] = []
    for field in try value?.namedFields() ?? [] {
      let (object, sensors) = try FreeObject.read(field, robot: robot, model: model)
      objects.append(object)
      robot.sensors += sensors
    }
    return objects
  }

  /// `goals: {velocity_x_m_per_s: 0.5}`: the name, its unit, and what is asked unless something else is said.
  private static func goals(_ value: YAMLValue?) throws(InputError) -> [Goal] {
    var goals: [Goal] = []
    for field in try value?.namedFields() ?? [] {
      let unit = ControlInterface.GoalUnit.allCases.filter { field.key.hasSuffix("_" + $0.keyUnit) }
        .max { $0.keyUnit.count < $1.keyUnit.count }
      guard let unit else {
        throw field.value.error("has no unit; end the key in _m, _m_per_s, _rad or _rad_per_s")
      }
      goals.append(
        Goal(name: String(field.key.dropLast(unit.keyUnit.count + 1)), unit: unit, nominal: try field.value.number()))
    }
    return goals
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
      let place = try field.value.anyFields().required("sensor")
      let input = try words.inputs.index(place)
      guard words.inputs.quantity(input) != nil else { throw place.error("is a command; name a sensor") }
      let (low, high) = (words.inputs.key("lower", input), words.inputs.key("upper", input))
      let fields = try field.value.fields(["sensor", low, high])
      let lower = try fields.number(low, otherwise: -.infinity)
      let upper = try fields.number(high, otherwise: .infinity)
      guard lower < upper, lower.isFinite || upper.isFinite else {
        throw field.value.error("needs a \(low) below its \(high), or one of the two; correct them")
      }
      terminations.append(Termination(name: field.key, sensor: input, lower: lower, upper: upper))
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
      let set = try RandomizationSet(name: field.key, field.value, words)
      guard set.randomizations.allSatisfy({ $0.adaptation == nil }) else {
        throw field.value.error("is for evaluations, and only training's ranges move; leave adr out")
      }
      sets.append(set.completed(from: training))
      try sets[sets.count - 1].check(field.value)
    }
    return sets
  }
}

extension Scenario.Start {
  /// Reads `{weight: 0.75, hinge.position_rad: {uniform: […]}, …}`; what is not named starts at zero, a floating base
  /// and the joints of its robot at rest, an object at its own start.
  init(_ value: YAMLValue, _ words: Vocabulary) throws(InputError) {
    let joints = words.interface.joints
    let positionKeys = joints.map { "\($0.name).position_\($0.keyUnit(of: .position))" }
    let velocityKeys = joints.map { "\($0.name).velocity_\($0.keyUnit(of: .velocity))" }
    let floats = words.robot.base != .fixed
    let rests = floats || words.interface.actuators.contains { $0.servo != nil }
    let objectKeys = words.objects.map(\.startKeys)
    let fields = try value.fields(
      ["weight"] + positionKeys + velocityKeys + (floats ? Self.baseKeys : []) + objectKeys.flatMap { $0 })
    func draw(_ key: String, otherwise: Double = 0) throws(InputError) -> Distribution {
      guard let value = fields.optional(key) else { return .constant(otherwise) }
      return try Distribution(value)
    }
    var positions: [Distribution] = []
    var velocities: [Distribution] = []
    for (j, joint) in joints.enumerated() {
      positions.append(try draw(positionKeys[j], otherwise: rests ? words.robot.restPose[j] : 0))
      velocities.append(try draw(velocityKeys[j]))
      let support = positions[j].support
      guard support.lowerBound >= joint.lowerLimit, support.upperBound <= joint.upperLimit else {
        throw (fields.optional(positionKeys[j]) ?? value).error(
          "\(joint.name) could start outside its limits \(joint.lowerLimit) … \(joint.upperLimit); "
            + "narrow the distribution")
      }
    }
    var base: [Distribution] = []
    for key in Self.baseKeys { base.append(try draw(key)) }
    var objects: [[Distribution]] = []
    for keys in objectKeys {
      objects.append([])
      for key in keys { objects[objects.count - 1].append(try draw(key)) }
    }
    self.init(
      weight: try fields.number("weight", .positive), positions: positions, velocities: velocities, base: base,
      objects: objects)
  }
}

extension SuccessCriterion {
  /// Reads `{sensor: …, target_rad: 0, tolerance_rad: 0.2, last_s: 1}`, or several such under `all`.
  init(_ value: YAMLValue, _ words: Vocabulary, episode: Double) throws(InputError) {
    if let all = try value.anyFields().optional("all") {
      let fields = try value.fields(["all", "last_s"])
      var conditions: [Condition] = []
      for entry in try all.list() { conditions.append(try Condition(entry, words)) }
      guard !conditions.isEmpty else { throw all.error("has no condition; add one") }
      self.init(conditions: conditions, lastSeconds: try fields.number("last_s", .between(0, episode)))
    } else {
      let condition = try Condition(value, words, beside: ["last_s"])
      self.init(
        conditions: [condition], lastSeconds: try value.anyFields().number("last_s", .between(0, episode)))
    }
  }
}

extension SuccessCriterion.Condition {
  /// The target is a number, or with `target: goal.NAME` another value.
  fileprivate init(_ value: YAMLValue, _ words: Vocabulary, beside others: [String] = []) throws(InputError) {
    let place = try value.anyFields().required("sensor")
    let input = try words.inputs.index(place)
    guard words.inputs.quantity(input) != nil else { throw place.error("is a command; name a sensor") }
    let (target, tolerance) = (words.inputs.key("target", input), words.inputs.key("tolerance", input))
    let fields = try value.fields(["sensor", "target", target, tolerance] + others)
    let aim: Target
    if let other = fields.optional("target"), case .scalar(let text, _) = other.content, Double(text) == nil {
      aim = .input(try words.inputs.index(other))
    } else {
      aim = .value(try fields.number(target))
    }
    self.init(
      input: input, target: aim, tolerance: try fields.number(tolerance, .positive),
      wraps: input < words.interface.sensors.count && words.interface.turnsEndlessly(sensor: input))
  }
}
