package import Mathematics
package import Networks

/// Branched rollouts (Janner et al. 2019, algorithm 2): from states that were visited, some steps of a stochastic
/// policy in a learned model.
///
/// They are cut into lanes of a fixed number of rows, whatever the number of threads.
package final class BranchedRollouts {
  private let lanes: [RolloutLane]

  /// Lanes that go side by side.
  private static let lanes = 4
  /// Rollouts that a lane carries on at a time.
  private static let rows = 500

  package init(
    _ ensemble: DynamicsEnsemble, task: ModelTask, actor: TrainableNetwork, stream: RandomStream, lanes: Int? = nil,
    rows: Int? = nil
  ) {
    self.lanes = (0..<(lanes ?? Self.lanes)).map {
      RolloutLane(
        ensemble, task: task, actor: actor, capacity: rows ?? Self.rows, stream: stream.split("lane", $0))
    }
  }

  /// - Parameters:
  ///   - count: rollouts; where each begins is drawn uniformly from the steps' states.
  ///   - length: steps of each, or fewer where it terminates.
  ///   - normalizer: what the actor's input goes through; nil: nothing.
  ///   - take: is given each lane's rows, `rows` of them, after each step and in an order that is always the same.
  package func run(
    _ count: Int, length: Int, from steps: TransitionBuffer, normalizer: InputNormalizer? = nil, threads: Int,
    _ take: (_ rows: Int, _ lane: RolloutLane) -> Void
  ) {
    precondition(steps.count > 0, "rollouts begin at states that were visited")
    var left = count
    while left > 0 {
      for lane in lanes {
        lane.begin(min(left, lane.capacity), from: steps)
        left -= lane.running
      }
      for _ in 0..<length {
        Shards.run(lanes.count, threads: threads) { [lanes] in lanes[$0].step(normalizer) }
        for lane in lanes where lane.running > 0 {
          take(lane.running, lane)
          lane.goOn()
        }
      }
    }
  }

  package func save(into state: inout SavedState) { for lane in lanes { state.append(lane.stream) } }

  package func restore(_ state: inout SavedState) { for lane in lanes { lane.stream = state.takeStream() } }
}
