package import Control
import Mathematics
import Networks
public import Policies
package import Scenarios

/// Policy backprop through a learned model, in rounds: run the policy (the first time a random one), append what it
/// visited to the data, learn the dynamics from all of it, and climb the gradient of the return in the model.
///
/// A seed gives the same bits for any `threads`.
public final class PolicyBackpropTrainer: PolicyTrainer {
  let settings: PolicyBackpropSettings
  public let seed: UInt64
  let threads: Int
  let identity: String
  let environment: any VectorEnvironment
  let task: ModelTask
  let state: StateLayout
  let stream: RandomStream

  var ensemble: DynamicsEnsemble
  var learner: BackpropPolicy
  var stepsOfModel: TransitionBuffer
  var starts: RolloutStarts
  var history: StateHistory
  var batch: StepBatch
  private var actions: Matrix
  var episodes: EpisodeWindow
  /// Steps of each copy's episode so far, and of the longest episode that there was.
  var lengths: [Int]
  var longest = 0
  var evaluation: PolicyEvaluation
  var figures = ModelFigures()
  public internal(set) var iteration = 0
  /// The last report of the gradient's health.
  public internal(set) var gradientHealth: GradientHealth?
  private var stopwatch = Stopwatch()

  /// - Parameters:
  ///   - evaluation: an environment of `evaluation_episodes` copies that nobody else steps; nil: no evaluation.
  ///   - task: what the model needs to know of the environment besides its dynamics.
  ///   - state: the model's state; it covers what the policy sees.
  ///   - identity: what the environment is made of, such as the resolved scenario's hash.
  package init(
    environment: any VectorEnvironment, evaluation: (any VectorEnvironment)?, task: ModelTask, state: StateLayout,
    settings: PolicyBackpropSettings, seed: UInt64, threads: Int, identity: String = ""
  ) {
    (self.environment, self.task, self.state, self.settings) = (environment, task, state, settings)
    (self.seed, self.threads, self.identity) = (seed, threads, identity)
    stream = RandomStream(seed: seed).split("policy-backprop")
    (ensemble, learner) = Self.parts(environment.interface, task, state, settings, stream)
    let copies = environment.count
    stepsOfModel = TransitionBuffer(state: state)
    starts = RolloutStarts(state)
    history = StateHistory(state, copies: copies)
    batch = environment.makeBatch()
    actions = Matrix(rows: copies, columns: environment.actionCount)
    episodes = EpisodeWindow(copies: copies, capacity: 20)
    lengths = [Int](repeating: 0, count: copies)
    self.evaluation = PolicyEvaluation(on: evaluation, interval: settings.evaluationInterval, threads: threads)
  }

  /// What is learned, as it stands before anything has been.
  static func parts(
    _ interface: ControlInterface, _ task: ModelTask, _ state: StateLayout, _ settings: PolicyBackpropSettings,
    _ stream: RandomStream
  ) -> (DynamicsEnsemble, BackpropPolicy) {
    var model = EnsembleSettings(settings.model)
    model.learnsReward = model.learnsReward || task.rewards.isEmpty
    model.learnsTermination = task.learnsTermination
    let ensemble = DynamicsEnsemble(
      interface: interface, state: state, settings: model, stream: stream.split("model"))
    return (ensemble, BackpropPolicy(ensemble, task: task, settings: settings, stream: stream.split("learner")))
  }

  /// Fewer than the settings' rounds once the success asked for is reached.
  public var iterations: Int { isSolved ? iteration : settings.rounds }

  private var isSolved: Bool {
    guard let target = settings.targetSuccess, let evaluated = evaluation.last else { return false }
    return evaluated.successRate >= Double(target)
  }

  public var steps: Int { steps(after: iteration) }
  public var policy: Network { learner.policy }
  /// The model as it stands; it goes on learning.
  package var model: DynamicsEnsemble { ensemble }

  /// Environment steps after so many rounds; each copy takes as many as the others.
  private func steps(after rounds: Int) -> Int {
    (0..<rounds).reduce(0) { $0 + stepsOfCopy(inRound: $1) * environment.count }
  }

  private func stepsOfCopy(inRound round: Int) -> Int {
    let steps = round == 0 ? settings.randomSteps : settings.iterated ? settings.roundSteps : 0
    return (steps + environment.count - 1) / environment.count
  }

  public func step() throws(TrainingError) -> TrainingProgress {
    let (round, begun) = (iteration, steps)
    let own = stream.split("round", round)
    if round == 0 {
      try onEnvironment { () throws(EnvironmentFailure) in try environment.reset(into: &batch) }
      history.begin(batch)
      for copy in 0..<environment.count { starts.append(history, copy: copy) }
    }
    stopwatch.begin(steps: begun)
    let known = stepsOfModel.count
    try interact(stepsOfCopy(inRound: round), isRandom: round == 0, own.split("exploration"))
    stopwatch.collected()
    if stepsOfModel.count > known { learnModel(from: known) }
    if round == 0 { learner.normalize(by: stepsOfModel) }

    let window = window
    let restarts = round < settings.restartRounds ? settings.restarts : 0
    let (improvement, objectives) = learner.improveWithRestarts(
      restarts, window: window, starts: starts, steps: stepsOfModel, stream: own, threads: threads)
    iteration += 1
    guard improvement.objective.isFinite else {
      throw .diverged(iteration: iteration, quantity: "the return in the model")
    }
    var progress = TrainingProgress()
    // Rounds without interaction pass no multiple of the interval; each of them is evaluated.
    let reached = steps > begun ? steps : begun + settings.evaluationInterval
    try evaluation.run(policy, from: begun, to: reached, into: &progress)
    examineGradient(own, into: &progress)
    report(improvement, objectives, window, into: &progress)
    stopwatch.end(into: &progress)
    // Without interaction the steps say nothing of what is left.
    if steps == begun { progress.secondsLeft = progress.updateSeconds * Double(iterations - iteration) }
    return progress
  }

