package import Mathematics
package import Networks

/// What a differentiable rollout is to maximise: Σ_t γᵗ (r_t − α ln π_t) over the steps before a row terminates, and
/// γᴴ V(o_H) of the rows that have not.
package struct RolloutObjective: Sendable, Equatable {
  /// H
  package var horizon: Int
  /// γ
  package var discount: Float
  /// α
  package var entropyWeight: Float
  /// A row's derivative by its state is cut to this norm at each step on the way back, so that no single rollout that
  /// passes an unstable place drowns the others; infinite: the gradient is the objective's own.
  package var adjointLimit: Float

  package init(horizon: Int, discount: Float, entropyWeight: Float = 0, adjointLimit: Float = .infinity) {
    self.horizon = horizon
    self.discount = discount
    self.entropyWeight = entropyWeight
    self.adjointLimit = adjointLimit
  }
}

/// The objective's parts, each a mean over the rows.
package struct RolloutEstimate: Sendable, Equatable {
  /// Σ γᵗ r_t
  package var rewards = 0.0
  /// −α Σ γᵗ ln π_t
  package var entropies = 0.0
  /// γᴴ V(o_H)
  package var terminalValues = 0.0
  /// Steps until a row terminated.
  package var steps = 0.0
  /// Part of the rows that did not terminate.
  package var survivors = 0.0

  package var objective: Double { rewards + entropies + terminalValues }
  package var isFinite: Bool { objective.isFinite }

  init() {}

  fileprivate mutating func add(_ other: RolloutEstimate, over count: Double) {
    rewards += other.rewards / count
    entropies += other.entropies / count
    terminalValues += other.terminalValues / count
    steps += other.steps / count
    survivors += other.survivors / count
  }
}

/// What a rollout passed through, step after step.
package final class VisitedRows: Sendable {
  package let rows: Int
  /// The states acted in; of a row that has terminated its first one again.   (horizon + 1)(rows × s)
  package let states: [FloatBuffer]
  /// What the actor saw of them, the last states' included.                   (horizon + 1)(rows × o)
  package let observations: [FloatBuffer]
  /// The last ones are those that a critic valued.                            (horizon + 1)(rows × a)
  package let actions: [FloatBuffer]
  package let logProbabilities: [FloatBuffer]                              // (horizon + 1)(rows)
  package let rewards: [FloatBuffer]                                       // (horizon)(rows)
  /// Truly reached by a step, where the row terminated too.                   (horizon)(rows × s)
  package let reached: [FloatBuffer]
  /// 1 where a living row terminated.                                         (horizon)(rows)
  package let ends: [FloatBuffer]

  fileprivate init(rows: Int, horizon: Int, model: any DifferentiableModel) {
    func buffers(_ count: Int, _ columns: Int) -> [FloatBuffer] {
      (0..<count).map { _ in FloatBuffer(count: rows * columns) }
    }
    self.rows = rows
    states = buffers(horizon + 1, model.stateCount)
    observations = buffers(horizon + 1, model.observationCount)
    actions = buffers(horizon + 1, model.actionCount)
    logProbabilities = buffers(horizon + 1, 1)
    rewards = buffers(horizon, 1)
    reached = buffers(horizon, model.stateCount)
    ends = buffers(horizon, 1)
  }

  /// Some of another's rows, in its memory.
  fileprivate init(_ part: Range<Int>, of whole: VisitedRows) {
    func views(_ buffers: [FloatBuffer]) -> [FloatBuffer] {
      buffers.map { buffer in
        let columns = buffer.count / whole.rows
        return buffer.view(part.lowerBound * columns..<part.upperBound * columns)
      }
    }
    rows = part.count
    states = views(whole.states)
    observations = views(whole.observations)
    actions = views(whole.actions)
    logProbabilities = views(whole.logProbabilities)
    rewards = views(whole.rewards)
    reached = views(whole.reached)
    ends = views(whole.ends)
  }
}

/// Rolls an actor out in a differentiable model and carries the derivative of the mean return back to the actor's
/// parameters: backpropagation through time (policy backprop; SVG(H) of Heess et al. 2015 with a critic at the end).
///
/// The rows are cut into one shard for each model that it is given, so the bits do not depend on the threads. Nothing
/// is allocated after construction but what oneDNN does.
package final class DifferentiableRollout: @unchecked Sendable {
  /// Steps at most.
  package let horizon: Int
  package let rows: Int
  /// What the last rollout passed through.
  package let visited: VisitedRows
  /// Of minus the objective, as a loss, by the actor's parameters.            (parameters)
  package let gradient: FloatBuffer
  let shards: [RolloutShard]

  /// - Parameters:
  ///   - models: one for each shard, each a workspace of its own, with room for rows and horizon.
  ///   - actors: likewise.
  ///   - critics: likewise; empty: nothing follows the last step.
  package init(
    models: [any DifferentiableModel], actors: [ActorPass], critics: [any TerminalCritic] = [], rows: Int, horizon: Int
  ) {
    let count = models.count
    precondition(count > 0 && count <= rows && horizon > 0, "a rollout has shards, rows and steps")
    precondition(actors.count == count && (critics.isEmpty || critics.count == count), "one of each for each shard")
    self.rows = rows
    self.horizon = horizon
    let visited = VisitedRows(rows: rows, horizon: horizon, model: models[0])
    self.visited = visited
    gradient = FloatBuffer(count: actors[0].gradient.count)
    shards = (0..<count).map { shard in
      RolloutShard(
        model: models[shard], actor: actors[shard], critic: critics.isEmpty ? nil : critics[shard],
        visited: VisitedRows(Shards.rows(of: shard, count: count, total: rows), of: visited), horizon: horizon)
    }
  }

  /// The objective's estimate from these states, and its derivative in `gradient`.
  ///
  /// - Parameters:
  ///   - states: (rows × s)
  ///   - stream: what actions' and model's draws follow from; the same stream gives the same draws.
  package func differentiate(
    _ objective: RolloutObjective, states: FloatBuffer, drawingFrom stream: RandomStream, threads: Int
  ) -> RolloutEstimate {
    let rows = self.rows
    return run(objective, states, stream, threads) { shard in
      shard.actor.gradient.fill(0)
      shard.backward(objective, count: rows)
    }
  }

  /// The estimate alone.
  package func estimate(
    _ objective: RolloutObjective, states: FloatBuffer, drawingFrom stream: RandomStream, threads: Int
  ) -> RolloutEstimate {
    run(objective, states, stream, threads, nil)
  }

  private func run(
    _ objective: RolloutObjective, _ states: FloatBuffer, _ stream: RandomStream, _ threads: Int,
    _ back: (@Sendable (RolloutShard) -> Void)?
  ) -> RolloutEstimate {
    precondition(objective.horizon > 0 && objective.horizon <= horizon, "the horizon has no room")
    visited.states[0].copy(visited.states[0].count, of: states, from: 0, to: 0)
    let shards = self.shards
    Shards.run(shards.count, threads: threads) { index in
      shards[index].forward(objective, from: stream.split("shard", index))
      back?(shards[index])
    }
    if back != nil { sumGradients() }
    var estimate = RolloutEstimate()
    for shard in shards { estimate.add(shard.sums, over: Double(rows)) }
    return estimate
  }

  /// In the shards' order.
  func sumGradients() {
    gradient.fill(0)
    for shard in shards {
      for i in 0..<gradient.count { gradient[i] += shard.actor.gradient[i] }
    }
  }
}
