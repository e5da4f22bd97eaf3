public import Mathematics

/// How a step left an episode.
public enum Ending: UInt8, Sendable, Codable {
  case running
  /// The scenario's own end: nothing follows, so nothing is bootstrapped.
  case terminated
  /// Time is up: the value of the state truly reached is bootstrapped.
  case truncated
  /// The step did not take place: what the environment is made of could not go on, as a robot that does not wait for its
  /// learner. Nothing is to be learned from it, nor from the episode's return.
  case abandoned
  /// The simulation left what is physics: where the step led means nothing, so nothing is bootstrapped from it or
  /// learned from it, nor from the episode's return. The state truly reached is the one before.
  case diverged

  /// Whether the step is to be learned nothing from.
  public var isVoid: Bool { self == .abandoned || self == .diverged }
}

/// What one step of a ``VectorEnvironment`` gives.
public struct StepBatch: Sendable {
  /// To act on next; of copies that ended, already the first of the new episode.  (count × o)
  public var observations: Matrix
  /// Truly reached by this step, before any restart.                               (count × o)
  public var reached: Matrix
  /// The reading that each observation ends with, unwrapped, SI.                   (count × sensors)
  public var readings: Matrix
  /// The reading truly reached, before any restart.                                (count × sensors)
  public var reachedReadings: Matrix
  /// What the supervisor let through in this step, N or N·m.                       (count × actuators)
  public var applied: Matrix
  public var rewards: [Float]     // (count)
  public var rewardTerms: Matrix  // (count × terms), weighted; their sum is the reward
  /// For critics and teachers only; of copies that ended, already the new episode's.  (count × p)
  public var privileged: Matrix
  /// Of the state truly reached by this step.                                      (count × p)
  public var reachedPrivileged: Matrix
  /// Whether the scenario's criterion held, said when an episode ends.              (count)
  public var succeeded: [Bool]
  public var endings: [Ending]    // (count)

  public init(count: Int, observation: Int, sensors: Int, actuators: Int, terms: Int, privileged: Int) {
    observations = Matrix(rows: count, columns: observation)
    reached = observations
    readings = Matrix(rows: count, columns: sensors)
    reachedReadings = readings
    applied = Matrix(rows: count, columns: actuators)
    rewards = [Float](repeating: 0, count: count)
    rewardTerms = Matrix(rows: count, columns: terms)
    self.privileged = Matrix(rows: count, columns: privileged)
    reachedPrivileged = self.privileged
    succeeded = [Bool](repeating: false, count: count)
    endings = [Ending](repeating: .running, count: count)
  }
}
