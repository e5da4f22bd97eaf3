public import Control
public import Mathematics
public import Robots

/// What a robot is to do, in which physics, and how it learns it: one file of `scenarios/`.
public struct Scenario: Sendable, Equatable {
  public var name: String
  /// The file it came from and its text as written; ``resolvedText`` is what overrides and defaults made of it.
  public var file: String
  public var text: String
  /// With the trackers of its objects among its sensors, the last ones.
  public var robot: RobotDescription
  /// Free bodies beside the robot.
  public var objects: [FreeObject]

  /// Nominal time between ticks, s; a whole multiple of `physicsStep`.
  public var controlPeriod: Double
  public var physicsStep: Double
  public var episodeSeconds: Double
  /// What the operator asks for; each is a value of every reading, behind the sensors, and a parameter.
  public var goals: [Goal]
  /// What rewards, terminations and success name of the links' true motion, beside the reading.
  public var truths: [ControlInterface.Sensor]
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
  /// When ranges of the training box move; nil: none does.
  public var automaticRandomization: AutomaticRandomizationSettings?
  /// The training's stages, in order; empty: the scenario itself all the time.
  public var curriculum: [CurriculumStage] = []
  /// Named held-out sets, such as `interpolation` and `extrapolation`.
  public var heldOut: [RandomizationSet]
  public var learner: Learner

  public init(
    name: String, file: String, text: String, robot: RobotDescription, objects: [FreeObject] = [],
    controlPeriod: Double, physicsStep: Double, episodeSeconds: Double, trainingEpisodeSeconds: Double, goals: [Goal] = [],
    truths: [ControlInterface.Sensor] = [], observation: ObservationLayout, rewards: [RewardTerm],
    terminations: [Termination], success: SuccessCriterion, starts: [Start], training: RandomizationSet,
    automaticRandomization: AutomaticRandomizationSettings? = nil, heldOut: [RandomizationSet], learner: Learner
  ) {
    self.name = name
    self.file = file
    self.text = text
    self.robot = robot
    self.objects = objects
    self.controlPeriod = controlPeriod
    self.physicsStep = physicsStep
    self.episodeSeconds = episodeSeconds
    self.trainingEpisodeSeconds = trainingEpisodeSeconds
    self.goals = goals
    self.truths = truths
    self.observation = observation
    self.rewards = rewards
    self.terminations = terminations
    self.success = success
    self.starts = starts
    self.training = training
    self.automaticRandomization = automaticRandomization
    self.heldOut = heldOut
    self.learner = learner
  }

  /// The robot's, and the goals as its last sensors.
  public var interface: ControlInterface { Self.interface(of: robot, goals: goals, period: controlPeriod) }
  /// What rewards, terminations and success look at.
  public var inputs: TaskInputs { TaskInputs(interface: interface, truths: truths) }

  static func interface(of robot: RobotDescription, goals: [Goal], period: Double) -> ControlInterface {
    var interface = robot.interface(period: period)
    interface.sensors += goals.map { .goal($0.name, unit: $0.unit) }
    return interface
  }

  /// Ticks of a full episode.
  public var episodeSteps: Int { Int((episodeSeconds / controlPeriod).rounded()) }
  /// Ticks of a full training episode.
  public var trainingEpisodeSteps: Int { Int((trainingEpisodeSeconds / controlPeriod).rounded()) }
  /// Ticks in a row for which the success criterion must hold at an episode's end.
  public var successSteps: Int { Int((success.lastSeconds / controlPeriod).rounded()) }
  /// Physics steps of a nominal control period.
  public var substeps: Int { Int((controlPeriod / physicsStep).rounded()) }

  /// The set of that name: `training` or a held-out one.
  public func set(named name: String) -> RandomizationSet? {
    name == "training" ? training : heldOut.first { $0.name == name }
  }

  /// Something asked of the robot: `goal.NAME`.
  public struct Goal: Sendable, Equatable {
    public var name: String
    public var unit: ControlInterface.GoalUnit
    /// What is asked unless a variant, the randomization or the command line says otherwise.
    public var nominal: Double

    public init(name: String, unit: ControlInterface.GoalUnit, nominal: Double) {
      self.name = name
      self.unit = unit
      self.nominal = nominal
    }
  }

  /// A distribution over the robot's first state.
  public struct Start: Sendable, Equatable {
    public var weight: Double
    public var positions: [Distribution]   // (joints), m or rad
    public var velocities: [Distribution]  // (joints), m/s or rad/s
    /// Of a floating base, from where it rests: its place (m), roll, pitch and yaw (rad), and the rates of these
    /// (m/s in the world, rad/s in the base).                                                                  (12)
    public var base: [Distribution]
    /// Of each object, from its own start: see ``FreeObject/startKeys``.                        (objects, 12)
    public var objects: [[Distribution]]

    public init(
      weight: Double, positions: [Distribution], velocities: [Distribution],
      base: [Distribution] = Start.baseKeys.map { _ in .constant(0) }, objects: [[Distribution]] = []
    ) {
      self.weight = weight
      self.positions = positions
      self.velocities = velocities
      self.base = base
      self.objects = objects
    }

    /// One first state.
    ///
    /// - Returns: m or rad, m/s or rad/s of the joints; of a floating base in the order of ``baseKeys``, of objects
    ///   in that of ``FreeObject/startKeys``.
    public func sample(
      floats: Bool, from stream: inout RandomStream
    ) -> (positions: [Double], velocities: [Double], base: [Double]?, objects: [[Double]]) {
      let positions = positions.map { $0.sample(from: &stream) }
      let velocities = velocities.map { $0.sample(from: &stream) }
      let base = floats ? base.map { $0.sample(from: &stream) } : nil
      return (positions, velocities, base, objects.map { $0.map { $0.sample(from: &stream) } })
    }

    public static let baseKeys = [
      "base.x_m", "base.y_m", "base.z_m", "base.roll_rad", "base.pitch_rad", "base.yaw_rad", "base.velocity_x_m_per_s",
      "base.velocity_y_m_per_s", "base.velocity_z_m_per_s", "base.angular_velocity_x_rad_per_s",
      "base.angular_velocity_y_rad_per_s", "base.angular_velocity_z_rad_per_s",
    ]
  }
}
