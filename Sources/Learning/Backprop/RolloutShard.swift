import Glibc
import Mathematics
import Networks

/// A fixed part of a differentiable rollout's rows with a model and an actor's workspace of its own.
///
/// Its buffers are its rows of the whole rollout's, step after step.
final class RolloutShard: @unchecked Sendable {
  let rows: Int
  let model: any DifferentiableModel
  let actor: ActorPass
  let critic: (any TerminalCritic)?
  let visited: VisitedRows
  /// 1 while a row has not terminated before a step.               (horizon + 1)(rows)
  let living: [FloatBuffer]
  private let draws: [FloatBuffer]                              // (horizon + 1)(rows × a)
  private let values: FloatBuffer                               // (rows)
  private let criticObservationGradient: FloatBuffer            // (rows × o)
  private let criticActionGradient: FloatBuffer                 // (rows × a)
  private let observationGradient: FloatBuffer                  // (rows × o)
  private let actionGradient: FloatBuffer                       // (rows × a)
  private let rewardGradient: FloatBuffer                       // (rows)
  private let nextGradient: FloatBuffer                         // (rows × s)
  /// Of the loss by the first states, after the way back.         (rows × s)
  let stateGradient: FloatBuffer
  private var terminated: [Bool]
  /// Sums over rows of the last rollout.
  private(set) var sums = RolloutEstimate()

  init(
    model: any DifferentiableModel, actor: ActorPass, critic: (any TerminalCritic)?, visited: VisitedRows, horizon: Int
  ) {
    let rows = visited.rows
    precondition(rows <= model.capacity && horizon <= model.depth, "the model's workspace is too small")
    let (s, a, o) = (model.stateCount, model.actionCount, model.observationCount)
    self.rows = rows
    self.model = model
    self.actor = actor
    self.critic = critic
    self.visited = visited
    living = (0...horizon).map { _ in FloatBuffer(count: rows) }
    draws = (0...horizon).map { _ in FloatBuffer(count: rows * a) }
    values = FloatBuffer(count: rows)
    criticObservationGradient = FloatBuffer(count: rows * o)
    criticActionGradient = FloatBuffer(count: rows * a)
    observationGradient = FloatBuffer(count: rows * o)
    actionGradient = FloatBuffer(count: rows * a)
    rewardGradient = FloatBuffer(count: rows)
    nextGradient = FloatBuffer(count: rows * s)
    stateGradient = FloatBuffer(count: rows * s)
    terminated = [Bool](repeating: false, count: rows)
  }

  // MARK: Forward

  func forward(_ objective: RolloutObjective, from stream: RandomStream) {
    var (actions, physics) = (stream.split("actions"), stream.split("model"))
    sums = RolloutEstimate()
    living[0].fill(1)
    var weight = 1.0
    for t in 0..<objective.horizon {
      act(t, &actions)
      model.step(
        t, rows: rows, states: visited.states[t], actions: visited.actions[t], next: visited.reached[t],
        rewards: visited.rewards[t], terminated: &terminated, drawingFrom: &physics)
      for row in 0..<rows where living[t][row] != 0 {
        let entropy = Double(-actor.logProbabilities[row])
        sums.rewards += weight * Double(visited.rewards[t][row])
        sums.entropies += weight * Double(objective.entropyWeight) * entropy
        sums.steps += 1
      }
      goOn(t)
      weight *= Double(objective.discount)
    }
    finish(objective, weight, &actions)
  }

  private func act(_ t: Int, _ stream: inout RandomStream) {
    model.observe(rows: rows, states: visited.states[t], into: visited.observations[t])
    draws[t].fillNormal(draws[t].count, from: &stream)
    actor.act(t, rows: rows, observations: visited.observations[t], draws: draws[t])
    visited.actions[t].copy(rows * model.actionCount, of: actor.actions, from: 0, to: 0)
    visited.logProbabilities[t].copy(rows, of: actor.logProbabilities, from: 0, to: 0)
  }

  /// A row that terminated is carried along from its first state, which is at least a number, and counts for nothing.
  private func goOn(_ t: Int) {
    let s = model.stateCount
    for row in 0..<rows {
      visited.ends[t][row] = living[t][row] != 0 && terminated[row] ? 1 : 0
      let lives = living[t][row] != 0 && !terminated[row]
      living[t + 1][row] = lives ? 1 : 0
      visited.states[t + 1].copy(s, of: lives ? visited.reached[t] : visited.states[0], from: row * s, to: row * s)
    }
  }

  /// What the critic says of the rows that are left.
  private func finish(_ objective: RolloutObjective, _ weight: Double, _ stream: inout RandomStream) {
    let t = objective.horizon
    for row in 0..<rows where living[t][row] != 0 { sums.survivors += 1 }
    guard let critic else {
      model.observe(rows: rows, states: visited.states[t], into: visited.observations[t])
      return
    }
    act(t, &stream)
    critic.evaluate(
      rows: rows, observations: visited.observations[t], actions: actor.actions, values: values,
      observationGradient: criticObservationGradient, actionGradient: criticActionGradient)
    for row in 0..<rows where living[t][row] != 0 {
      sums.terminalValues += weight * Double(values[row])
      guard critic.valuesActions else { continue }
      sums.entropies -= weight * Double(objective.entropyWeight * actor.logProbabilities[row])
    }
  }

