import Mathematics
package import Networks
package import Policies
package import Scenarios

/// Proximal policy optimization on branched rollouts in the learned model, which are its copies' episodes: MBPO's other
/// choice. It is on-policy, so it takes nothing from the environment but the states where its rollouts begin.
package final class PPOModelOptimizer: ModelPolicyOptimizer {
  private let trainer: PPOTrainer
  private let model: ModelEnvironment
  private let iterations: Int
  /// Of the last iteration.
  private var last = TrainingProgress()

  /// - Parameter rounds: how often it will be rolled out; the learning rate falls over all of them.
  package init(
    _ ensemble: DynamicsEnsemble, task: ModelTask, settings: ModelPPOSettings, rounds: Int, seed: UInt64, threads: Int
  ) {
    var ppo = settings.ppo
    ppo.totalSteps = max(1, rounds) * settings.iterations * ppo.copies * ppo.rolloutSteps
    iterations = settings.iterations
    model = ModelEnvironment(
      ensemble, task: task, copies: ppo.copies, steps: 1, isStaggered: false, seed: seed, threads: threads)
    trainer = PPOTrainer(environment: model, settings: ppo, seed: seed, threads: threads)
  }

  package var actor: TrainableNetwork { trainer.policyNetwork }
  package var head: ActionHead? { trainer.head }
  package var normalizer: InputNormalizer? { trainer.normalizer }
  package var policy: Network { trainer.policy }
  package var rolloutRows: Int { trainer.iteration > 0 ? trainer.stepsPerIteration : 0 }
  package var loss: Double { last["loss/value"] ?? 0 }

  package func modelChanged(_ steps: TransitionBuffer) {}

  package func branch(
    _ count: Int, length: Int, from steps: TransitionBuffer, keeping kept: Int, threads: Int
  ) throws(TrainingError) {
    model.begin(from: steps)
    model.steps = length
    for _ in 0..<iterations { last = try trainer.step() }
  }

  package func update(_ replay: ReplayBuffer, threads: Int) {}

  package func report(into progress: inout TrainingProgress) {
    for figure in last.figures { progress.add(figure.tag, figure.value) }
  }

  package func save(into writer: inout CheckpointWriter) throws(TrainingError) {
    var state = SavedState()
    state.append(last.figures.count)
    for figure in last.figures { state.append(figure.value) }
    writer.append(state)
    for figure in last.figures { writer.append(figure.tag) }
    try trainer.save(into: &writer)
  }

  package func restore(_ reader: inout CheckpointReader) throws(TrainingError) -> Bool {
    guard var state = reader.takeState() else { return false }
    last = TrainingProgress()
    for _ in 0..<state.takeInt() {
      guard let tag = reader.takeText() else { return false }
      last.add(tag, state.takeReal())
    }
    return try trainer.restore(&reader)
  }
}
