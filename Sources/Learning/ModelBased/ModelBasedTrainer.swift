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
  let environment: any VectorEnvironment
  let task: ModelTask
  let state: StateLayout

  var ensemble: DynamicsEnsemble
  var optimizer: any ModelPolicyOptimizer
  var exploration: Exploration
  /// Transitions of the environment as the policy sees them, and as the model does.
  let replay: ReplayBuffer
  var stepsOfModel: TransitionBuffer
  /// Of each copy, since the model was last trained: what it has not been trained on.
  var fresh: [TransitionBuffer]
  var history: StateHistory
  var batch: StepBatch
  /// What the copies acted on in the last step.   (copies × o)
  private var observed: Matrix
  var episodes: EpisodeWindow
  var evaluation: PolicyEvaluation
  public internal(set) var iteration = 0
  var figures = ModelFigures()
  /// Of the steps before the model's last training.
  package private(set) var modelReport: ModelReport?
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
    (self.environment, self.task, self.state, self.settings) = (environment, task, state, settings)
    (self.seed, self.threads, self.identity) = (seed, threads, identity)
    let copies = environment.count
    replay = ReplayBuffer(
      observationCount: environment.observationCount, actionCount: environment.actionCount,
      capacity: settings.actorCritic.sac.replayCapacity)
    stepsOfModel = TransitionBuffer(state: state)
    fresh = (0..<copies).map { _ in TransitionBuffer(state: state) }
    history = StateHistory(state, copies: copies)
    batch = environment.makeBatch()
    observed = batch.observations
    episodes = EpisodeWindow(copies: copies, capacity: 20)
    self.evaluation = PolicyEvaluation(on: evaluation, interval: settings.evaluationInterval, threads: threads)
    (ensemble, optimizer, exploration) = Self.parts(
      environment: environment, task: task, state: state, settings: settings, seed: seed)
  }

  /// What is learned, as it stands before anything has been.
  static func parts(
    environment: any VectorEnvironment, task: ModelTask, state: StateLayout, settings: MBPOSettings, seed: UInt64
  ) -> (DynamicsEnsemble, any ModelPolicyOptimizer, Exploration) {
    let stream = RandomStream(seed: seed).split("mbpo")
    var model = EnsembleSettings(settings.model)
    model.learnsReward = model.learnsReward || task.rewards.isEmpty
    model.learnsTermination = task.learnsTermination
    model.learnsReward = model.learnsReward || task.rewards.isEmpty
    let ensemble = DynamicsEnsemble(
      interface: environment.interface, state: state, settings: model, stream: stream.split("model"))
    let optimizer: any ModelPolicyOptimizer =
      switch settings.policyOptimizer {
      case .sac:
        SoftModelOptimizer(
          ensemble, task: task, observations: environment.observationCount, actions: environment.actionCount,
          settings: settings, stream: stream.split("policy"))
      case .differentiable:
        DoubleHorizonOptimizer(
          ensemble, task: task, observations: environment.observationCount, actions: environment.actionCount,
          settings: settings, stream: stream.split("policy"))
      }
    let exploration = Exploration(
      actor: optimizer.actor, copies: environment.count, stream: stream.split("exploration"))
    return (ensemble, optimizer, exploration)
  }

  public var stepsPerIteration: Int { Self.stepsOfCopy * environment.count }
  public var iterations: Int { (settings.totalSteps + stepsPerIteration - 1) / stepsPerIteration }
  public var steps: Int { iteration * stepsPerIteration }
  public var policy: Network { optimizer.policy }
  /// The dynamics as they have been learned so far.
  package var model: DynamicsEnsemble { ensemble }

  public func step() throws(TrainingError) -> TrainingProgress {
    if iteration == 0 {
      try onEnvironment { () throws(EnvironmentFailure) in try environment.reset(into: &batch) }
      history.begin(batch)
    }
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
      let isFirst = figures.trainings == 0
      let retrains = isFirst || passes(settings.retrainInterval, done)
      if retrains { trainModel(at: done) }
      if retrains || passes(settings.rolloutInterval, done) { branch(at: done) }
      if isFirst { for _ in 0..<settings.firstUpdates { optimizer.update(replay, threads: threads) } }
    }
    try interact(isRandom: isRandom)
    guard !isRandom else { return }
    for _ in 0..<settings.updatesPerStep * environment.count { optimizer.update(replay, threads: threads) }
  }

  /// Whether the last step of the copies reached a multiple of the interval.
  private func passes(_ interval: Int, _ done: Int) -> Bool { done / interval != (done - environment.count) / interval }

  private func trainModel(at done: Int) {
    if figures.trainings > 0 { measureModel() }
    figures.add(ensemble.train(on: stepsOfModel, threads: threads), ensemble)
    for copy in fresh.indices { fresh[copy].removeAll() }
    optimizer.modelChanged(stepsOfModel)
    if case .schedule(let schedule) = settings.rolloutLength { figures.rolloutLength = schedule.length(atStep: done) }
  }

  /// Before it is trained on them: how well the model foresaw the latest steps.
  private func measureModel() {
    var steps = TransitionBuffer(state: state)
    for part in fresh { steps.append(contentsOf: part) }
    guard steps.count > 0 else { return }
    let report = ModelReport(of: ensemble, on: steps, task: task)
    figures.add(report)
    modelReport = report
    if case .automatic = settings.rolloutLength {
      figures.rolloutLength = report.rolloutLength(within: settings.rolloutError)
    }
  }

  private func branch(at done: Int) {
    let length = figures.rolloutLength
    optimizer.branch(
      settings.rolloutsPerStep * settings.rolloutInterval, length: length, from: stepsOfModel,
      keeping: settings.rolloutsPerStep * settings.rolloutRetention * length, threads: threads)
  }

  /// One step of every copy into the buffers.
  private func interact(isRandom: Bool) throws(TrainingError) {
    if isRandom {
      exploration.drawUniform()
    } else {
      exploration.act(on: batch.observations, normalizer: optimizer.normalizer)
    }
    for i in observed.elements.indices { observed.elements[i] = batch.observations.elements[i] }
    try onEnvironment { () throws(EnvironmentFailure) in
      try environment.step(exploration.actions, into: &batch)
    }
    for copy in 0..<environment.count where batch.endings[copy] != .abandoned {
      let isTerminated = batch.endings[copy] == .terminated
      replay.append(
        observations: observed.elements, at: observed.offset(ofRow: copy), actions: exploration.actions.elements,
        at: exploration.actions.offset(ofRow: copy), reward: batch.rewards[copy], terminated: isTerminated,
        reached: batch.reached.elements, at: batch.reached.offset(ofRow: copy))
      remember(copy, in: &stepsOfModel)
      remember(copy, in: &fresh[copy])
    }
    history.advance(batch)
    episodes.add(batch)
  }

  private func remember(_ copy: Int, in buffer: inout TransitionBuffer) {
    buffer.append(
      states: history.states.elements, at: history.states.offset(ofRow: copy), applied: batch.applied.elements,
      at: batch.applied.offset(ofRow: copy), readings: batch.reachedReadings.elements,
      at: batch.reachedReadings.offset(ofRow: copy), reward: batch.rewards[copy],
      terminated: batch.endings[copy] == .terminated)
  }

  private func report(from begun: Int) throws(TrainingError) -> TrainingProgress {
    var progress = TrainingProgress()
    (progress.iteration, progress.iterations) = (iteration, iterations)
    (progress.steps, progress.totalSteps) = (steps, iterations * stepsPerIteration)
    episodes.report(into: &progress)
    optimizer.report(into: &progress)
    figures.report(into: &progress)
    progress.add("buffer/environment", Double(replay.count))
    progress.add("buffer/model", Double(optimizer.rolloutRows))
    try evaluation.run(policy, from: begun, to: steps, into: &progress)
    stopwatch.end(into: &progress)
    return progress
  }
}
