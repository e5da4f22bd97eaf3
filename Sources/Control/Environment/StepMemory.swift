/// Where a step writes when the caller owns the memory, as another language does: ``StepBatch`` without arrays.
///
/// All of it is dense and row-major, and outlives the calls that are given it.
public struct StepMemory: @unchecked Sendable {
  /// To act on next; of copies that ended, already the first of the new episode.
  public let observations: UnsafeMutablePointer<Float>  // (count × o)
  /// Truly reached by this step, before any restart.
  public let reached: UnsafeMutablePointer<Float>       // (count × o)
  public let rewards: UnsafeMutablePointer<Double>      // (count)
  /// Weighted; their sum is the reward.
  public let rewardTerms: UnsafeMutablePointer<Float>   // (count × terms)
  // 0 or 1. An episode that diverged is cut in the state before, without a reward for the step.
  public let terminated: UnsafeMutablePointer<UInt8>    // (count)
  public let truncated: UnsafeMutablePointer<UInt8>     // (count)
  /// Whether the scenario's criterion held, said when an episode ends.
  public let succeeded: UnsafeMutablePointer<UInt8>     // (count)

  public init(
    observations: UnsafeMutablePointer<Float>, reached: UnsafeMutablePointer<Float>,
    rewards: UnsafeMutablePointer<Double>, rewardTerms: UnsafeMutablePointer<Float>,
    terminated: UnsafeMutablePointer<UInt8>, truncated: UnsafeMutablePointer<UInt8>,
    succeeded: UnsafeMutablePointer<UInt8>
  ) {
    self.observations = observations
    self.reached = reached
    self.rewards = rewards
    self.rewardTerms = rewardTerms
    self.terminated = terminated
    self.truncated = truncated
    self.succeeded = succeeded
  }
}
