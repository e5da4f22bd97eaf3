import Learning
import Mathematics
import Networks

/// s′ = A·s + B·a + noise·ε with the reward −s′·s′ − ¼ a·a, the observation s; it ends where |s′₀| exceeds a bound.
final class LinearModel: DifferentiableModel {
  let a: [[Float]]  // (s × s)
  let b: [[Float]]  // (s × actions)
  var noise: Float = 0
  var bound = Float.infinity
  let capacity: Int
  let depth: Int
  private let states: [FloatBuffer]
  private let actions: [FloatBuffer]
  private let reached: [FloatBuffer]

  init(a: [[Float]], b: [[Float]], capacity: Int, depth: Int) {
    (self.a, self.b, self.capacity, self.depth) = (a, b, capacity, depth)
    states = (0..<depth).map { _ in FloatBuffer(count: capacity * a.count) }
    reached = (0..<depth).map { _ in FloatBuffer(count: capacity * a.count) }
    actions = (0..<depth).map { _ in FloatBuffer(count: capacity * b[0].count) }
  }

  var stateCount: Int { a.count }
  var actionCount: Int { b[0].count }
  var observationCount: Int { a.count }

  func observe(rows: Int, states: FloatBuffer, into observations: FloatBuffer) {
    observations.copy(rows * stateCount, of: states, from: 0, to: 0)
  }

  func observeBackward(rows: Int, states: FloatBuffer, observationGradient: FloatBuffer, stateGradient: FloatBuffer) {
    for i in 0..<rows * stateCount { stateGradient[i] += observationGradient[i] }
  }

  func step(
    _ t: Int, rows: Int, states: FloatBuffer, actions: FloatBuffer, next: FloatBuffer, rewards: FloatBuffer,
    terminated: inout [Bool], drawingFrom stream: inout RandomStream
  ) {
    let (s, n) = (stateCount, actionCount)
    self.states[t].copy(rows * s, of: states, from: 0, to: 0)
    self.actions[t].copy(rows * n, of: actions, from: 0, to: 0)
    for row in 0..<rows {
      rewards[row] = 0
      for j in 0..<n { rewards[row] -= 0.25 * actions[row * n + j] * actions[row * n + j] }
      for i in 0..<s {
        var sum = noise * Float(stream.normal())
        for j in 0..<s { sum += a[i][j] * states[row * s + j] }
        for j in 0..<n { sum += b[i][j] * actions[row * n + j] }
        next[row * s + i] = sum
        rewards[row] -= sum * sum
      }
      terminated[row] = abs(next[row * s]) > bound
    }
    reached[t].copy(rows * s, of: next, from: 0, to: 0)
  }

  func stepBackward(
    _ t: Int, rows: Int, nextGradient: FloatBuffer, rewardGradient: FloatBuffer, stateGradient: FloatBuffer,
    actionGradient: FloatBuffer
  ) {
    let (s, n) = (stateCount, actionCount)
    for row in 0..<rows {
      for j in 0..<s { stateGradient[row * s + j] = 0 }
      for j in 0..<n { actionGradient[row * n + j] = -0.5 * rewardGradient[row] * actions[t][row * n + j] }
      for i in 0..<s {
        let gradient = nextGradient[row * s + i] - 2 * rewardGradient[row] * reached[t][row * s + i]
        for j in 0..<s { stateGradient[row * s + j] += a[i][j] * gradient }
        for j in 0..<n { actionGradient[row * n + j] += b[i][j] * gradient }
      }
    }
  }
}

/// V(o) = Σ c·o + ½ o·o, or with actions Q = V + o₀·Σa.
final class QuadraticCritic: TerminalCritic {
  let valuesActions: Bool

  init(valuesActions: Bool) { self.valuesActions = valuesActions }

  func evaluate(
    rows: Int, observations: FloatBuffer, actions: FloatBuffer, values: FloatBuffer, observationGradient: FloatBuffer,
    actionGradient: FloatBuffer
  ) {
    let (o, n) = (observations.count / rows, actionGradient.count / rows)
    for row in 0..<rows {
      values[row] = 0
      for i in 0..<o {
        let x = observations[row * o + i]
        values[row] += 0.3 * Float(i + 1) * x + 0.5 * x * x
        observationGradient[row * o + i] = 0.3 * Float(i + 1) + x
      }
      guard valuesActions else { continue }
      for i in 0..<n {
        values[row] += observations[row * o] * actions[row * n + i]
        observationGradient[row * o] += actions[row * n + i]
        actionGradient[row * n + i] = observations[row * o]
      }
    }
  }
}