  /// What the critic said of a row's end; 0 without one, and of a row that has terminated.
  func terminalValue(_ row: Int, at horizon: Int) -> Float {
    critic == nil || living[horizon][row] == 0 ? 0 : values[row]
  }

  // MARK: Back

  /// Adds the derivative of minus the objective's mean over `count` rows to the actor's gradient; `stateGradient` is
  /// that by the first states.
  func backward(_ objective: RolloutObjective, count: Int) {
    stateGradient.fill(0)
    beginBack(objective, -pow(objective.discount, Float(objective.horizon)) / Float(count))
    for t in (0..<objective.horizon).reversed() {
      let weight = -pow(objective.discount, Float(t)) / Float(count)
      for row in 0..<rows { rewardGradient[row] = weight * living[t][row] }
      stepBack(t, living: living[t], after: living[t + 1], logProbabilityGradient: -weight * objective.entropyWeight)
      if objective.adjointLimit < .infinity { limit(stateGradient, toNorm: objective.adjointLimit / Float(count)) }
    }
  }

  /// Row by row; what is not a number becomes zero.
  private func limit(_ gradient: FloatBuffer, toNorm maximum: Float) {
    let s = model.stateCount
    for row in 0..<rows {
      var squares: Float = 0
      for i in row * s..<(row + 1) * s { squares += gradient[i] * gradient[i] }
      let norm = squares.squareRoot()
      if !(norm <= maximum) {
        let scale = norm.isFinite ? maximum / norm : 0
        for i in row * s..<(row + 1) * s { gradient[i] = scale == 0 ? 0 : gradient[i] * scale }
      }
    }
  }

  private func beginBack(_ objective: RolloutObjective, _ weight: Float) {
    guard let critic else { return }
    let (t, o, a) = (objective.horizon, model.observationCount, model.actionCount)
    for row in 0..<rows {
      let scale = living[t][row] != 0 ? weight : 0
      for i in 0..<o { criticObservationGradient[row * o + i] *= scale }
      if critic.valuesActions { for i in 0..<a { criticActionGradient[row * a + i] *= scale } }
    }
    if critic.valuesActions {
      actor.recall(t, rows: rows, observations: visited.observations[t], draws: draws[t])
      actor.backward(
        rows: rows, actionGradient: criticActionGradient,
        logProbabilityGradient: -weight * objective.entropyWeight, living: living[t], into: observationGradient)
      for i in 0..<rows * o { criticObservationGradient[i] += observationGradient[i] }
    }
    model.observeBackward(
      rows: rows, states: visited.states[t], observationGradient: criticObservationGradient,
      stateGradient: stateGradient)
    for row in 0..<rows where living[t][row] == 0 { clear(stateGradient, row, model.stateCount) }
  }

  /// One step of the loop of model and actor: from `stateGradient` after the step and `rewardGradient` to
  /// `stateGradient` before it.
  private func stepBack(_ t: Int, living: FloatBuffer, after: FloatBuffer, logProbabilityGradient: Float) {
    let s = model.stateCount
    nextGradient.copy(rows * s, of: stateGradient, from: 0, to: 0)
    for row in 0..<rows where after[row] == 0 { clear(nextGradient, row, s) }
    model.stepBackward(
      t, rows: rows, nextGradient: nextGradient, rewardGradient: rewardGradient, stateGradient: stateGradient,
      actionGradient: actionGradient)
    actor.recall(t, rows: rows, observations: visited.observations[t], draws: draws[t])
    actor.backward(
      rows: rows, actionGradient: actionGradient, logProbabilityGradient: logProbabilityGradient, living: living,
      into: observationGradient)
    model.observeBackward(
      rows: rows, states: visited.states[t], observationGradient: observationGradient, stateGradient: stateGradient)
  }

  private func clear(_ buffer: FloatBuffer, _ row: Int, _ width: Int) {
    for i in row * width..<(row + 1) * width { buffer[i] = 0 }
  }

  // MARK: What a gradient's health is read from

  /// vᵀ ∂s′/∂s of step `t` of the last rollout, policy included, row by row; disturbs the actor's gradient.
  ///
  /// - Parameters:
  ///   - vectors: v.                                              (rows × s)
  ///   - products: written.                                       (rows × s)
  func stepProduct(_ t: Int, vectors: FloatBuffer, into products: FloatBuffer) {
    stateGradient.copy(stateGradient.count, of: vectors, from: 0, to: 0)
    rewardGradient.fill(0)
    stepBack(t, living: living[t], after: living[t + 1], logProbabilityGradient: 0)
    products.copy(products.count, of: stateGradient, from: 0, to: 0)
  }

  /// Adds minus the score function's estimate of the objective's gradient to the actor's (Williams 1992; reward to go,
  /// less its mean over the rows that live).
  ///
  /// - Parameter rewardsToGo: discounted from step `t` on, less the baseline.   (horizon)(rows)
  func addScore(horizon: Int, rewardsToGo: [FloatBuffer], count: Int, discount: Float) {
    var weight = -1 / Float(count)
    for t in 0..<horizon {
      for row in 0..<rows { rewardGradient[row] = weight * living[t][row] * rewardsToGo[t][row] }
      actor.act(rows: rows, observations: visited.observations[t], draws: draws[t])
      actor.addScore(rows: rows, weights: rewardGradient, draws: draws[t])
      weight *= discount
    }
  }
}
