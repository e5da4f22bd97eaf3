import Learning
import Mathematics
import Networks
import Policies
import Testing

import func Foundation.pow

@Suite struct GradientHealthTests {
  private static func window(_ steps: Int, signal: Double = 5, growth: Double = 1) -> GradientHealth.Window {
    GradientHealth.Window(
      steps: steps, norm: 1, signalToNoise: signal, scoreNorm: 2, scoreSignalToNoise: 0.5, growth: growth,
      largestGrowth: growth, survivors: 1)
  }

  private static func rollout(
    _ model: (Int) -> LinearModel, rows: Int, horizon: Int, _ network: TrainableNetwork, _ head: ActorHead
  ) -> DifferentiableRollout {
    DifferentiableRollout(
      models: (0..<2).map { _ in model(rows) },
      actors: (0..<2).map { _ in ActorPass(network, head: head, actionCount: 1, capacity: rows) }, rows: rows,
      horizon: horizon)
  }

  private static func network(_ head: ActorHead) -> TrainableNetwork {
    TrainableNetwork(
      NetworkShape(inputs: 2, hidden: [4], outputs: head.outputs(actions: 1), activation: .tanh))
  }

  @Test("a linear system grows by the norm of its matrix's power, in the units asked for", arguments: [1.1, 0.8] as [Float])
  func growth(radius: Float) {
    // A rotation by 0.3 rad times the radius; the policy does nothing.
    let (c, s) = (radius * 0.955_336_5, radius * 0.295_520_2)
    let network = Self.network(.tanh(deviation: 0))
    let rollout = Self.rollout(
      { LinearModel(a: [[c, -s], [s, c]], b: [[0.5], [1]], capacity: $0, depth: 12) }, rows: 3, horizon: 12, network,
      .tanh(deviation: 0))
    let states = FloatBuffer(count: 6)
    states.fill(1)
    func growths(_ units: [Float]) -> [Double] {
      _ = rollout.estimate(
        RolloutObjective(horizon: 12, discount: 1), states: states, drawingFrom: RandomStream(seed: 1), threads: 1)
      let growth = JacobianGrowth(of: rollout, units: units)
      return (0..<12).map {
        growth.advance($0, threads: 1)
        return growth.growth(ofRow: 1)
      }
    }
    for (t, value) in growths([1, 1]).enumerated() {
      let expected = pow(Double(radius), Double(t + 1))
      #expect(abs(value - expected) < 1e-3 * expected, "step \(t)")
    }
    // One step in other units is D⁻¹ A D, whose larger singular value follows from its trace and determinant.
    let value = growths([10, 1])[0]
    let (a, b, d) = (Double(c), Double(s) * 0.1, Double(s) * 10)
    let (trace, determinant) = (2 * a * a + b * b + d * d, Double(radius * radius))
    let expected = ((trace + (trace * trace - 4 * determinant * determinant).squareRoot()) / 2).squareRoot()
    #expect(abs(value - expected) < 1e-3 * expected)
  }

  @Test("the policy is in the loop: feedback that brakes shrinks what grows by itself")
  func feedback() {
    let head = ActorHead.tanh(deviation: 0)
    let network = TrainableNetwork(NetworkShape(inputs: 1, hidden: [], outputs: 1, activation: .tanh))
    let rollout = DifferentiableRollout(
      models: [LinearModel(a: [[1.5]], b: [[1]], capacity: 1, depth: 3)],
      actors: [ActorPass(network, head: head, actionCount: 1, capacity: 1)], rows: 1, horizon: 3)
    network.parameters.array = [-1, 0]
    let states = FloatBuffer(count: 1)
    _ = rollout.estimate(
      RolloutObjective(horizon: 3, discount: 1), states: states, drawingFrom: RandomStream(seed: 1), threads: 1)
    let growth = JacobianGrowth(of: rollout, units: [1])
    for t in 0..<3 { growth.advance(t, threads: 1) }
    // At the origin tanh has slope 1: (1.5 − 1)³.
    #expect(abs(growth.growth(ofRow: 0) - 0.125) < 1e-6)
  }

