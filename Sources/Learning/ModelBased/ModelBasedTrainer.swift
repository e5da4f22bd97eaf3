package import Control
import Mathematics
import Networks
public import Policies
package import Scenarios

/// Background planning with a learned model: act, remember, learn the dynamics, and let the policy learn in the model
/// from states that were visited (Janner et al. 2019, algorithm 2; what improves the policy there is a
/// ``ModelPolicyOptimizer``).
///
/// A seed gives the same bits for any `threads`.
public final class ModelBasedTrainer: PolicyTrainer {
  let settings: MBPOSettings
  public let seed: UInt64
  let threads: Int
  let identity: String
  let task: ModelTask

  var experience: Experience
  var learning: ModelLearning
  var optimizer: any ModelPolicyOptimizer
  var exploration: Exploration
  /// Transitions of the environment as the policy sees them.
  var replay: ReplayBuffer
  var evaluation: PolicyEvaluation
  public internal(set) var iteration = 0
  private var stopwatch = Stopwatch()

  /// Steps of each copy in an iteration, after which it may be saved.
  private static let stepsOfCopy = 250

  /// - Parameters:
  ///   - evaluation: an environment of `evaluation_episodes` copies that nobody else steps; nil: no evaluation.
  ///   - task: what the model needs to know of the environment besides its dynamics.
  ///   - state: the model's state; it covers what the policy sees.
  ///   - identity: what the environment is made of, such as the resolved scenario's hash.
  package init(
    environment: any VectorEnvironment, evaluation: (any VectorEnvironment)?, task: ModelTask, state: StateLayout,
    settings: MBPOSettings, seed: UInt64, threads: Int, identity: String = ""
  ) {
    (self.task, self.settings, self.seed) = (task, settings, seed)
    (self.threads, self.identity) = (threads, identity)
    replay = ReplayBuffer(
      observationCount: environment.observationCount, actionCount: environment.actionCount,
      capacity: settings.actorCritic.sac.replayCapacity)
    self.evaluation = PolicyEvaluation(on: evaluation, interval: settings.evaluationInterval, threads: threads)
    experience = Experience(in: environment, state: state)
    (learning, optimizer, exploration) = Self.parts(
      environment: environment, task: task, state: state, settings: settings, seed: seed, threads: threads)
  }

  /// What is learned, as it stands before anything has been.
  static func parts(
    environment: any VectorEnvironment, task: ModelTask, state: StateLayout, settings: MBPOSettings, seed: UInt64,
    threads: Int
  ) -> (ModelLearning, any ModelPolicyOptimizer, Exploration) {
    let stream = RandomStream(seed: seed).split("mbpo")
    let ensemble = DynamicsEnsemble(
      interface: environment.interface, state: state, settings: EnsembleSettings(settings.model).covering(task),
      stream: stream.split("model"))
    let (observations, actions) = (environment.observationCount, environment.actionCount)
    let own = stream.split("policy")
    let optimizer: any ModelPolicyOptimizer =
      switch settings.policyOptimizer {
      case .sac:
        SoftModelOptimizer(
          ensemble, task: task, observations: observations, actions: actions, settings: settings, stream: own)
      case .differentiable:
        DoubleHorizonOptimizer(
          ensemble, task: task, observations: observations, actions: actions, settings: settings, stream: own)
      case .ppo:
        PPOModelOptimizer(
          ensemble, task: task, settings: settings.ppo,
          rounds: (settings.totalSteps - settings.randomSteps) / settings.rolloutInterval, seed: own.words[0],
          threads: threads)
      }
    let exploration = Exploration(
      actor: optimizer.actor, head: optimizer.head, copies: environment.count, stream: stream.split("exploration"))
    return (ModelLearning(ensemble, task: task), optimizer, exploration)
  }

  var environment: any VectorEnvironment { experience.environment }
  public var stepsPerIteration: Int { Self.stepsOfCopy * environment.count }
  public var iterations: Int { (settings.totalSteps + stepsPerIteration - 1) / stepsPerIteration }
  public var steps: Int { iteration * stepsPerIteration }
  public var policy: Network { optimizer.policy }
  /// The dynamics as they have been learned so far.
  package var model: DynamicsEnsemble { learning.ensemble }

  public func step() throws(TrainingError) -> TrainingProgress {
    if iteration == 0 { try experience.begin() }
    stopwatch.begin(steps: steps)
    let begun = steps
    for step in 0..<Self.stepsOfCopy { try advance(from: begun + step * environment.count) }
    iteration += 1
    guard optimizer.loss.isFinite else { throw .diverged(iteration: iteration, quantity: "the critics' loss") }
    stopwatch.collected()
    return try report(from: begun)
  }

  /// One step of every copy, with what is learned before and after it.
  private func advance(from done: Int) throws(TrainingError) {
    let isRandom = done < settings.randomSteps
    if !isRandom {
      let isFirst = !learning.isTrained
      let retrains = isFirst || passes(settings.retrainInterval, done)
      if retrains { trainModel(at: done) }
      if retrains || passes(settings.rolloutInterval, done) { try branch() }
      if isFirst { for _ in 0..<settings.firstUpdates { optimizer.update(replay, threads: threads) } }
    }
    try interact(isRandom: isRandom)
    guard !isRandom else { return }
    for _ in 0..<settings.updatesPerStep * environment.count { optimizer.update(replay, threads: threads) }
  }

  /// Whether the last step of the copies reached a multiple of the interval.
  private func passes(_ interval: Int, _ done: Int) -> Bool { done / interval != (done - environment.count) / interval }

  /// One step of every copy into the buffers.
  private func interact(isRandom: Bool) throws(TrainingError) {
    if isRandom {
      exploration.drawUniform()
    } else {
      exploration.act(on: experience.batch.observations, normalizer: optimizer.normalizer)
    }
    try experience.step(exploration.actions)
    replay.append(experience.observed, exploration.actions, experience.batch)
  }

  private func trainModel(at done: Int) {
    learning.learn(from: &experience, threads: threads)
    optimizer.modelChanged(experience.steps)
    switch settings.rolloutLength {
    case .schedule(let schedule): learning.figures.rolloutLength = schedule.length(atStep: done)
    case .automatic:
      guard let report = learning.report else { return }
      learning.figures.rolloutLength = report.rolloutLength(within: settings.rolloutError)
    }
  }

  private func branch() throws(TrainingError) {
    let length = learning.figures.rolloutLength
    try optimizer.branch(
      settings.rolloutsPerStep * settings.rolloutInterval, length: length, from: experience.steps,
      keeping: settings.rolloutsPerStep * settings.rolloutRetention * length, threads: threads)
  }

  private func report(from begun: Int) throws(TrainingError) -> TrainingProgress {
    var progress = TrainingProgress()
    (progress.iteration, progress.iterations) = (iteration, iterations)
    (progress.steps, progress.totalSteps) = (steps, iterations * stepsPerIteration)
    experience.episodes.report(into: &progress)
    optimizer.report(into: &progress)
    learning.figures.report(into: &progress)
    progress.add("buffer/environment", Double(replay.count))
    progress.add("buffer/model", Double(optimizer.rolloutRows))
    try evaluation.run(policy, from: begun, to: steps, into: &progress)
    stopwatch.end(into: &progress)
    return progress
  }
}
