import Control
import Mathematics
import Policies

/// One-sample inference for each row of a batch, rows spread over threads in fixed pieces.
struct BatchInference {
  private(set) var actions: Matrix  // (rows × action)
  private let workers: [Worker]
  private let threads: Int

  init(_ policy: NetworkPolicy, rows: Int, threads: Int) {
    let rowsInShard = 32
    actions = Matrix(rows: rows, columns: policy.actionCount)
    workers = stride(from: 0, to: rows, by: rowsInShard).map {
      Worker(policy, rows: $0..<min(rows, $0 + rowsInShard))
    }
    self.threads = threads
  }

  mutating func act(on observations: Matrix) {
    let workers = workers
    Shards.run(workers.count, threads: threads) { workers[$0].act(on: observations) }
    for worker in workers {
      let start = actions.offset(ofRow: worker.rows.lowerBound)
      for i in worker.actions.indices { actions.elements[start + i] = worker.actions[i] }
    }
  }

  /// What one shard owns. Unchecked: a shard runs on one thread at a time, and `run` returns after all of them.
  private final class Worker: @unchecked Sendable {
    let rows: Range<Int>
    private(set) var actions: [Float]  // (rows of the shard × action)
    private var policy: NetworkPolicy
    private var action: [Float]

    init(_ policy: NetworkPolicy, rows: Range<Int>) {
      self.policy = policy
      self.rows = rows
      action = [Float](repeating: 0, count: policy.actionCount)
      actions = [Float](repeating: 0, count: rows.count * policy.actionCount)
    }

    func act(on observations: Matrix) {
      for row in rows {
        policy.reset()
        policy.act(on: observations.elements, at: observations.offset(ofRow: row), into: &action)
        let start = (row - rows.lowerBound) * action.count
        for i in action.indices { actions[start + i] = action[i] }
      }
    }
  }
}
