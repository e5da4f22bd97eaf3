import CMallocCount
import Foundation
import Mathematics
import Networks
import Policies
import TestSupport
import Testing

@Suite struct SequencePassTests {
  private static let (sequences, steps) = (3, 5)
  private static let rows = sequences * steps

  /// A network with a memory over short sequences, one of which holds the end of an episode, and L = Σ c · y.
  private struct Case {
    let network: TrainableNetwork
    let pass: SequencePass
    let input: [Float]
    let state: [Float]
    let weights: [Float]

    init(_ kind: Network.RecurrentLayer.Kind, layerNorm: Bool = false) {
      network = TrainableNetwork(
        NetworkShape(inputs: 3, memory: (kind, 6), hidden: [5], outputs: 2, activation: .elu, layerNorm: layerNorm))
      pass = SequencePass(network, rows: rows, sequences: sequences)
      var stream = RandomStream(seed: 7)
      network.initialize(hiddenGain: 1.4, outputGain: 1, from: &stream)
      for i in 0..<network.parameters.count { network.parameters[i] += 0.1 * Float(stream.normal()) }
      func draws(_ count: Int) -> [Float] { (0..<count).map { _ in Float(stream.normal()) } }
      (input, state) = (draws(rows * 3), draws(sequences * network.shape.stateCount))
      weights = draws(rows * 2)
      pass.begins[3 * sequences + 1] = true
    }

    func loss() -> Double {
      pass.input.array = input
      pass.state.array = state
      pass.forward(sequences: sequences, steps: steps)
      return weights.indices.reduce(0.0) { $0 + Double(weights[$1]) * Double(pass.output[$1]) }
    }

    /// By the parameters.
    func gradient() -> [Float] {
      _ = loss()
      pass.gradient.fill(0)
      pass.outputGradient.array = weights
      pass.backward(sequences: sequences, steps: steps)
      return pass.gradient.array
    }
  }

  @Test(
    "the gradient through time agrees with central differences", arguments: Network.RecurrentLayer.Kind.allCases,
    [false, true])
  func gradient(kind: Network.RecurrentLayer.Kind, layerNorm: Bool) {
    let test = Case(kind, layerNorm: layerNorm)
    let analytic = test.gradient()
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
    #expect(analytic.count { abs($0) > 0.05 } > analytic.count / 2)
  }

  @Test("the gradient through a latent and its encoder agrees with central differences")
  func latent() {
    let network = TrainableNetwork(
      NetworkShape(
        latent: .init(
          present: [0, 2], told: [3, 4, 1], inputs: 5,
          encoder: NetworkShape(inputs: 3, hidden: [6], outputs: 2, activation: .tanh)),
        hidden: [5], outputs: 2, activation: .elu))
    #expect(network.shape.inputs == 5 && network.shape.withoutLatent.inputs == 4)
    var stream = RandomStream(seed: 3)
    network.initialize(hiddenGain: 1.4, outputGain: 1, from: &stream)
    for i in 0..<network.parameters.count { network.parameters[i] += 0.1 * Float(stream.normal()) }
    let pass = SequencePass(network, rows: 7, sequences: 7)
    let input = (0..<35).map { _ in Float(stream.normal()) }
    let weights = (0..<14).map { _ in Float(stream.normal()) }
    func loss() -> Double {
      pass.input.array = input
      pass.forward(sequences: 7, steps: 1)
      return weights.indices.reduce(0.0) { $0 + Double(weights[$1]) * Double(pass.output[$1]) }
    }
    _ = loss()
    pass.outputGradient.array = weights
    pass.backward(sequences: 7, steps: 1)
    let (analytic, h) = (pass.gradient.array, Float(1e-3))
    for i in analytic.indices {
      let value = network.parameters[i]
      network.parameters[i] = value + h
      let above = loss()
      network.parameters[i] = value - h
      let below = loss()
      network.parameters[i] = value
      #expect(abs((above - below) / Double(2 * h) - Double(analytic[i])) < 5e-3, "parameter \(i)")
    }
    #expect(analytic.prefix(38).count { abs($0) > 0.02 } > 19)
  }

  @Test("where an episode begins nothing of the last one is left", arguments: Network.RecurrentLayer.Kind.allCases)
  func begins(kind: Network.RecurrentLayer.Kind) {
    let test = Case(kind)
    _ = test.loss()
    let outputs = test.pass.output.array
    // The same from there on, alone and from nothing.
    let alone = SequencePass(test.network, rows: 2, sequences: 1)
    for step in 0..<2 {
      for i in 0..<3 { alone.input[step * 3 + i] = test.input[((3 + step) * Self.sequences + 1) * 3 + i] }
    }
    alone.forward(sequences: 1, steps: 2)
    for step in 0..<2 {
      for i in 0..<2 {
        #expect(abs(alone.output[step * 2 + i] - outputs[((3 + step) * Self.sequences + 1) * 2 + i]) < 1e-6)
      }
    }
  }

