import Control
import Learning
import Mathematics
import Networks
import Scenarios
import Testing

@Suite struct MixedBatchTests {
  private static let state = StateLayout(sensors: 2, actuators: 1, commands: 1)
  /// A reward that no model gives.
  private static let mark: Float = 1e6

  @Test(
    "exactly the real ratio of a batch comes from the environment",
    arguments: [(0.05, 256, 12), (0.5, 256, 128), (0, 64, 0), (1, 64, 64), (0.1, 10, 1)] as [(Float, Int, Int)])
  func ratio(ratio: Float, batch: Int, real: Int) {
    let ensemble = DynamicsEnsemble(
      interface: DrivenHinge.interface, state: Self.state,
      settings: .quick {
        $0.maximumEpochs = 1
        $0.learnsReward = true
      }, stream: RandomStream(seed: 3))
    let steps = DrivenHinge(noise: 0.1).record(5, state: Self.state, seed: 3)
    _ = ensemble.train(on: steps, threads: 1)
    var settings = MBPOSettings()
    settings.realRatio = ratio
    settings.actorCritic.sac.batch = batch
    settings.actorCritic.sac.hidden = [8]
    let optimizer = SoftModelOptimizer(
      ensemble, task: DrivenHinge.task(), observations: 3, actions: 1, settings: settings, stream: RandomStream(seed: 5))
    optimizer.branch(100, length: 2, from: steps, keeping: 150, threads: 1)
    #expect(optimizer.rolloutRows == 150)
    let replay = ReplayBuffer(observationCount: 3, actionCount: 1, capacity: 8)
    let marked = TransitionBatch(rows: 1, observationCount: 3, actionCount: 1)
    marked.rewards[0] = Self.mark
    for _ in 0..<8 { replay.append(row: 0, of: marked) }
    for _ in 0..<3 {
      optimizer.update(replay, threads: 1)
      #expect(optimizer.learner.batch.rewards.array.count { $0 == Self.mark } == real)
    }
  }
}
