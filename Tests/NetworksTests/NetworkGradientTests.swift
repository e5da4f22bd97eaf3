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

    var dropping: RandomStream?

    init(_ activation: Network.Activation, layerNorm: Bool = false, dropout: Float = 0) {
      network = TrainableNetwork(
        NetworkShape(
          inputs: 3, hidden: [7, 6], outputs: 2, activation: activation, layerNorm: layerNorm, dropout: dropout))
      if dropout > 0 { dropping = RandomStream(seed: 8) }
      pass = NetworkPass(network, capacity: 8)
      var stream = RandomStream(seed: 5)
      network.initialize(hiddenGain: 1.4, outputGain: 1, from: &stream)
      for i in 0..<network.parameters.count { network.parameters[i] += 0.1 * Float(stream.normal()) }
      input = (0..<rows * 3).map { _ in Float(stream.normal()) }
      weights = (0..<rows * 2).map { _ in Float(stream.normal()) }
    }

    func loss() -> Double {
      for (i, value) in input.enumerated() { pass.input[i] = value }
      if var stream = dropping { pass.forward(rows: rows, dropping: &stream) } else { pass.forward(rows: rows) }
      return weights.indices.reduce(0.0) { $0 + Double(weights[$1]) * Double(pass.output[$1]) }
    }
  }

  @Test(
    "by the parameters agrees with central differences", arguments: Network.Activation.allCases,
    [(false, 0), (true, 0), (false, 0.3), (true, 0.3)] as [(Bool, Float)])
  func parameters(activation: Network.Activation, options: (layerNorm: Bool, dropout: Float)) {
    let test = Case(activation, layerNorm: options.layerNorm, dropout: options.dropout)
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

  @Test(
    "by the input agrees with central differences", arguments: Network.Activation.allCases,
    [(false, 0), (true, 0), (false, 0.3), (true, 0.3)] as [(Bool, Float)])
  func input(activation: Network.Activation, options: (layerNorm: Bool, dropout: Float)) {
    var test = Case(activation, layerNorm: options.layerNorm, dropout: options.dropout)
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

  @Test("dropout leaves the mean of a linear network's output, and a pass without it is not changed by one with it")
  func dropout() {
    let network = TrainableNetwork(
      NetworkShape(inputs: 4, hidden: [64], outputs: 1, activation: .identity, dropout: 0.25))
    var stream = RandomStream(seed: 6)
    network.initialize(hiddenGain: 1, outputGain: 1, from: &stream)
    let pass = NetworkPass(network, capacity: 1)
    for i in 0..<4 { pass.input[i] = 1 }
    pass.forward(rows: 1)
    let plain = pass.output[0]
    var (sum, squares) = (0.0, 0.0)
    for _ in 0..<20_000 {
      pass.forward(rows: 1, dropping: &stream)
      sum += Double(pass.output[0])
      squares += Double(pass.output[0] * pass.output[0])
    }
    let mean = sum / 20_000
    let deviation = (squares / 20_000 - mean * mean).squareRoot()
    #expect(deviation > 0.05 && abs(mean - Double(plain)) < 5 * deviation / 20_000.squareRoot())
    pass.forward(rows: 1)
    #expect(pass.output[0] == plain)
  }
}