  @Test("signal over noise of a known distribution comes out, without bias by the number of draws")
  func signalToNoise() {
    var stream = RandomStream(seed: 3)
    let vector = FloatBuffer(count: 50)
    // ‖m‖ = 0.5 √50 and noise of σ = 2 in each of 50 elements: 0.25.
    var sum = 0.0
    for _ in 0..<200 {
      var ratio = SignalToNoise(elements: 50)
      for _ in 0..<16 {
        vector.fillNormal(50, from: &stream)
        for i in 0..<50 { vector[i] = 0.5 + 2 * vector[i] }
        ratio.add(vector)
      }
      sum += ratio.ratio * ratio.ratio
      #expect(abs(ratio.norm - (50 * 4.25).squareRoot()) < 2.5)
    }
    #expect(abs((sum / 200).squareRoot() - 0.25) < 0.03, "\(sum)")
    var exact = SignalToNoise(elements: 50)
    for _ in 0..<2 { exact.add(vector) }
    #expect(exact.ratio == 1e6)
  }

  @Test("the score function estimates what the derivative through the model is, and less exactly")
  func score() {
    let (head, rows) = (ActorHead.squashedGaussian, 4000)
    let network = Self.network(head)
    var stream = RandomStream(seed: 7)
    network.initializeUniform(from: &stream)
    let rollout = Self.rollout(
      {
        let model = LinearModel(a: [[0.9, 0.2], [-0.3, 0.8]], b: [[0.5], [1]], capacity: $0, depth: 3)
        model.noise = 0.1
        model.bound = 1.5
        return model
      }, rows: rows, horizon: 3, network, head)
    let states = FloatBuffer(count: 2 * rows)
    states.fillNormal(states.count, from: &stream)
    for i in 0..<states.count { states[i] *= 0.5 }
    let objective = RolloutObjective(horizon: 3, discount: 0.9, entropyWeight: 0.1)
    let function = ScoreFunction(rollout)
    let count = network.parameters.count
    var (through, scores) = (SignalToNoise(elements: count), SignalToNoise(elements: count))
    var (mean, scoreMean) = ([Double](repeating: 0, count: count), [Double](repeating: 0, count: count))
    for sample in 0..<20 {
      let own = stream.split("sample", sample)
      let first = rollout.differentiate(objective, states: states, drawingFrom: own, threads: 1)
      through.add(rollout.gradient)
      for i in mean.indices { mean[i] += Double(rollout.gradient[i]) / 20 }
      let second = function.differentiate(objective, states: states, drawingFrom: own, threads: 1)
      scores.add(rollout.gradient)
      for i in mean.indices { scoreMean[i] += Double(rollout.gradient[i]) / 20 }
      #expect(first == second)
    }
    let norm = mean.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let difference = zip(mean, scoreMean).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
    // What terminates, the derivative does not see; few rows do here.
    #expect(norm > 0.1 && difference < 0.15 * norm, "\(norm) \(difference)")
    #expect(through.ratio > 2 * scores.ratio)
  }

  @Test("the recommendation is the longest window that is sound with all shorter ones")
  func recommendation() {
    #expect(GradientHealth.recommend([Self.window(1), Self.window(2), Self.window(4)]) == 4)
    #expect(GradientHealth.recommend([Self.window(1), Self.window(2, signal: 0.4), Self.window(4)]) == 1)
    #expect(GradientHealth.recommend([Self.window(1), Self.window(2), Self.window(4, growth: 200)]) == 2)
    #expect(GradientHealth.recommend([Self.window(1, signal: 0)]) == 1)
    #expect(GradientHealth.candidates(upTo: 1) == [1])
    #expect(GradientHealth.candidates(upTo: 8) == [1, 2, 4, 8])
    #expect(GradientHealth.candidates(upTo: 25) == [1, 2, 4, 8, 16, 25])
  }

  @Test("words name what vanishes, explodes, drowns and has several maxima")
  func text() {
    let line = GradientHealth.Line(steps: 8, distances: [-1, 0, 1, 2, 3], objectives: [0, 2, 1, 2, 0])
    #expect(line.maxima == 2)
    let health = GradientHealth(
      windows: [Self.window(1), Self.window(2, growth: 0.001), Self.window(4, growth: 1000), Self.window(8, signal: 0.2)],
      window: 2, overflow: 16, lines: [line], rollouts: 64, gradients: 16)
    for part in [
      "overflows at 16", "explodes: over 4 steps", "vanishes: over 2 steps", "drowns: at 8 steps",
      "Along the gradient of 8 steps the objective has 2 local maxima", "Recommended window: 2 steps",
    ] { #expect(health.text.contains(part), "\(part)") }
    #expect(GradientHealth(json: health.json) == health)
    #expect(health.svg.contains("<polyline") && health.svg.hasSuffix("</svg>\n") && !health.svg.contains("nan"))
  }
}
