package import Mathematics
package import Networks
package import Policies
package import Scenarios

/// Soft actor–critic on transitions of branched rollouts, mixed with those of the environment: MBPO's optimiser.
package final class SoftModelOptimizer: ModelPolicyOptimizer {
  package let learner: SoftActorCritic
  /// Of the rollouts.
  private let replay: ReplayBuffer
  private let rollouts: BranchedRollouts
  /// Of each gradient step's transitions, ⌊batch · real ratio⌋.
  private let realRows: Int
  private var sampling: RandomStream

  package init(
    _ ensemble: DynamicsEnsemble, task: ModelTask, observations: Int, actions: Int, settings: MBPOSettings,
    stream: RandomStream
  ) {
    let sac = settings.actorCritic.sac
    learner = SoftActorCritic(settings: sac, observations: observations, actions: actions, stream: stream)
    replay = ReplayBuffer(observationCount: observations, actionCount: actions, capacity: 1)
    rollouts = BranchedRollouts(
      ensemble, task: task, actor: learner.actor.network, stream: stream.split("rollouts"))
    realRows = Int(Double(sac.batch) * Double(settings.realRatio) + 1e-6)
    sampling = stream.split("sampling")
  }

  package var actor: TrainableNetwork { learner.actor.network }
  package var normalizer: InputNormalizer? { nil }
  package var policy: Network { learner.actor.policy }
  package var rolloutRows: Int { replay.count }
  package var loss: Double { learner.criticLoss }

  package func modelChanged(_ steps: TransitionBuffer) {}

  package func branch(_ count: Int, length: Int, from steps: TransitionBuffer, keeping kept: Int, threads: Int) {
    replay.resize(to: kept)
    rollouts.run(count, length: length, from: steps, threads: threads) { rows, lane in
      for row in 0..<rows { replay.append(row: row, of: lane.transitions) }
    }
  }

  package func update(_ real: ReplayBuffer, threads: Int) {
    if realRows > 0 { real.sample(into: learner.batch, rows: 0..<realRows, from: &sampling) }
    if realRows < learner.batch.rows {
      replay.sample(into: learner.batch, rows: realRows..<learner.batch.rows, from: &sampling)
    }
    learner.update(threads: threads)
  }

  package func report(into progress: inout TrainingProgress) {
    progress.add("loss/critic", learner.criticLoss)
    progress.add("policy/entropy", learner.entropy)
    progress.add("policy/temperature", Double(learner.temperature))
  }

  package func save(into writer: inout CheckpointWriter) {
    var state = SavedState()
    state.append(sampling)
    rollouts.save(into: &state)
    writer.append(state)
    learner.save(into: &writer)
    replay.save(into: &writer)
  }

  package func restore(_ reader: inout CheckpointReader) -> Bool {
    guard var state = reader.takeState(), learner.restore(&reader), replay.restore(&reader) else { return false }
    sampling = state.takeStream()
    rollouts.restore(&state)
    return true
  }
}
