public import Control

/// What a log says once, before its first tick.
public struct LogHeader: Sendable, Equatable {
  public var interface: ControlInterface
  /// What the supervisor enforced.
  public var limits: SafetyLimits
  /// Names of the observation's values; empty without a policy.       (observation)
  public var observationNames: [String]
  /// Values of an action; 0 without a policy.
  public var actionCount: Int
  /// The robot's model as text, for viewers and for replay.
  public var urdf: String
  /// The policy file and the hash of its content without the certificate.
  public var policyFile: String?
  public var policyHash: String?
  public var scenario: String?
  public var scenarioHash: String?
  public var seed: UInt64?
  /// Wall clock at the start of the run, since 1970, s.
  public var startTime: Double
  /// The link's address; nil for a simulator in the same process.
  public var link: String?
  /// Whether the robot waited for each command.
  public var isLockstep: Bool
  /// Whether the loop had real-time scheduling.
  public var isRealTime: Bool
  /// Noise that was added to the policy's actions; nil: the policy alone acted. An action in the log is the policy's,
  /// what was requested has the noise in it.
  public var exploration: ExplorationNoise?

  public init(
    interface: ControlInterface, limits: SafetyLimits, observationNames: [String] = [], actionCount: Int = 0,
    urdf: String, policyFile: String? = nil, policyHash: String? = nil, scenario: String? = nil,
    scenarioHash: String? = nil, seed: UInt64? = nil, startTime: Double, link: String? = nil,
    isLockstep: Bool = false, isRealTime: Bool = false, exploration: ExplorationNoise? = nil
  ) {
    self.interface = interface
    self.limits = limits
    self.observationNames = observationNames
    self.actionCount = actionCount
    self.urdf = urdf
    self.policyFile = policyFile
    self.policyHash = policyHash
    self.scenario = scenario
    self.scenarioHash = scenarioHash
    self.seed = seed
    self.startTime = startTime
    self.link = link
    self.isLockstep = isLockstep
    self.isRealTime = isRealTime
    self.exploration = exploration
  }

  public var robot: String { interface.robot }
  /// Nominal time between two ticks, s.
  public var period: Double { interface.period }

  /// Wall clock at a time of the run, since 1970, ns.
  func wallNanoseconds(at time: Double) -> UInt64 {
    // The start in whole microseconds: a Double holds no more of a date.
    let elapsed = time.isFinite ? max(0, time) : 0
    return UInt64((startTime * 1e6).rounded()) * 1000 + UInt64((elapsed * 1e9).rounded())
  }
}
