import CMallocCount
import Control
import Learning
import Mathematics
import Networks
import Policies
import Scenarios
import Testing

@Suite struct DifferentiableRolloutTests {
  private static let (rows, horizon) = (6, 4)
  private static let objective = RolloutObjective(horizon: horizon, discount: 0.9, entropyWeight: 0.1)

  enum Critic: CaseIterable { case none, states, actions }

  private static func linear(rows: Int) -> LinearModel {
    let model = LinearModel(a: [[0.9, 0.2], [-0.3, 1.1]], b: [[0.5], [1]], capacity: rows, depth: horizon)
    model.noise = 0.1
    model.bound = 1.2
    return model
  }

  private static func network(inputs: Int, head: ActorHead, seed: UInt64 = 5) -> TrainableNetwork {
    let network = TrainableNetwork(
      NetworkShape(inputs: inputs, hidden: [8], outputs: head.outputs(actions: 1), activation: .tanh))
    var stream = RandomStream(seed: seed)
    network.initializeUniform(from: &stream)
    return network
  }

  private static func rollout(
    _ network: TrainableNetwork, _ head: ActorHead, critic: Critic = .none, shards: Int = 2, normalizer: InputNormalizer? = nil,
    depth: Int = 1, model: (Int) -> any DifferentiableModel = linear
  ) -> DifferentiableRollout {
    DifferentiableRollout(
      models: (0..<shards).map { _ in model(rows) },
      actors: (0..<shards).map { _ in
        ActorPass(network, head: head, actionCount: 1, normalizer: normalizer, capacity: rows, depth: depth)
      },
      critics: critic == .none
        ? [] : (0..<shards).map { _ in QuadraticCritic(valuesActions: critic == .actions) }, rows: rows,
      horizon: horizon)
  }

  private static func states(_ count: Int) -> FloatBuffer {
    let states = FloatBuffer(count: rows * count)
    var stream = RandomStream(seed: 11)
    states.fillNormal(states.count, from: &stream)
    for i in 0..<states.count { states[i] *= 0.4 }
    // One row that terminates at once, and one that does a little later.
    for (i, value) in [2, 1.5, -0.8, -2].enumerated() where count == 2 { states[i] = Float(value) }
    return states
  }

  /// Every parameter of the actor, moved a little.
  private static func check(
    _ rollout: DifferentiableRollout, _ network: TrainableNetwork, _ objective: RolloutObjective, states: FloatBuffer,
    step h: Float = 1e-3, tolerance: Double = 3e-3
  ) {
    let stream = RandomStream(seed: 13)
    _ = rollout.differentiate(objective, states: states, drawingFrom: stream, threads: 1)
    let analytic = rollout.gradient.array
    func value() -> Double {
      rollout.estimate(objective, states: states, drawingFrom: stream, threads: 1).objective
    }
    for i in 0..<network.parameters.count {
      let x = network.parameters[i]
      network.parameters[i] = x + h
      let above = value()
      network.parameters[i] = x - h
      let below = value()
      network.parameters[i] = x
      let numeric = -(above - below) / Double(2 * h)
      #expect(abs(numeric - Double(analytic[i])) < tolerance * max(1, abs(numeric)), "parameter \(i)")
    }
    #expect(analytic.contains { abs($0) > 0.05 })
  }

  @Test("the gradient agrees with central differences, whatever head and critic, rows that terminate among them",
        arguments: [ActorHead.tanh(deviation: 0), .tanh(deviation: 0.3), .squashedGaussian], Critic.allCases)
  func gradient(head: ActorHead, critic: Critic) {
    let network = Self.network(inputs: 2, head: head)
    let normalizer = InputNormalizer(mean: [0.1, -0.2], inverseDeviation: [2, 0.5], clip: 2)
    let rollout = Self.rollout(network, head, critic: critic, normalizer: normalizer)
    var objective = Self.objective
    if head == .tanh(deviation: 0) { objective.entropyWeight = 0 }
    Self.check(rollout, network, objective, states: Self.states(2))
    let estimate = rollout.estimate(
      objective, states: Self.states(2), drawingFrom: RandomStream(seed: 13), threads: 1)
    // Some rows terminate, some do not.
    #expect(estimate.survivors > 0 && estimate.survivors < 1 && estimate.steps > 1)
    #expect((estimate.terminalValues == 0) == (critic == .none))
  }

  @Test("through an ensemble, its noise and the scenario's rewards and terminations too", arguments: [
    ActorHead.tanh(deviation: 0), .squashedGaussian,
  ])
  func ensemble(head: ActorHead) {
    let state = StateLayout(sensors: 2, actuators: 1, commands: 1)
    let ensemble = DynamicsEnsemble(
      interface: DrivenHinge.interface, state: state, settings: .quick { $0.maximumEpochs = 5 },
      stream: RandomStream(seed: 3))
    _ = ensemble.train(on: DrivenHinge(noise: 0.3).record(20, state: state, seed: 3), threads: 1)
    let task = DrivenHinge.task(
      rewards: [
        RewardTerm(name: "upright", weight: 1.5, kind: .upright(input: 0, exponent: 2)),
        RewardTerm(name: "effort", weight: -0.2, kind: .square(input: 2, scale: 2)),
      ], terminations: [Termination(name: "fast", sensor: 1, lower: -1.5, upper: 1.5)])
    let network = Self.network(inputs: 3, head: head)
    let rollout = Self.rollout(network, head, critic: .states) {
      EnsembleModel(ensemble, task: task, capacity: $0, depth: Self.horizon)
    }
    let objective = RolloutObjective(
      horizon: Self.horizon, discount: 0.95, entropyWeight: head == .squashedGaussian ? 0.05 : 0)
    Self.check(rollout, network, objective, states: Self.states(3), step: 2e-3, tolerance: 1e-2)
    let estimate = rollout.estimate(
      objective, states: Self.states(3), drawingFrom: RandomStream(seed: 13), threads: 1)
    #expect(estimate.survivors < 1)
  }

