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
  let environment: any VectorEnvironment
  let task: ModelTask
  let state: StateLayout
  let guide: PlanningGuide?

  var ensemble: DynamicsEnsemble
  /// One for each copy, once there is a model.
  private(set) var planners: [Planner] = []
  var stepsOfModel: TransitionBuffer
  /// Of each copy, since the model was last trained.
  var fresh: [TransitionBuffer]
  var exploration: RandomStream
  var batch: StepBatch
  private var observed: Matrix
  private var actions: Matrix
  private var action: [Float]
  var episodes: EpisodeWindow
  var evaluation: PolicyEvaluation
  public internal(set) var iteration = 0
  var figures = ModelFigures()
  package var modelReport: ModelReport?
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
    (self.environment, self.task, self.state, self.settings) = (environment, task, state, settings)
    (self.guide, self.seed, self.threads, self.identity) = (guide, seed, threads, identity)
    let copies = environment.count
    stepsOfModel = TransitionBuffer(state: state)
    fresh = (0..<copies).map { _ in TransitionBuffer(state: state) }
    exploration = RandomStream(seed: seed).split("planner").split("exploration")
    batch = environment.makeBatch()
    observed = batch.observations
    actions = Matrix(rows: copies, columns: environment.actionCount)
    action = [Float](repeating: 0, count: environment.actionCount)
    episodes = EpisodeWindow(copies: copies, capacity: 20)
    self.evaluation = PolicyEvaluation(on: evaluation, interval: settings.evaluationInterval, threads: threads)
    ensemble = Self.ensemble(environment: environment, task: task, state: state, settings: settings, seed: seed)
  }

  static func ensemble(
    environment: any VectorEnvironment, task: ModelTask, state: StateLayout, settings: PlannerSettings, seed: UInt64
  ) -> DynamicsEnsemble {
    var model = EnsembleSettings(settings.ensemble)
    model.learnsTermination = task.learnsTermination
    model.learnsReward = model.learnsReward || task.rewards.isEmpty
    return DynamicsEnsemble(
      interface: environment.interface, state: state, settings: model,
      stream: RandomStream(seed: seed).split("planner").split("model"))
  }

  public var stepsPerIteration: Int { settings.retrainInterval }
  public var iterations: Int { (settings.totalSteps + stepsPerIteration - 1) / stepsPerIteration }
  public var steps: Int { iteration * stepsPerIteration }

  /// How it plans: as the settings say, drawing from the run's seed.
  package var description: PlannerDescription {
    var plan = settings.plan
    plan.seed = RandomStream(seed: seed).split("planner").split("plans").words[0]
    return PlannerDescription(settings: plan, guide: guide)
  }

  package var learnedModel: LearnedModel? { figures.trainings > 0 ? ensemble.value(for: task) : nil }

  public func step() throws(TrainingError) -> TrainingProgress {
    if iteration == 0 {
      try onEnvironment { () throws(EnvironmentFailure) in try environment.reset(into: &batch) }
    }
    stopwatch.begin(steps: steps)
    let begun = steps
    for step in 0..<settings.retrainInterval / environment.count {
      try interact(isRandom: planners.isEmpty || begun + step * environment.count < settings.randomSteps)
    }
    iteration += 1
    stopwatch.collected()
    trainModel()
    return try report(from: begun)
  }

  /// One step of every copy into the buffers.
  private func interact(isRandom: Bool) throws(TrainingError) {
    if isRandom {
      for i in actions.elements.indices { actions.elements[i] = Float(exploration.uniform(in: -1...1)) }
    } else {
      for (copy, planner) in planners.enumerated() {
        planner.act(on: batch.observations.elements, at: batch.observations.offset(ofRow: copy), into: &action)
        for i in action.indices { actions[copy, i] = action[i] }
      }
    }
    for i in observed.elements.indices { observed.elements[i] = batch.observations.elements[i] }
    try onEnvironment { () throws(EnvironmentFailure) in try environment.step(actions, into: &batch) }
    for copy in 0..<environment.count {
      remember(copy, in: &stepsOfModel)
      remember(copy, in: &fresh[copy])
      if batch.endings[copy] != .running && !planners.isEmpty { planners[copy].reset() }
    }
    episodes.add(batch)
  }

  private func remember(_ copy: Int, in buffer: inout TransitionBuffer) {
    buffer.append(
      states: observed.elements, at: observed.offset(ofRow: copy), applied: batch.applied.elements,
      at: batch.applied.offset(ofRow: copy), readings: batch.reachedReadings.elements,
      at: batch.reachedReadings.offset(ofRow: copy), reward: batch.rewards[copy],
      terminated: batch.endings[copy] == .terminated)
  }

  /// Says how well the model foresaw the steps since its last training, then trains it on them too.
  private func trainModel() {
    if figures.trainings > 0 {
      var steps = TransitionBuffer(state: state)
      for part in fresh { steps.append(contentsOf: part) }
      let report = ModelReport(of: ensemble, on: steps, task: task)
      modelReport = report
      figures.add(report)
    }
    figures.add(ensemble.train(on: stepsOfModel, threads: threads), ensemble)
    for copy in fresh.indices { fresh[copy].removeAll() }
    renewPlanners()
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
        ensemble.value(for: task), interface: environment.interface, decoder: environment.decoder,
        limits: environment.limits, settings: description.settings, guide: guide, threads: threads))
  }

  private func report(from begun: Int) throws(TrainingError) -> TrainingProgress {
    var progress = TrainingProgress()
    (progress.iteration, progress.iterations) = (iteration, iterations)
    (progress.steps, progress.totalSteps) = (steps, iterations * stepsPerIteration)
    episodes.report(into: &progress)
    figures.report(into: &progress)
    progress.add("buffer/environment", Double(stepsOfModel.count))
    try evaluation.run(making: { _ in self.planner(threads: 1) }, from: begun, to: steps, into: &progress)
    stopwatch.end(into: &progress)
    return progress
  }
}
