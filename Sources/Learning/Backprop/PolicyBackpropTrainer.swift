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
  let task: ModelTask
  let stream: RandomStream

  var experience: Experience
  var learning: ModelLearning
  var learner: BackpropPolicy
  var starts: RolloutStarts
  private var actions: Matrix  // (copies × a)
  /// Steps of each copy's episode so far, and of the longest episode that there was.
  var lengths: [Int]
  var longest = 0
  var evaluation: PolicyEvaluation
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
    (self.task, self.settings, self.seed) = (task, settings, seed)
    (self.threads, self.identity) = (threads, identity)
    stream = RandomStream(seed: seed).split("policy-backprop")
    (learning, learner) = Self.parts(environment.interface, task, state, settings, stream)
    experience = Experience(in: environment, state: state)
    starts = RolloutStarts(state)
    actions = Matrix(rows: environment.count, columns: environment.actionCount)
    lengths = [Int](repeating: 0, count: environment.count)
    self.evaluation = PolicyEvaluation(on: evaluation, interval: settings.evaluationInterval, threads: threads)
  }

  /// What is learned, as it stands before anything has been.
  static func parts(
    _ interface: ControlInterface, _ task: ModelTask, _ state: StateLayout, _ settings: PolicyBackpropSettings,
    _ stream: RandomStream
  ) -> (ModelLearning, BackpropPolicy) {
    let ensemble = DynamicsEnsemble(
      interface: interface, state: state, settings: EnsembleSettings(settings.model).covering(task),
      stream: stream.split("model"))
    return (
      ModelLearning(ensemble, task: task),
      BackpropPolicy(ensemble, task: task, settings: settings, stream: stream.split("learner"))
    )
  }

  var environment: any VectorEnvironment { experience.environment }

  /// Fewer than the settings' rounds once the success asked for is reached.
  public var iterations: Int { isSolved ? iteration : settings.rounds }

  private var isSolved: Bool {
    guard let target = settings.targetSuccess, let evaluated = evaluation.last else { return false }
    return evaluated.successRate >= Double(target)
  }

  public var steps: Int { steps(after: iteration) }
  public var policy: Network { learner.policy }
  /// The model as it stands; it goes on learning.
  package var model: DynamicsEnsemble { learning.ensemble }

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
      try experience.begin()
      for copy in 0..<environment.count { starts.append(experience.history, copy: copy) }
    }
    stopwatch.begin(steps: begun)
    let known = experience.steps.count
    try interact(stepsOfCopy(inRound: round), isRandom: round == 0, own.split("exploration"))
    stopwatch.collected()
    if experience.steps.count > known { learning.learn(from: &experience, threads: threads) }
    if round == 0 { learner.normalize(by: experience.steps) }

    let window = window
    let restarts = round < settings.restartRounds ? settings.restarts : 0
    let (improvement, objectives) = learner.improveWithRestarts(
      restarts, window: window, starts: starts, steps: experience.steps, stream: own, threads: threads)
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
    experience.episodes.report(into: &progress)
    progress.add("backprop/objective", improvement.objective)
    progress.add("backprop/gradient_norm", improvement.gradientNorm)
    progress.add("backprop/skipped_steps", Double(improvement.skipped))
    progress.add("backprop/window", Double(window))
    if objectives.count > 1 {
      progress.add("backprop/worst_candidate", objectives.min() ?? 0)
      progress.add("backprop/best_candidate", objectives.max() ?? 0)
    }
    if let critic = learner.critic { progress.add("backprop/critic_loss", critic.loss) }
    learning.figures.rolloutLength = window
    learning.figures.report(into: &progress)
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
    let observations = FloatBuffer(count: environment.count * environment.observationCount)
    for _ in 0..<count {
      if isRandom {
        for i in actions.elements.indices { actions.elements[i] = Float(draws.uniform(in: -1...1)) }
      } else {
        observations.array = experience.batch.observations.elements
        noise.fillNormal(noise.count, from: &draws)
        actor.act(rows: environment.count, observations: observations, draws: noise)
        for i in actions.elements.indices { actions.elements[i] = actor.actions[i] }
      }
      try experience.step(actions)
      for copy in 0..<environment.count { follow(copy) }
    }
  }

  /// Keeps the episodes' lengths, and where new ones begin.
  private func follow(_ copy: Int) {
    let ending = experience.batch.endings[copy]
    if !ending.isVoid {
      lengths[copy] += 1
      longest = max(longest, lengths[copy])
    }
    guard ending != .running else { return }
    lengths[copy] = 0
    starts.append(experience.history, copy: copy)
  }

  /// A report every so many rounds and after the last.
  private func examineGradient(_ own: RandomStream, into progress: inout TrainingProgress) {
    guard examinesGradient else { return }
    let health = GradientHealth(
      of: learner, starts: starts, steps: experience.steps, stream: own.split("health"), threads: threads)
    gradientHealth = health
    health.report(into: &progress)
  }

  /// Whether the last round ended with a report.
  var examinesGradient: Bool {
    let interval = settings.gradientHealthInterval
    return interval > 0 && iteration > 0 && (iteration % interval == 0 || iteration == iterations)
  }
}
