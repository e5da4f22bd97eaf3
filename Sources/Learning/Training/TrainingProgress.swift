/// What one iteration of a trainer did.
public struct TrainingProgress: Sendable, Equatable {
  public var iteration = 0       // from 1
  public var iterations = 0      // in all
  public var steps = 0           // environment steps so far, over all copies
  public var totalSteps = 0

  /// Episodes so far in which the simulation diverged.
  public var diverged = 0
  /// Over the latest episodes that ended; nil as long as none has.
  public var meanReturn: Double?
  public var meanLength: Double?  // steps
  public var successRate: Double?
  /// What the reward was made of in this iteration.
  public var rewardTerms: [RewardTerm] = []

  /// A weighted term of the reward, per step.
  public struct RewardTerm: Sendable, Equatable {
    public let name: String
    public let mean: Double
    /// Mean of |term|.
    public let size: Double
  }

  /// The learner's own figures, by the tags under which event files keep them, such as `loss/policy`.
  public var figures: [Figure] = []

  public struct Figure: Sendable, Equatable {
    public let tag: String
    public let value: Double
  }

  /// The figure of that tag, if the learner told it.
  public subscript(tag: String) -> Double? { figures.first { $0.tag == tag }?.value }

  mutating func add(_ tag: String, _ value: Double) { figures.append(Figure(tag: tag, value: value)) }

  /// Episodes of the policy without exploration, where this iteration ended with some.
  public var evaluation: Evaluation?

  public struct Evaluation: Sendable, Equatable {
    public let returns: [Double]  // (episodes)
    public let lengths: [Int]     // (episodes), steps
    public let successes: Int

    public var meanReturn: Double { returns.reduce(0, +) / Double(returns.count) }
    public var successRate: Double { Double(successes) / Double(returns.count) }
  }

  public var collectSeconds = 0.0
  public var updateSeconds = 0.0
  /// Since this process began to train.
  public var stepsPerSecond = 0.0
  public var secondsLeft = 0.0

  public init() {}

  /// Each reward term's part in Σ |terms|, 0 … 1: which of them the learner is being taught by.
  public var rewardShares: [Double] {
    let total = rewardTerms.reduce(0) { $0 + $1.size }
    return rewardTerms.map { total > 0 ? $0.size / total : 0 }
  }
}

/// Where progress goes: a progress bar, event files, or a test.
public protocol TrainingObserver {
  /// Called after each iteration, when the trainer may also be saved; false stops the training.
  func iterationEnded(_ progress: TrainingProgress) -> Bool
}
