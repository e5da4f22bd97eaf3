package import Mathematics
package import Networks

/// REINFORCE's gradient of a rollout's objective (Williams 1992): Σ_t γᵗ (G_t − b_t) ∇ ln π(a_t|o_t), where G_t is what
/// a row gets from step t on and the baseline b_t its mean over the rows that live then.
///
/// It needs a policy with noise, and no derivative of the model; a terminal critic is a value like any other.
package final class ScoreFunction {
  private let rollout: DifferentiableRollout
  private let returns: [FloatBuffer]  // (horizon)(rows), G_t − b_t
  /// Each shard's rows of them.
  private let parts: [[FloatBuffer]]

  package init(_ rollout: DifferentiableRollout) {
    self.rollout = rollout
    let returns = (0..<rollout.horizon).map { _ in FloatBuffer(count: rollout.rows) }
    self.returns = returns
    let count = rollout.shards.count
    parts = (0..<count).map { shard in
      let rows = Shards.rows(of: shard, count: count, total: rollout.rows)
      return returns.map { $0.view(rows) }
    }
  }

  /// Rolls out, and writes the derivative of minus the objective to the rollout's gradient.
  package func differentiate(
    _ objective: RolloutObjective, states: FloatBuffer, drawingFrom stream: RandomStream, threads: Int
  ) -> RolloutEstimate {
    let estimate = rollout.estimate(objective, states: states, drawingFrom: stream, threads: threads)
    findReturns(objective)
    let (shards, parts, rows) = (rollout.shards, parts, rollout.rows)
    Shards.run(shards.count, threads: threads) { index in
      shards[index].actor.gradient.fill(0)
      shards[index].addScore(
        horizon: objective.horizon, rewardsToGo: parts[index], count: rows, discount: objective.discount)
    }
    rollout.sumGradients()
    return estimate
  }

  private func findReturns(_ objective: RolloutObjective) {
    let visited = rollout.visited
    var first = 0
    for shard in rollout.shards {
      for row in 0..<shard.rows {
        var sum = shard.terminalValue(row, at: objective.horizon)
        for t in (0..<objective.horizon).reversed() {
          let reward =
            visited.rewards[t][first + row] - objective.entropyWeight * visited.logProbabilities[t][first + row]
          sum = shard.living[t][row] != 0 ? reward + objective.discount * sum : 0
          returns[t][first + row] = sum
        }
      }
      first += shard.rows
    }
    for t in 0..<objective.horizon { subtractBaseline(t) }
  }

  private func subtractBaseline(_ t: Int) {
    var (sum, count, first) = (0.0, 0.0, 0)
    for shard in rollout.shards {
      for row in 0..<shard.rows where shard.living[t][row] != 0 {
        sum += Double(returns[t][first + row])
        count += 1
      }
      first += shard.rows
    }
    let mean = count > 0 ? Float(sum / count) : 0
    for row in 0..<rollout.rows { returns[t][row] -= mean }
  }
}
