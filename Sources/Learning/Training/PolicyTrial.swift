import Control
import Mathematics
import Policies

/// Episodes of a policy without exploration, from the same starts each time, while it is being trained.
struct PolicyTrial {
  private let environment: any VectorEnvironment
  private var batch: StepBatch
  private var actions: Matrix

  /// - Parameter environment: one copy for each episode; nobody else steps it.
  init(on environment: any VectorEnvironment) {
    self.environment = environment
    batch = environment.makeBatch()
    actions = Matrix(rows: environment.count, columns: environment.actionCount)
  }

  /// Each copy's first episode: its return, undiscounted, and whether it succeeded.
  mutating func run(_ network: Network) throws(EnvironmentFailure) -> (meanReturn: Double, successRate: Double) {
    var policy = NetworkPolicy(network)
    var action = [Float](repeating: 0, count: network.outputs)
    var (returns, succeeded, running) = (0.0, 0, [Bool](repeating: true, count: environment.count))
    try environment.reset(into: &batch)
    while running.contains(true) {
      for row in running.indices {
        policy.act(on: batch.observations.elements, at: batch.observations.offset(ofRow: row), into: &action)
        for i in action.indices { actions[row, i] = action[i] }
      }
      try environment.step(actions, into: &batch)
      for row in running.indices where running[row] {
        returns += Double(batch.rewards[row])
        guard batch.endings[row] != .running else { continue }
        running[row] = false
        if batch.succeeded[row] { succeeded += 1 }
      }
    }
    return (returns / Double(running.count), Double(succeeded) / Double(running.count))
  }
}
