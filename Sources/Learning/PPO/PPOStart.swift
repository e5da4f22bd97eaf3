public import Policies

/// Where PPO begins when it does not begin from scratch: another run's policy, and how near to it it stays.
///
/// The policy's normaliser stands still from then on. A critic comes from the run's checkpoint; without one it starts
/// untrained, and the policy is held for the first iterations while the critic learns what it is worth.
public struct PPOStart: Sendable {
  public let policy: Network
  /// ln σ of the exploration; empty where the policy chooses among levels.   (actions)
  public let logDeviations: [Float]
  /// In units of the scaled reward; nil: untrained.
  public let value: Network?
  /// Multiplies rewards, as in the run that the critic comes from; nil: found anew.
  public let rewardScale: Float?
  /// Iterations in which only the critic learns.
  public let heldIterations: Int
  /// Mean KL divergence from the policy to stay below, nats; nil: it is only where training begins.
  public let trustRegion: Float?

  public init(
    policy: Network, logDeviations: [Float], value: Network? = nil, rewardScale: Float? = nil,
    heldIterations: Int = 0, trustRegion: Float? = nil
  ) {
    self.policy = policy
    self.logDeviations = logDeviations
    self.value = value
    self.rewardScale = rewardScale
    self.heldIterations = heldIterations
    self.trustRegion = trustRegion
  }
}
