public import Control
import Mathematics
public import Policies

/// What one episode came to.
public struct EpisodeOutcome: Sendable, Equatable, Codable {
  /// Index into the list of variants.
  public var variant: Int
  public var succeeded: Bool
  /// Sum of the rewards, undiscounted.
  public var totalReward: Double
  /// Control steps until the episode ended.
  public var steps: Int

  public init(variant: Int, succeeded: Bool, totalReward: Double, steps: Int) {
    self.variant = variant
    self.succeeded = succeeded
    self.totalReward = totalReward
    self.steps = steps
  }
}

/// Runs a policy's mean action over variants × episodes.
///
/// Each action comes from one-sample inference, so an evaluation has the bits of a deployment, and the outcomes do not
/// depend on the number of threads.
public struct Evaluator: Sendable {
  public var threads: Int

  public init(threads: Int) { self.threads = threads }

  /// - Parameters:
  ///   - environment: one copy for each variant; copy i runs variant i in all its episodes.
  ///   - variants: nil: each copy keeps to what the environment draws for it, from its first episode on.
  ///   - progress: told the number of episodes that have ended, after each step that ended one.
  /// - Throws: what stopped the environment.
  /// - Returns: by variant, and in order within a variant.             (variants × episodes)
  public func run(
    _ policy: NetworkPolicy, on environment: any VectorEnvironment, variants: [Variant]? = nil, episodes: Int = 1,
    progress: (Int) -> Void = { _ in }
  ) throws(EnvironmentFailure) -> [EpisodeOutcome] {
    precondition(variants.map { $0.count == environment.count } ?? true, "one copy for each variant")
    precondition(episodes > 0, "an evaluation has episodes")
    precondition(
      policy.observationCount == environment.observationCount && policy.actionCount == environment.actionCount,
      "the policy does not fit the environment")
    var batch = environment.makeBatch()
    if let variants {
      for (copy, variant) in variants.enumerated() {
        try environment.reset(copy: copy, variant: variant, into: &batch)
      }
    } else {
      try environment.reset(into: &batch)
    }
    let copies = 0..<environment.count
    var inference = BatchInference(policy, rows: copies.count, threads: threads)
    var outcomes = [[EpisodeOutcome]](repeating: [], count: copies.count)
    var running = copies.map { EpisodeOutcome(variant: $0, succeeded: false, totalReward: 0, steps: 0) }
    var ended = 0
    while ended < copies.count * episodes {
      inference.act(on: batch.observations)
      try environment.step(inference.actions, into: &batch)
      let before = ended
      for copy in copies where outcomes[copy].count < episodes {
        running[copy].totalReward += Double(batch.rewards[copy])
        running[copy].steps += 1
        guard batch.endings[copy] != .running else { continue }
        running[copy].succeeded = batch.succeeded[copy]
        outcomes[copy].append(running[copy])
        running[copy] = EpisodeOutcome(variant: copy, succeeded: false, totalReward: 0, steps: 0)
        ended += 1
      }
      if ended > before { progress(ended) }
    }
    return outcomes.flatMap { $0 }
  }
}
