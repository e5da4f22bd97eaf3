import Learning
import Mathematics
import Networks
import Policies
import Scenarios
import Testing

@Suite struct StateCriticTests {
  private static let rows = 200

  private static func rollout(horizon: Int) -> (DifferentiableRollout, FloatBuffer) {
    let network = TrainableNetwork(NetworkShape(inputs: 2, hidden: [], outputs: 1, activation: .tanh))
    let model = LinearModel(a: [[0.9, 0], [0, 0.9]], b: [[0], [0]], capacity: rows, depth: horizon)
    let rollout = DifferentiableRollout(
      models: [model], actors: [ActorPass(network, head: .tanh(deviation: 0), actionCount: 1, capacity: rows)],
      rows: rows, horizon: horizon)
    let states = FloatBuffer(count: 2 * rows)
    var stream = RandomStream(seed: 2)
    states.fillNormal(states.count, from: &stream)
    return (rollout, states)
  }

  private static func critic(_ change: (inout CriticSettings) -> Void = { _ in }) -> StateCritic {
    var settings = CriticSettings()
    settings.hidden = [32]
    settings.learningRate = 3e-3
    settings.epochs = 4
    change(&settings)
    return StateCritic(settings: settings, observations: 2, activation: .tanh, stream: RandomStream(seed: 3))
  }

  @Test("it learns the discounted return of a plant that nobody pushes", arguments: [0, 0.9, 1] as [Float])
  func learns(decay: Float) {
    let (rollout, states) = Self.rollout(horizon: 8)
    let critic = Self.critic { $0.decay = decay }
    let objective = RolloutObjective(horizon: 8, discount: 0.9)
    // One step at a time carries values slower.
    for step in 0..<(decay == 0 ? 900 : 300) {
      _ = rollout.estimate(objective, states: states, drawingFrom: RandomStream(seed: UInt64(step)), threads: 1)
      critic.learn(from: rollout.visited, objective, drawingFrom: RandomStream(seed: UInt64(step)))
    }
    let head = critic.head(capacity: Self.rows)
    let (values, gradient, none) = (
      FloatBuffer(count: Self.rows), FloatBuffer(count: 2 * Self.rows), FloatBuffer(count: 0)
    )
    head.evaluate(
      rows: Self.rows, observations: states, actions: none, values: values, observationGradient: gradient,
      actionGradient: none)
    // Each step pays −0.81 s·s of what it began at: V = −0.81 s·s / (1 − 0.9 · 0.81).
    var (error, spread) = (0.0, 0.0)
    for row in 0..<Self.rows {
      let square = Double(states[2 * row] * states[2 * row] + states[2 * row + 1] * states[2 * row + 1])
      guard square < 4 else { continue }
      let truth = -0.81 * square / (1 - 0.9 * 0.81)
      error += (Double(values[row]) - truth) * (Double(values[row]) - truth)
      spread += truth * truth
    }
    #expect(error < 0.03 * spread, "\((error / spread).squareRoot())")
  }

  @Test("the value's derivative agrees with central differences, through a normaliser")
  func derivative() {
    let critic = Self.critic()
    critic.normalizer = InputNormalizer(mean: [0.5, -1], inverseDeviation: [2, 0.5], clip: 10)
    let head = critic.head(capacity: 1)
    let (observation, value, gradient, none) = (
      FloatBuffer(count: 2), FloatBuffer(count: 1), FloatBuffer(count: 2), FloatBuffer(count: 0)
    )
    observation.array = [0.3, 0.7]
    func evaluate() -> Float {
      head.evaluate(
        rows: 1, observations: observation, actions: none, values: value, observationGradient: gradient,
        actionGradient: none)
      return value[0]
    }
    _ = evaluate()
    let analytic = gradient.array
    for i in 0..<2 {
      let x = observation[i]
      observation[i] = x + 1e-2
      let above = evaluate()
      observation[i] = x - 1e-2
      let below = evaluate()
      observation[i] = x
      #expect(abs((above - below) / 2e-2 - analytic[i]) < 1e-3)
    }
    #expect(analytic.contains { abs($0) > 0.01 })
  }
}
