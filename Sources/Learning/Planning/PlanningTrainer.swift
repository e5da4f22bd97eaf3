package import Control
import Evaluation
import Mathematics
import Networks
import Planning
package import Policies
package import Scenarios

/// A planner that learns the model it plans with (PETS, Chua et al. 2018, algorithm 1): plan and act, remember, learn
/// the dynamics anew, and go round again.
///
/// What the planner sees is the environment's observation, which must be the model's state: every sensor, the last
/// commands. A seed gives the same bits for any `threads`.
public final class PlanningTrainer: PlannerTrainer {
  let settings: PlannerSettings
  public let seed: UInt64
  let threads: Int
  let identity: String
  let task: ModelTask
  let guide: PlanningGuide?

  var experience: Experience
  var learning: ModelLearning
  /// One for each copy, once there is a model.
  private(set) var planners: [Planner] = []
  var exploration: RandomStream
  private var actions: Matrix  // (copies × a)
  private var action: [Float]  // (a)
  var evaluation: PolicyEvaluation
  public internal(set) var iteration = 0
  private var stopwatch = Stopwatch()

  /// - Parameters:
  ///   - evaluation: an environment of `evaluation_episodes` copies that nobody else steps; nil: no evaluation.
  ///   - guide: networks to plan around; nil: none.
  ///   - identity: what the environment is made of, such as the resolved scenario's hash.
  /// - Precondition: the environment's observation is the state.
  package init(
    environment: any VectorEnvironment, evaluation: (any VectorEnvironment)?, task: ModelTask, state: StateLayout,
    settings: PlannerSettings, guide: PlanningGuide? = nil, seed: UInt64, threads: Int, identity: String = ""
  ) {
    precondition(environment.layout == ObservationLayout(state), "a planner sees the model's state")
    (self.task, self.settings, self.guide, self.seed) = (task, settings, guide, seed)
    (self.threads, self.identity) = (threads, identity)
    exploration = RandomStream(seed: seed).split("planner").split("exploration")
    actions = Matrix(rows: environment.count, columns: environment.actionCount)
    action = [Float](repeating: 0, count: environment.actionCount)
    self.evaluation = PolicyEvaluation(on: evaluation, interval: settings.evaluationInterval, threads: threads)
    experience = Experience(in: environment, state: state)
    learning = Self.learning(environment, task, state, settings, seed: seed)
  }

  /// The model as it stands before it has learned anything.
  static func learning(
    _ environment: any VectorEnvironment, _ task: ModelTask, _ state: StateLayout, _ settings: PlannerSettings,
    seed: UInt64
  ) -> ModelLearning {
    let ensemble = DynamicsEnsemble(
      interface: environment.interface, state: state, settings: EnsembleSettings(settings.ensemble).covering(task),
      stream: RandomStream(seed: seed).split("planner").split("model"))
    return ModelLearning(ensemble, task: task)
  }

  var environment: any VectorEnvironment { experience.environment }
  public var stepsPerIteration: Int { settings.retrainInterval }
  public var iterations: Int { (settings.totalSteps + stepsPerIteration - 1) / stepsPerIteration }
  public var steps: Int { iteration * stepsPerIteration }

  /// How it plans: as the settings say, drawing from the run's seed.
  package var description: PlannerDescription {
    var plan = settings.plan
    plan.seed = RandomStream(seed: seed).split("planner").split("plans").words[0]
    return PlannerDescription(settings: plan, guide: guide)
  }

  package var learnedModel: LearnedModel? { learning.value }
  package var modelReport: ModelReport? { learning.report }

  public func step() throws(TrainingError) -> TrainingProgress {
    if iteration == 0 { try experience.begin() }
    stopwatch.begin(steps: steps)
    let begun = steps
    for step in 0..<settings.retrainInterval / environment.count {
      try interact(isRandom: planners.isEmpty || begun + step * environment.count < settings.randomSteps)
    }
    iteration += 1
    stopwatch.collected()
    learning.learn(from: &experience, threads: threads)
    renewPlanners()
    return try report(from: begun)
  }

  /// One step of every copy into the buffers.
  private func interact(isRandom: Bool) throws(TrainingError) {
    if isRandom {
      for i in actions.elements.indices { actions.elements[i] = Float(exploration.uniform(in: -1...1)) }
    } else {
      for (copy, planner) in planners.enumerated() {
        let batch = experience.batch
        planner.act(on: batch.observations.elements, at: batch.observations.offset(ofRow: copy), into: &action)
        for i in action.indices { actions[copy, i] = action[i] }
      }
    }
    try experience.step(actions)
    for (copy, planner) in planners.enumerated() where experience.batch.endings[copy] != .running { planner.reset() }
  }

  /// Planners on the model as it stands, which go on with the plans that they had.
  func renewPlanners() {
    var plans = SavedState()
    for planner in planners { planner.save(into: &plans) }
    let hadPlans = !planners.isEmpty
    planners = (0..<environment.count).map { _ in planner(threads: threads) }
    guard hadPlans else { return }
    for planner in planners { planner.restore(&plans) }
  }

  private func planner(threads: Int) -> Planner {
    let description = description
    return Planner(
      settings: description.settings,
      model: LearnedPlanningModel(
        learning.ensemble.value(for: task), interface: environment.interface, decoder: environment.decoder,
        limits: environment.limits, settings: description.settings, guide: guide, threads: threads))
  }

  private func report(from begun: Int) throws(TrainingError) -> TrainingProgress {
    var progress = TrainingProgress()
    (progress.iteration, progress.iterations) = (iteration, iterations)
    (progress.steps, progress.totalSteps) = (steps, iterations * stepsPerIteration)
    experience.episodes.report(into: &progress)
    learning.figures.report(into: &progress)
    progress.add("buffer/environment", Double(experience.steps.count))
    try evaluation.run(making: { _ in self.planner(threads: 1) }, from: begun, to: steps, into: &progress)
    stopwatch.end(into: &progress)
    return progress
  }
}