  @Test("activations that are kept for the way back give the bits of those that are computed again")
  func keeps() {
    let state = StateLayout(sensors: 2, actuators: 1, commands: 1)
    let ensemble = DynamicsEnsemble(
      interface: DrivenHinge.interface, state: state, settings: .quick { $0.maximumEpochs = 5 },
      stream: RandomStream(seed: 3))
    _ = ensemble.train(on: DrivenHinge(noise: 0.3).record(20, state: state, seed: 3), threads: 1)
    let task = DrivenHinge.task(
      rewards: [RewardTerm(name: "upright", weight: 1.5, kind: .upright(input: 0, exponent: 2))],
      terminations: [Termination(name: "fast", sensor: 1, lower: -1.5, upper: 1.5)])
    let network = Self.network(inputs: 3, head: .squashedGaussian)
    let objective = RolloutObjective(horizon: Self.horizon, discount: 0.95, entropyWeight: 0.05)
    let gradients = [false, true].map { keeps in
      let rollout = Self.rollout(
        network, .squashedGaussian, critic: .actions, depth: keeps ? Self.horizon + 1 : 1
      ) {
        EnsembleModel(ensemble, task: task, capacity: $0, depth: Self.horizon, keepsActivations: keeps)
      }
      // The second rollout overwrites what the first has kept.
      return ([13, 14] as [UInt64]).map { seed in
        _ = rollout.differentiate(
          objective, states: Self.states(3), drawingFrom: RandomStream(seed: seed), threads: 1)
        return rollout.gradient.array
      }
    }
    #expect(gradients[0] == gradients[1])
    #expect(gradients[0][0] != gradients[0][1] && gradients[0][0].contains { abs($0) > 1e-3 })
  }

  @Test("what was visited is what the model did, and the estimate is its discounted sum")
  func visited() {
    let network = Self.network(inputs: 2, head: .squashedGaussian)
    let rollout = Self.rollout(network, .squashedGaussian, critic: .states)
    let states = Self.states(2)
    var objective = Self.objective
    objective.entropyWeight = 0
    let estimate = rollout.estimate(objective, states: states, drawingFrom: RandomStream(seed: 13), threads: 1)
    let visited = rollout.visited
    #expect(visited.states[0].array == states.array)
    var (sum, ended) = (0.0, 0)
    for row in 0..<Self.rows {
      var weight = 1.0
      for t in 0..<Self.horizon {
        #expect(visited.observations[t][row * 2] == visited.states[t][row * 2])
        #expect(abs(visited.actions[t][row]) < 1)
        sum += weight * Double(visited.rewards[t][row])
        weight *= Double(objective.discount)
        let hasEnded = abs(visited.reached[t][row * 2]) > 1.2
        #expect(visited.ends[t][row] == (hasEnded ? 1 : 0))
        if hasEnded {
          ended += 1
          #expect(visited.states[t + 1][row * 2] == states[row * 2])
          break
        }
        #expect(visited.states[t + 1][row * 2 + 1] == visited.reached[t][row * 2 + 1])
      }
    }
    #expect(ended > 0 && abs(estimate.survivors - Double(Self.rows - ended) / Double(Self.rows)) < 1e-12)
    #expect(abs(estimate.rewards - sum / Double(Self.rows)) < 1e-5)
  }

  @Test("a shorter horizon leaves the longer one's workspace as good as new, and threads change no bits")
  func bits() {
    let network = Self.network(inputs: 2, head: .squashedGaussian)
    let (one, two) = (Self.rollout(network, .squashedGaussian), Self.rollout(network, .squashedGaussian))
    let states = Self.states(2)
    var short = Self.objective
    short.horizon = 2
    _ = one.differentiate(short, states: states, drawingFrom: RandomStream(seed: 1), threads: 1)
    let first = one.differentiate(Self.objective, states: states, drawingFrom: RandomStream(seed: 2), threads: 1)
    let second = two.differentiate(Self.objective, states: states, drawingFrom: RandomStream(seed: 2), threads: 2)
    #expect(first == second && one.gradient.array == two.gradient.array)
  }

  @Test("nothing is allocated but oneDNN's one block for each product")
  func allocation() {
    let network = Self.network(inputs: 2, head: .squashedGaussian)
    let rollout = Self.rollout(network, .squashedGaussian, critic: .actions)
    let states = Self.states(2)
    func once(_ seed: UInt64) {
      _ = rollout.differentiate(Self.objective, states: states, drawingFrom: RandomStream(seed: seed), threads: 1)
    }
    for seed in 0..<5 { once(UInt64(seed)) }
    let before = malloc_count()
    for seed in 0..<10 { once(UInt64(seed)) }
    // Two shards; five times the actor acts, forward and again on the way back, whose products are four; and `rows`
    // and `shards` are taken along into a closure or two.
    #expect(Int(malloc_count() - before) <= 10 * (2 * 5 * (2 + 2 + 4) + 4))
  }
}
