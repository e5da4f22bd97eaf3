import Control
import Mathematics

/// One policy for each row of a batch, one sample at a time; rows are spread over threads in fixed pieces.
struct BatchInference {
  private(set) var actions: Matrix  // (rows × action)
  private let workers: [Worker]
  private let threads: Int

  /// - Parameters:
  ///   - rowsInShard: rows that one thread takes at a time; few where an act is long.
  ///   - makePolicy: the policy of a row.
  init(rows: Int, actionCount: Int, rowsInShard: Int, threads: Int, makePolicy: (Int) -> any Policy) {
    actions = Matrix(rows: rows, columns: actionCount)
    workers = stride(from: 0, to: rows, by: rowsInShard).map {
      let range = $0..<min(rows, $0 + rowsInShard)
      return Worker(range, actionCount, range.map(makePolicy))
    }
    self.threads = threads
  }

  /// - Parameter begins: rows at which an episode begins: their policies forget the last one.
  mutating func act(on observations: Matrix, begins: [Bool]) {
    let workers = workers
    Shards.run(workers.count, threads: threads) { workers[$0].act(on: observations, begins) }
    for worker in workers {
      let start = actions.offset(ofRow: worker.rows.lowerBound)
      for i in worker.actions.indices { actions.elements[start + i] = worker.actions[i] }
    }
  }

  /// What one shard owns. Unchecked: a shard runs on one thread at a time, and `run` returns after all of them.
  private final class Worker: @unchecked Sendable {
    let rows: Range<Int>
    private(set) var actions: [Float]  // (rows of the shard × action)
    private var policies: [any Policy]
    private var action: [Float]

    init(_ rows: Range<Int>, _ actionCount: Int, _ policies: [any Policy]) {
      self.rows = rows
      self.policies = policies
      action = [Float](repeating: 0, count: actionCount)
      actions = [Float](repeating: 0, count: rows.count * action.count)
    }

    func act(on observations: Matrix, _ begins: [Bool]) {
      for row in rows {
        let place = row - rows.lowerBound
        if begins[row] { policies[place].reset() }
        policies[place].act(on: observations.elements, at: observations.offset(ofRow: row), into: &action)
        for i in action.indices { actions[place * action.count + i] = action[i] }
      }
    }
  }
}
