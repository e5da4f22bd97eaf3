public import Control
import Mathematics
import Networks
public import Policies
public import Scenarios

/// Soft actor–critic on an environment: act, remember, and take gradient steps on what is remembered.
///
/// The model-free arm beside model-based learners; DroQ by its settings. A seed gives the same bits for any `threads`.
public final class SACTrainer: PolicyTrainer {
  public let settings: SACSettings
  public let seed: UInt64
  public let threads: Int
  let identity: String
  let environment: any VectorEnvironment
  var learner: SoftActorCritic
  var replay: ReplayBuffer
  var batch: StepBatch
  /// What the copies acted on in the last step.   (copies × o)
  private var observed: Matrix
  var exploration: Exploration
  var sampling: RandomStream
  var episodes: EpisodeWindow
  public internal(set) var iteration = 0
  var evaluation: PolicyEvaluation
  private var stopwatch = Stopwatch()

  /// Steps of each copy in an iteration, after which it may be saved.
  private static let stepsOfCopy = 250

  /// - Parameters:
  ///   - evaluation: an environment of `evaluation_episodes` copies that nobody else steps; nil: no evaluation.
  ///   - identity: what the environment is made of, such as the resolved scenario's hash.
  public init(
    environment: any VectorEnvironment, evaluation: (any VectorEnvironment)?, settings: SACSettings, seed: UInt64,
    threads: Int, identity: String = ""
  ) {
    (self.environment, self.settings, self.seed) = (environment, settings, seed)
    (self.threads, self.identity) = (threads, identity)
    self.evaluation = PolicyEvaluation(on: evaluation, interval: settings.evaluationInterval, threads: threads)
    (learner, replay, exploration) = Self.parts(environment: environment, settings: settings, seed: seed)
    batch = environment.makeBatch()
    observed = batch.observations
    sampling = Self.stream(seed).split("sampling")
    episodes = EpisodeWindow(copies: environment.count, capacity: 20, rewardTerms: environment.rewardTermNames)
  }

  private static func stream(_ seed: UInt64) -> RandomStream { RandomStream(seed: seed).split("sac") }

  /// What learns and remembers, as it begins.
  static func parts(
    environment: any VectorEnvironment, settings: SACSettings, seed: UInt64
  ) -> (SoftActorCritic, ReplayBuffer, Exploration) {
    let (o, a) = (environment.observationCount, environment.actionCount)
    let learner = SoftActorCritic(settings: settings, observations: o, actions: a, stream: stream(seed))
    return (
      learner, ReplayBuffer(observationCount: o, actionCount: a, capacity: settings.replayCapacity),
      Exploration(actor: learner.actor.network, copies: environment.count, stream: stream(seed).split("exploration"))
    )
  }

  public var stepsPerIteration: Int { Self.stepsOfCopy * environment.count }
  public var iterations: Int { (settings.totalSteps + stepsPerIteration - 1) / stepsPerIteration }
  public var steps: Int { iteration * stepsPerIteration }
  public var policy: Network { learner.actor.policy }

  public func step() throws(TrainingError) -> TrainingProgress {
    if iteration == 0 { try onEnvironment { () throws(EnvironmentFailure) in try environment.reset(into: &batch) } }
    stopwatch.begin(steps: steps)
    let begun = steps
    for step in 0..<Self.stepsOfCopy {
      let done = begun + step * environment.count
      try interact(isRandom: done < settings.randomSteps)
      guard done >= settings.randomSteps, replay.count >= settings.batch else { continue }
      for _ in 0..<settings.updatesPerStep * environment.count {
        replay.sample(into: learner.batch, from: &sampling)
        learner.update(threads: threads)
      }
    }
    iteration += 1
    guard learner.criticLoss.isFinite else {
      throw .diverged(iteration: iteration, quantity: "the critics' loss")
    }
    stopwatch.collected()
    return try report(from: begun)
  }

  /// One step of every copy into the replay buffer.
  private func interact(isRandom: Bool) throws(TrainingError) {
    if isRandom { exploration.drawUniform() } else { exploration.act(on: batch.observations) }
    for i in observed.elements.indices { observed.elements[i] = batch.observations.elements[i] }
    try onEnvironment { () throws(EnvironmentFailure) in
      try environment.step(exploration.actions, into: &batch)
    }
    replay.append(observed, exploration.actions, batch)
    episodes.add(batch)
  }

  private func report(from begun: Int) throws(TrainingError) -> TrainingProgress {
    var progress = TrainingProgress()
    (progress.iteration, progress.iterations) = (iteration, iterations)
    (progress.steps, progress.totalSteps) = (steps, iterations * stepsPerIteration)
    episodes.report(into: &progress)
    progress.add("loss/critic", learner.criticLoss)
    progress.add("policy/entropy", learner.entropy)
    progress.add("policy/temperature", Double(learner.temperature))
    try evaluation.run(policy, from: begun, to: steps, into: &progress)
    stopwatch.end(into: &progress)
    return progress
  }
}
