public import Control
import Mathematics
public import Policies
public import Scenarios

/// What one episode came to.
public struct EpisodeOutcome: Sendable, Equatable, Codable {
  /// Index into the list of variants.
  public var variant: Int
  public var succeeded: Bool
  /// Sum of the rewards, undiscounted.
  public var totalReward: Double
  /// Control steps until the episode ended.
  public var steps: Int
  /// Whether a failure ended it before its time.
  public var failed = false
  /// Of each aim, the mean distance from its target over the episode.      (aims)
  public var deviations: [Double] = []
  /// Whether the simulation diverged, which says nothing of the policy; the episode is no success, and its reward is
  /// what came before.
  public var diverged: Bool

  public init(variant: Int, succeeded: Bool, totalReward: Double, steps: Int, diverged: Bool = false) {
    self.variant = variant
    self.succeeded = succeeded
    self.totalReward = totalReward
    self.steps = steps
    self.diverged = diverged
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
  ///   - shouldStop: looked at before each step; the outcomes are those so far then.
  /// - Throws: what stopped the environment.
  /// - Returns: by variant, and in order within a variant.             (variants × episodes)
  public func run(
    _ policy: NetworkPolicy, on environment: any VectorEnvironment, variants: [Variant]? = nil, episodes: Int = 1,
    progress: (Int) -> Void = { _ in }, shouldStop: () -> Bool = { false }
  ) throws(EnvironmentFailure) -> [EpisodeOutcome] {
    try run(
      making: { _ in policy }, rowsInShard: 32, on: environment, variants: variants, episodes: episodes,
      progress: progress, shouldStop: shouldStop)
  }

  /// The same of policies that remember, such as planners: each copy has one of its own, which forgets at the beginning
  /// of an episode.
  ///
  /// - Parameters:
  ///   - makePolicy: the policy of a copy; it shares nothing that it writes with the others.
  ///   - rowsInShard: copies that one thread takes at a time.
  ///   - aims: what is watched of an environment that tells the true state.
  public func run(
    making makePolicy: (Int) -> any Policy, rowsInShard: Int = 1, on environment: any VectorEnvironment,
    variants: [Variant]? = nil, episodes: Int = 1, aims: [Aim] = [],
    progress: (Int) -> Void = { _ in }, shouldStop: () -> Bool = { false }
  ) throws(EnvironmentFailure) -> [EpisodeOutcome] {
    precondition(variants.map { $0.count == environment.count } ?? true, "one copy for each variant")
    precondition(episodes > 0, "an evaluation has episodes")
    var batch = environment.makeBatch()
    if let variants {
      for (copy, variant) in variants.enumerated() {
        try environment.reset(copy: copy, variant: variant, into: &batch)
      }
    } else {
      try environment.reset(into: &batch)
    }
    let copies = 0..<environment.count
    var inference = BatchInference(
      rows: copies.count, actionCount: environment.actionCount, rowsInShard: rowsInShard, threads: threads
    ) { copy in
      let policy = makePolicy(copy)
      precondition(
        policy.observationCount == environment.observationCount && policy.actionCount == environment.actionCount,
        "the policy does not fit the environment")
      return policy
    }
    var begins = [Bool](repeating: true, count: copies.count)
    var outcomes = [[EpisodeOutcome]](repeating: [], count: copies.count)
    func begin(_ copy: Int) -> EpisodeOutcome {
      var outcome = EpisodeOutcome(variant: copy, succeeded: false, totalReward: 0, steps: 0)
      outcome.deviations = aims.map { _ in 0 }
      return outcome
    }
    var running = copies.map(begin)
    var ended = 0
    while ended < copies.count * episodes, !shouldStop() {
      inference.act(on: batch.observations, begins: begins)
      try environment.step(inference.actions, into: &batch)
      for copy in copies { begins[copy] = batch.endings[copy] != .running }
      let before = ended
      for copy in copies where outcomes[copy].count < episodes {
        if batch.endings[copy] == .abandoned {
          running[copy] = begin(copy)
          continue
        }
        running[copy].totalReward += Double(batch.rewards[copy])
        running[copy].steps += 1
        for (i, aim) in aims.enumerated() {
          running[copy].deviations[i] += aim.deviation(batch.reachedPrivileged.row(copy)).magnitude
        }
        guard batch.endings[copy] != .running else { continue }
        running[copy].succeeded = batch.succeeded[copy]
        running[copy].failed = batch.endings[copy] == .terminated || batch.endings[copy] == .diverged
        for i in aims.indices { running[copy].deviations[i] /= Double(running[copy].steps) }
        running[copy].diverged = batch.endings[copy] == .diverged
        outcomes[copy].append(running[copy])
        running[copy] = begin(copy)
        ended += 1
      }
      if ended > before { progress(ended) }
    }
    return outcomes.flatMap { $0 }
  }
}