  private func report(
    _ improvement: BackpropPolicy.Improvement, _ objectives: [Double], _ window: Int,
    into progress: inout TrainingProgress
  ) {
    (progress.iteration, progress.iterations) = (iteration, iterations)
    (progress.steps, progress.totalSteps) = (steps, steps(after: iterations))
    episodes.report(into: &progress)
    progress.add("backprop/objective", improvement.objective)
    progress.add("backprop/gradient_norm", improvement.gradientNorm)
    progress.add("backprop/skipped_steps", Double(improvement.skipped))
    progress.add("backprop/window", Double(window))
    if objectives.count > 1 {
      progress.add("backprop/worst_candidate", objectives.min() ?? 0)
      progress.add("backprop/best_candidate", objectives.max() ?? 0)
    }
    if let critic = learner.critic { progress.add("backprop/critic_loss", critic.loss) }
    figures.rolloutLength = window
    figures.report(into: &progress)
  }

  /// Steps of the model that the gradient goes through now.
  private var window: Int {
    switch settings.window {
    case .steps(let steps): steps
    case .episode: max(1, longest, lengths.max() ?? 0)
    case .automatic: gradientHealth?.window ?? Self.firstWindow(longest: settings.longestWindow)
    }
  }

  /// Of `auto`, before there is a report.
  private static func firstWindow(longest: Int) -> Int { min(8, longest) }

  /// Lets the policy act, and takes in what it visits.
  private func interact(_ count: Int, isRandom: Bool, _ exploration: RandomStream) throws(TrainingError) {
    var draws = exploration
    let head: ActorHead? =
      settings.policy == .deterministic ? .tanh(deviation: settings.explorationNoise) : nil
    let actor = learner.actor(capacity: environment.count, head: head)
    let noise = FloatBuffer(count: actions.elements.count)
    let observations = FloatBuffer(count: batch.observations.elements.count)
    for _ in 0..<count {
      if isRandom {
        for i in actions.elements.indices { actions.elements[i] = Float(draws.uniform(in: -1...1)) }
      } else {
        observations.array = batch.observations.elements
        noise.fillNormal(noise.count, from: &draws)
        actor.act(rows: environment.count, observations: observations, draws: noise)
        for i in actions.elements.indices { actions.elements[i] = actor.actions[i] }
      }
      try onEnvironment { () throws(EnvironmentFailure) in try environment.step(actions, into: &batch) }
      for copy in 0..<environment.count { remember(copy) }
      history.advance(batch)
      for copy in 0..<environment.count where batch.endings[copy] != .running { starts.append(history, copy: copy) }
      episodes.add(batch)
    }
  }

  private func remember(_ copy: Int) {
    stepsOfModel.append(
      states: history.states.elements, at: history.states.offset(ofRow: copy), applied: batch.applied.elements,
      at: batch.applied.offset(ofRow: copy), readings: batch.reachedReadings.elements,
      at: batch.reachedReadings.offset(ofRow: copy), reward: batch.rewards[copy],
      terminated: batch.endings[copy] == .terminated)
    lengths[copy] += 1
    longest = max(longest, lengths[copy])
    if batch.endings[copy] != .running { lengths[copy] = 0 }
  }

  /// How well the model foresaw the steps from `known` on, then a training with them.
  private func learnModel(from known: Int) {
    if known > 0 {
      var fresh = TransitionBuffer(state: state)
      let (elements, width) = (stepsOfModel.elements, stepsOfModel.width)
      for start in stride(from: known * width, to: elements.count, by: width) {
        fresh.append(
          states: elements, at: start, applied: elements, at: start + stepsOfModel.applied, readings: elements,
          at: start + stepsOfModel.reading, reward: elements[start + stepsOfModel.reward],
          terminated: elements[start + stepsOfModel.terminated] != 0)
      }
      figures.add(ModelReport(of: ensemble, on: fresh, task: task))
    }
    figures.add(ensemble.train(on: stepsOfModel, threads: threads), ensemble)
  }

  /// A report every so many rounds and after the last.
  private func examineGradient(_ own: RandomStream, into progress: inout TrainingProgress) {
    guard examinesGradient else { return }
    let health = GradientHealth(
      of: learner, starts: starts, steps: stepsOfModel, stream: own.split("health"), threads: threads)
    gradientHealth = health
    health.report(into: &progress)
  }

  /// Whether the last round ended with a report.
  var examinesGradient: Bool {
    let interval = settings.gradientHealthInterval
    return interval > 0 && iteration > 0 && (iteration % interval == 0 || iteration == iterations)
  }
}
