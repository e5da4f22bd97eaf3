import Mathematics
import Networks
import Policies
import Testing

@Suite struct NetworkGradientTests {
  private static let rows = 5

  /// A network of three layers and a fixed scalar function of its outputs, L = Σ c · y.
  private struct Case {
    let network: TrainableNetwork
    let pass: NetworkPass
    var input: [Float] = []
    var weights: [Float] = []

    init(_ activation: Network.Activation) {
      network = TrainableNetwork(NetworkShape(inputs: 3, hidden: [7, 6], outputs: 2, activation: activation))
      pass = NetworkPass(network, capacity: 8)
      var stream = RandomStream(seed: 5)
      network.initialize(hiddenGain: 1.4, outputGain: 1, from: &stream)
      for i in 0..<network.parameters.count { network.parameters[i] += 0.1 * Float(stream.normal()) }
      input = (0..<rows * 3).map { _ in Float(stream.normal()) }
      weights = (0..<rows * 2).map { _ in Float(stream.normal()) }
    }

    func loss() -> Double {
      for (i, value) in input.enumerated() { pass.input[i] = value }
      pass.forward(rows: rows)
      return weights.indices.reduce(0.0) { $0 + Double(weights[$1]) * Double(pass.output[$1]) }
    }
  }

  @Test("by the parameters agrees with central differences", arguments: Network.Activation.allCases)
  func parameters(activation: Network.Activation) {
    let test = Case(activation)
    _ = test.loss()
    for (i, weight) in test.weights.enumerated() { test.pass.outputGradient[i] = weight }
    test.pass.backward(rows: Self.rows)
    let analytic = test.pass.gradient.array
    // Small enough that no kink of relu lies within.
    let h: Float = 1e-3
    for i in analytic.indices {
      let value = test.network.parameters[i]
      test.network.parameters[i] = value + h
      let above = test.loss()
      test.network.parameters[i] = value - h
      let below = test.loss()
      test.network.parameters[i] = value
      #expect(abs((above - below) / Double(2 * h) - Double(analytic[i])) < 5e-3, "parameter \(i)")
    }
  }

  @Test("by the input agrees with central differences", arguments: Network.Activation.allCases)
  func input(activation: Network.Activation) {
    var test = Case(activation)
    _ = test.loss()
    for (i, weight) in test.weights.enumerated() { test.pass.outputGradient[i] = weight }
    test.pass.backward(rows: Self.rows, toParameters: false, toInput: true)
    let analytic = test.pass.inputGradient.array
    #expect(test.pass.gradient.array.allSatisfy { $0 == 0 })
    let h: Float = 1e-3
    for i in test.input.indices {
      let value = test.input[i]
      test.input[i] = value + h
      let above = test.loss()
      test.input[i] = value - h
      let below = test.loss()
      test.input[i] = value
      #expect(abs((above - below) / Double(2 * h) - Double(analytic[i])) < 5e-3, "input \(i)")
    }
  }

  @Test("is a sum over the passes since it was cleared")
  func accumulates() {
    let test = Case(.tanh)
    var sums: [[Float]] = []
    for _ in 0..<2 {
      _ = test.loss()
      for (i, weight) in test.weights.enumerated() { test.pass.outputGradient[i] = weight }
      test.pass.backward(rows: Self.rows)
      sums.append(test.pass.gradient.array)
    }
    for (once, twice) in zip(sums[0], sums[1]) { #expect(abs(2 * once - twice) <= 1e-5 * max(1, abs(twice))) }
  }
}