  @Test("sequences in pieces, states handed on, and one-sample inference agree", arguments: Network.RecurrentLayer.Kind.allCases)
  func pieces(kind: Network.RecurrentLayer.Kind) {
    let test = Case(kind)
    let ones = [Float](repeating: 1, count: 3)
    var policy = NetworkPolicy(test.network.network(mean: [0, 0, 0], inverseDeviation: ones, inputClip: .infinity))
    let pass = SequencePass(test.network, rows: 1, sequences: 1)
    var action: [Float] = [0, 0]
    let whole = SequencePass(test.network, rows: Self.rows, sequences: 1)
    whole.input.array = test.input
    whole.forward(sequences: 1, steps: Self.rows)
    for row in 0..<Self.rows {
      for i in 0..<3 { pass.input[i] = test.input[row * 3 + i] }
      pass.forward(sequences: 1, steps: 1)
      policy.act(on: test.input, at: row * 3, into: &action)
      for i in 0..<2 {
        #expect(abs(pass.output[i] - whole.output[row * 2 + i]) < 1e-5)
        #expect(abs(pass.output[i] - action[i]) < 1e-5)
      }
    }
  }

  @Test("a pass asks for memory at most once a matrix product, within oneDNN", arguments: Network.RecurrentLayer.Kind.allCases)
  func noAllocation(kind: Network.RecurrentLayer.Kind) {
    let network = TrainableNetwork(
      NetworkShape(inputs: 6, memory: (kind, 64), hidden: [64], outputs: 1, activation: .tanh))
    var stream = RandomStream(seed: 1)
    network.initialize(hiddenGain: 1, outputGain: 1, from: &stream)
    let pass = SequencePass(network, rows: 32 * 8, sequences: 32)
    pass.forward(sequences: 32, steps: 8)
    pass.backward(sequences: 32, steps: 8)
    let before = malloc_count()
    pass.forward(sequences: 32, steps: 8)
    pass.backward(sequences: 32, steps: 8)
    // Forward: 1 and 8 of the memory, 2 of the layers; backward: 2 and 7, and 4.
    #expect(malloc_count() - before <= 24)
  }

  /// PyTorch is no part of the peers that the tests ask for.
  private static let hasTorch = (try? Repository.runPeer("Tests/Peers/torch_recurrent.py")) != nil

  @Test(
    "values and gradients agree with PyTorch's layers", .enabled(if: hasTorch),
    arguments: Network.RecurrentLayer.Kind.allCases)
  func torch(kind: Network.RecurrentLayer.Kind) throws {
    let folder = try Repository.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let network = TrainableNetwork(
      NetworkShape(inputs: 3, memory: (kind, 6), hidden: [], outputs: 2, activation: .identity))
    var stream = RandomStream(seed: 4)
    network.initialize(hiddenGain: 1, outputGain: 1, from: &stream)
    for i in 0..<network.parameters.count { network.parameters[i] += 0.2 * Float(stream.normal()) }
    let pass = SequencePass(network, rows: Self.rows, sequences: Self.sequences)
    for buffer in [pass.input, pass.state, pass.outputGradient] {
      for i in 0..<buffer.count { buffer[i] = Float(stream.normal()) }
    }
    let (input, state, weights) = (pass.input.array, pass.state.array, pass.outputGradient.array)
    pass.forward(sequences: Self.sequences, steps: Self.steps)
    pass.backward(sequences: Self.sequences, steps: Self.steps)
    for (name, values) in [
      ("parameters", network.parameters.array), ("input", input), ("state", state), ("weights", weights),
      ("output", pass.output.array), ("gradient", pass.gradient.array),
    ] { try values.withUnsafeBytes { Data($0) }.write(to: folder.appendingPathComponent(name)) }
    let answer = try Repository.runPeer(
      "Tests/Peers/torch_recurrent.py", [folder.path, kind.rawValue, "3", "6", "2", "\(Self.sequences)", "\(Self.steps)"])
    let differences = try #require(answer.split(separator: "\n").last).split(separator: " ").compactMap { Double($0) }
    #expect(differences.count == 2 && differences.allSatisfy { $0 < 1e-5 }, "\(answer)")
  }
}
