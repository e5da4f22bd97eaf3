import CMallocCount
import Control
import Learning
import Mathematics
import Networks
import Testing

@Suite struct EnsembleModelTests {
  private static let state = StateLayout(sensors: 2, actuators: 1, frames: 2, commands: 2)
  private static let rows = 5
  private static let rewards = [
    RewardTerm(name: "upright", weight: 1.5, kind: .upright(input: 0, exponent: 2)),
    RewardTerm(name: "slow", weight: 0.5, kind: .gaussian(input: 1, scale: 2)),
    RewardTerm(name: "effort", weight: -0.2, kind: .square(input: 2, scale: 2)),
    RewardTerm(name: "smooth", weight: -0.3, kind: .square(input: 3, scale: 0.7)),
  ]

  private static func model(learnsReward: Bool, depth: Int = 1, isDeterministic: Bool = false) -> EnsembleModel {
    let ensemble = DynamicsEnsemble(
      interface: DrivenHinge.interface, state: state,
      settings: .quick {
        $0.maximumEpochs = 5
        $0.learnsReward = learnsReward
        $0.layerNorm = learnsReward
      }, stream: RandomStream(seed: 3))
    _ = ensemble.train(on: DrivenHinge(noise: 0.3).record(20, state: state, seed: 3), threads: 1)
    return EnsembleModel(
      ensemble,
      task: DrivenHinge.task(
        rewards: rewards, terminations: [Termination(name: "fast", sensor: 1, lower: -3, upper: 3)]),
      capacity: rows, depth: depth, isDeterministic: isDeterministic)
  }

  private static func normal(_ count: Int, _ scale: Float, _ stream: inout RandomStream) -> FloatBuffer {
    let buffer = FloatBuffer(count: count)
    for i in 0..<count { buffer[i] = scale * Float(stream.normal()) }
    return buffer
  }

  @Test("two steps carried back agree with central differences", arguments: [false, true], [false, true])
  func gradient(learnsReward: Bool, isDeterministic: Bool) {
    let model = Self.model(learnsReward: learnsReward, depth: 2, isDeterministic: isDeterministic)
    let (rows, s) = (Self.rows, Self.state.count)
    var stream = RandomStream(seed: 6)
    let states = Self.normal(rows * s, 1, &stream)
    let actions = (0..<2).map { _ in Self.normal(rows, 0.3, &stream) }
    let stateWeights = Self.normal(rows * s, 1, &stream)
    let rewardWeights = (0..<2).map { _ in Self.normal(rows, 1, &stream) }
    let (middle, last, rewards) = (FloatBuffer(count: rows * s), FloatBuffer(count: rows * s), FloatBuffer(count: rows))
    var terminated = [Bool](repeating: false, count: rows)
    func value() -> Double {
      var draws = RandomStream(seed: 7)
      var sum = 0.0
      for t in 0..<2 {
        model.step(
          t, rows: rows, states: t == 0 ? states : middle, actions: actions[t], next: t == 0 ? middle : last,
          rewards: rewards, terminated: &terminated, drawingFrom: &draws)
        for row in 0..<rows { sum += Double(rewardWeights[t][row] * rewards[row]) }
      }
      for i in 0..<rows * s { sum += Double(stateWeights[i]) * Double(last[i]) }
      return sum
    }
    _ = value()
    let (middleGradient, firstGradient) = (FloatBuffer(count: rows * s), FloatBuffer(count: rows * s))
    let actionGradients = (0..<2).map { _ in FloatBuffer(count: rows) }
    model.stepBackward(
      1, rows: rows, nextGradient: stateWeights, rewardGradient: rewardWeights[1], stateGradient: middleGradient,
      actionGradient: actionGradients[1])
    model.stepBackward(
      0, rows: rows, nextGradient: middleGradient, rewardGradient: rewardWeights[0], stateGradient: firstGradient,
      actionGradient: actionGradients[0])
    let h: Float = 3e-3
    let pairs = [(states, firstGradient), (actions[0], actionGradients[0]), (actions[1], actionGradients[1])]
    for (place, (values, analytic)) in pairs.enumerated() {
      for i in 0..<values.count {
        let x = values[i]
        values[i] = x + h
        let above = value()
        values[i] = x - h
        let below = value()
        values[i] = x
        let numeric = (above - below) / Double(2 * h)
        #expect(abs(numeric - Double(analytic[i])) < 5e-3 * max(1, abs(numeric)), "part \(place), value \(i)")
      }
      #expect(analytic.array.contains { abs($0) > 0.1 })
    }
  }

  @Test("what the supervisor limits has no derivative, and is in the state as it was let through")
  func limits() {
    let model = Self.model(learnsReward: false)
    let (rows, s) = (Self.rows, Self.state.count)
    var stream = RandomStream(seed: 8)
    let states = Self.normal(rows * s, 0.3, &stream)
    let (actions, next, rewards) = (FloatBuffer(count: rows), FloatBuffer(count: rows * s), FloatBuffer(count: rows))
    actions.array = [0.5, 1.5, -7, -0.25, 0]
    states[4 * s + 1] = 9  // beyond the termination's bound, and stays there
    var terminated = [Bool](repeating: false, count: rows)
    model.step(
      0, rows: rows, states: states, actions: actions, next: next, rewards: rewards, terminated: &terminated,
      drawingFrom: &stream)
    #expect((0..<rows).map { next[$0 * s + Self.state.command(0)] } == [1, 2, -2, -0.5, 0])
    for row in 0..<rows {
      #expect(next[row * s + Self.state.command(1)] == states[row * s + Self.state.command(0)])
      #expect(next[row * s + 2] == states[row * s] && next[row * s + 3] == states[row * s + 1])
    }
    #expect(terminated == [false, false, false, false, true])
    let (stateGradient, actionGradient) = (FloatBuffer(count: rows * s), FloatBuffer(count: rows))
    let ones = FloatBuffer(count: rows * s)
    ones.fill(1)
    model.stepBackward(
      0, rows: rows, nextGradient: ones, rewardGradient: rewards, stateGradient: stateGradient,
      actionGradient: actionGradient)
    #expect(actionGradient[1] == 0 && actionGradient[2] == 0)
    #expect(actionGradient[0] != 0 && actionGradient[3] != 0)
  }

  @Test("a step and its way back allocate nothing beside oneDNN's one block for each product")
  func allocation() {
    let model = Self.model(learnsReward: false)
    let (rows, s) = (Self.rows, Self.state.count)
    var stream = RandomStream(seed: 10)
    let states = Self.normal(rows * s, 1, &stream)
    let (actions, next, rewards) = (FloatBuffer(count: rows), FloatBuffer(count: rows * s), FloatBuffer(count: rows))
    let (stateGradient, actionGradient) = (FloatBuffer(count: rows * s), FloatBuffer(count: rows))
    var terminated = [Bool](repeating: false, count: rows)
    func once() {
      model.step(
        0, rows: rows, states: states, actions: actions, next: next, rewards: rewards, terminated: &terminated,
        drawingFrom: &stream)
      model.stepBackward(
        0, rows: rows, nextGradient: next, rewardGradient: rewards, stateGradient: stateGradient,
        actionGradient: actionGradient)
    }
    // oneDNN keeps what it compiled for a size, and how many rows each member gets is drawn.
    for _ in 0..<50 { once() }
    let before = malloc_count()
    for _ in 0..<20 { once() }
    // Two elites, three layers: forward, forward again, back.
    #expect(malloc_count() - before <= 20 * 2 * 3 * 3)
  }
}
