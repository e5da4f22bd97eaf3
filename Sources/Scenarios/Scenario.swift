public import Control
public import Mathematics
public import Robots

/// What a robot is to do, in which physics, and how it learns it: one file of `scenarios/`.
public struct Scenario: Sendable, Equatable {
  public var name: String
  /// The file it came from and its text as written; ``resolvedText`` is what overrides and defaults made of it.
  public var file: String
  public var text: String
  public var robot: RobotDescription

  /// Nominal time between ticks, s; a whole multiple of `physicsStep`.
  public var controlPeriod: Double
  public var physicsStep: Double
  public var episodeSeconds: Double
  /// Training episodes are cut here, s: short ones show more of the way to the goal and less of staying there.
  public var trainingEpisodeSeconds: Double

  public var observation: ObservationLayout
  public var rewards: [RewardTerm]
  public var terminations: [Termination]
  public var success: SuccessCriterion
  /// Where training episodes begin, by weight. The first is the scenario's own: evaluation begins there only.
  public var starts: [Start]

  /// The training box.
  public var training: RandomizationSet
  /// Named held-out sets, such as `interpolation` and `extrapolation`.
  public var heldOut: [RandomizationSet]
  public var learner: Learner

  public init(
    name: String, file: String, text: String, robot: RobotDescription, controlPeriod: Double, physicsStep: Double,
    episodeSeconds: Double, trainingEpisodeSeconds: Double, observation: ObservationLayout, rewards: [RewardTerm], terminations: [Termination],
    success: SuccessCriterion, starts: [Start], training: RandomizationSet, heldOut: [RandomizationSet],
    learner: Learner
  ) {
    self.name = name
    self.file = file
    self.text = text
    self.robot = robot
    self.controlPeriod = controlPeriod
    self.physicsStep = physicsStep
    self.episodeSeconds = episodeSeconds
    self.trainingEpisodeSeconds = trainingEpisodeSeconds
    self.observation = observation
    self.rewards = rewards
    self.terminations = terminations
    self.success = success
    self.starts = starts
    self.training = training
    self.heldOut = heldOut
    self.learner = learner
  }

  public var interface: ControlInterface { robot.interface(period: controlPeriod) }
  /// Ticks of a full episode.
  public var episodeSteps: Int { Int((episodeSeconds / controlPeriod).rounded()) }
  /// Ticks of a full training episode.
  public var trainingEpisodeSteps: Int { Int((trainingEpisodeSeconds / controlPeriod).rounded()) }
  /// Physics steps of a nominal control period.
  public var substeps: Int { Int((controlPeriod / physicsStep).rounded()) }

  /// The set of that name: `training` or a held-out one.
  public func set(named name: String) -> RandomizationSet? {
    name == "training" ? training : heldOut.first { $0.name == name }
  }

  /// A distribution over the joints' first state.
  public struct Start: Sendable, Equatable {
    public var weight: Double
    public var positions: [Distribution]   // (joints), m or rad
    public var velocities: [Distribution]  // (joints), m/s or rad/s

    public init(weight: Double, positions: [Distribution], velocities: [Distribution]) {
      self.weight = weight
      self.positions = positions
      self.velocities = velocities
    }
  }
}

/// Success of an episode: an angle or a position close to a target over its last seconds, and no failure.
public struct SuccessCriterion: Sendable, Equatable {
  public var sensor: Int
  public var target: Double
  public var tolerance: Double
  /// The difference is taken modulo a full turn.
  public var wraps: Bool
  /// How long it must hold at the end of a full episode, s.
  public var lastSeconds: Double

  public init(sensor: Int, target: Double, tolerance: Double, wraps: Bool, lastSeconds: Double) {
    self.sensor = sensor
    self.target = target
    self.tolerance = tolerance
    self.wraps = wraps
    self.lastSeconds = lastSeconds
  }

  public func holds(for values: [Double], at offset: Int = 0) -> Bool {
    var difference = values[offset + sensor] - target
    if wraps { difference = difference.remainder(dividingBy: 2 * Double.pi) }
    return abs(difference) <= tolerance
  }
}
