public import Control
import Evaluation
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
  private let evaluation: (any VectorEnvironment)?
  let learner: SoftActorCritic
  let replay: ReplayBuffer
  var batch: StepBatch
  private var actions: Matrix
  /// What the copies acted on in the last step.   (copies × o)
  private var observed: Matrix
  private let pass: NetworkPass
  private let sample: SquashedGaussian
  private let draws: FloatBuffer
  var exploration: RandomStream
  var sampling: RandomStream
  var episodes: EpisodeWindow
  public internal(set) var iteration = 0
  var evaluated: (meanReturn: Double, successRate: Double)?
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
    self.evaluation = evaluation
    let (o, a, copies) = (environment.observationCount, environment.actionCount, environment.count)
    let stream = RandomStream(seed: seed).split("sac")
    learner = SoftActorCritic(settings: settings, observations: o, actions: a, stream: stream)
    replay = ReplayBuffer(observationCount: o, actionCount: a, capacity: settings.replayCapacity)
    batch = environment.makeBatch()
    actions = Matrix(rows: copies, columns: a)
    observed = batch.observations
    pass = NetworkPass(learner.actor.network, capacity: copies)
    sample = SquashedGaussian(count: a, capacity: copies)
    draws = FloatBuffer(count: copies * a)
    exploration = stream.split("exploration")
    sampling = stream.split("sampling")
    episodes = EpisodeWindow(copies: copies, capacity: 20)
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
    if begun / settings.evaluationInterval != steps / settings.evaluationInterval { try evaluate() }
    return report()
  }

  /// One step of every copy into the replay buffer.
  private func interact(isRandom: Bool) throws(TrainingError) {
    act(isRandom: isRandom)
    for i in observed.elements.indices { observed.elements[i] = batch.observations.elements[i] }
    try onEnvironment { () throws(EnvironmentFailure) in try environment.step(actions, into: &batch) }
    for copy in 0..<environment.count {
      replay.append(
        observations: observed.elements, at: observed.offset(ofRow: copy), actions: actions.elements,
        at: actions.offset(ofRow: copy), reward: batch.rewards[copy], terminated: batch.endings[copy] == .terminated,
        reached: batch.reached.elements, at: batch.reached.offset(ofRow: copy))
    }
    episodes.add(batch)
  }

  private func act(isRandom: Bool) {
    let count = actions.elements.count
    if isRandom {
      for i in 0..<count { actions.elements[i] = Float(exploration.uniform(in: -1...1)) }
      return
    }
    for i in batch.observations.elements.indices { pass.input[i] = batch.observations.elements[i] }
    pass.forward(rows: environment.count)
    draws.fillNormal(count, from: &exploration)
    sample.sample(rows: environment.count, parameters: pass.output, draws: draws)
    for i in 0..<count { actions.elements[i] = sample.actions[i] }
  }

  /// The policy without exploration, from the same starts each time.
  private func evaluate() throws(TrainingError) {
    guard let evaluation else { return }
    let outcomes = try onEnvironment { () throws(EnvironmentFailure) in
      try Evaluator(threads: threads).run(NetworkPolicy(policy), on: evaluation)
    }
    let count = Double(outcomes.count)
    evaluated = (
      outcomes.reduce(0) { $0 + $1.totalReward } / count, Double(outcomes.count { $0.succeeded }) / count
    )
  }

  private func report() -> TrainingProgress {
    var progress = TrainingProgress()
    (progress.iteration, progress.iterations) = (iteration, iterations)
    (progress.steps, progress.totalSteps) = (steps, iterations * stepsPerIteration)
    episodes.report(into: &progress)
    progress.add("loss/critic", learner.criticLoss)
    progress.add("policy/entropy", learner.entropy)
    progress.add("policy/temperature", Double(learner.temperature))
    if let evaluated {
      progress.add("evaluation/return", evaluated.meanReturn)
      progress.add("evaluation/success", evaluated.successRate)
    }
    stopwatch.end(into: &progress)
    return progress
  }
}
