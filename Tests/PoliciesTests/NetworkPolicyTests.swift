import CMallocCount
import Control
import Foundation
import Mathematics
import Policies
import Testing

@Suite struct NetworkPolicyTests {
  @Test("the action is the network's definition", arguments: [[3, 1], [12, 64, 48, 2], [48, 256, 128, 12]], [false, true])
  func definition(sizes: [Int], layerNorm: Bool) {
    let network = Samples.network(sizes, [.silu, .tanh, .elu, .relu], layerNorm: layerNorm)
    var policy = NetworkPolicy(network)
    let rows = Samples.observations(20, width: sizes[0])
    var action = [Float](repeating: 0, count: network.outputs)
    for row in 0..<rows.rows {
      policy.act(on: rows.elements, at: rows.offset(ofRow: row), into: &action)
      let want = reference(network, rows.row(row).map(Double.init))
      for (a, b) in zip(action, want) { #expect(abs(Double(a) - b) < 4e-6) }
    }
  }

  @Test("a latent is what its layers make of the whole input, behind the present")
  func latent() throws {
    let network = Samples.latentNetwork
    let latent = try #require(network.latent)
    var policy = NetworkPolicy(network)
    let rows = Samples.observations(20, width: 12)
    var action: [Float] = [0]
    func dense(_ layers: [Network.Layer], _ x: [Double]) -> [Double] {
      reference(
        Network(mean: x.map { _ in 0 }, inverseDeviation: x.map { _ in 1 }, inputClip: 100, layers: layers), x)
    }
    for row in 0..<rows.rows {
      policy.act(on: rows.elements, at: rows.offset(ofRow: row), into: &action)
      let whole = normalised(network, rows.row(row))
      let want = dense(network.layers, latent.present.map { whole[$0] } + dense(latent.layers, whole))
      #expect(abs(Double(action[0]) - want[0]) < 4e-6)
    }
    let before = malloc_count()
    policy.act(on: rows.elements, at: 0, into: &action)
    #expect(malloc_count() == before)
  }

  @Test("a policy that remembers is its definition over time, and a reset begins again", arguments: [false, true])
  func memory(isLSTM: Bool) throws {
    let network = Samples.network([5, 8, 2], memory: (isLSTM ? .lstm : .gru, 7))
    let layer = try #require(network.memory)
    var policy = NetworkPolicy(network)
    let rows = Samples.observations(30, width: 5)
    var action: [Float] = [0, 0]
    var (hidden, cell) = ([Double](repeating: 0, count: 7), [Double](repeating: 0, count: 7))
    for row in 0..<rows.rows {
      if row == 20 {
        policy.reset()
        for i in 0..<7 { (hidden[i], cell[i]) = (0, 0) }
      }
      policy.act(on: rows.elements, at: rows.offset(ofRow: row), into: &action)
      (hidden, cell) = reference(layer, normalised(network, rows.row(row)), hidden, cell)
      var dense = network
      (dense.memory, dense.mean, dense.inverseDeviation) = (nil, hidden.map { _ in 0 }, hidden.map { _ in 1 })
      for (a, b) in zip(action, reference(dense, hidden)) { #expect(abs(Double(a) - b) < 4e-6, "row \(row)") }
    }
  }

  private func normalised(_ network: Network, _ observation: ArraySlice<Float>) -> [Double] {
    observation.enumerated().map { i, x in
      let z = Double((x - network.mean[i]) * network.inverseDeviation[i])
      return max(-Double(network.inputClip), min(Double(network.inputClip), z))
    }
  }

  /// PyTorch's formulas.
  private func reference(
    _ layer: Network.RecurrentLayer, _ x: [Double], _ hidden: [Double], _ cell: [Double]
  ) -> ([Double], [Double]) {
    let n = layer.size
    func sums(_ x: [Double], _ weights: [Float], _ biases: [Float]) -> [Double] {
      biases.indices.map { o in
        x.indices.reduce(Double(biases[o])) { $0 + x[$1] * Double(weights[$1 * biases.count + o]) }
      }
    }
    func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
    let (a, b) = (
      sums(x, layer.inputWeights, layer.inputBiases), sums(hidden, layer.stateWeights, layer.stateBiases)
    )
    if layer.kind == .gru {
      return (
        (0..<n).map { i in
          let (r, z) = (sigmoid(a[i] + b[i]), sigmoid(a[n + i] + b[n + i]))
          return (1 - z) * tanh(a[2 * n + i] + r * b[2 * n + i]) + z * hidden[i]
        }, cell
      )
    }
    let c = (0..<n).map { i in
      sigmoid(a[n + i] + b[n + i]) * cell[i] + sigmoid(a[i] + b[i]) * tanh(a[2 * n + i] + b[2 * n + i])
    }
    return ((0..<n).map { sigmoid(a[3 * n + $0] + b[3 * n + $0]) * tanh(c[$0]) }, c)
  }

  @Test("an act of a policy that remembers allocates nothing either", arguments: Network.RecurrentLayer.Kind.allCases)
  func noAllocationWithMemory(kind: Network.RecurrentLayer.Kind) {
    let rows = Samples.observations(100, width: 48)
    var policy = NetworkPolicy(Samples.network([48, 64, 12], memory: (kind, 64)))
    var action = [Float](repeating: 0, count: 12)
    policy.act(on: rows.elements, at: 0, into: &action)
    let before = malloc_count()
    policy.reset()
    for row in 1..<rows.rows { policy.act(on: rows.elements, at: rows.offset(ofRow: row), into: &action) }
    #expect(malloc_count() == before)
  }

  @Test("an act after the first allocates nothing")
  func noAllocation() {
    let rows = Samples.observations(100, width: 48)
    var policy = NetworkPolicy(Samples.network([48, 256, 128, 12], layerNorm: true))
    var action = [Float](repeating: 0, count: 12)
    policy.act(on: rows.elements, at: 0, into: &action)
    let before = malloc_count()
    for row in 1..<rows.rows { policy.act(on: rows.elements, at: rows.offset(ofRow: row), into: &action) }
    #expect(malloc_count() == before)
    // The count does count.
    let fresh = [Float](repeating: action[0], count: 1000)
    #expect(malloc_count() > before && fresh[0] == action[0])
  }

  @Test("a whole control tick allocates nothing")
  func noAllocationInTick() {
    var controller = Samples.file.makeController()
    var reading = Reading(for: Samples.interface)
    var command = Command(for: Samples.interface)
    for _ in 0..<2 { controller.control(reading, into: &command) }
    let before = malloc_count()
    for tick in 0..<100 {
      reading.values[1] = Double(tick)
      controller.control(reading, into: &command)
    }
    #expect(malloc_count() == before)
  }

  @Test("what is not a number comes out as such, so that the supervisor sees it")
  func notANumber() {
    var policy = NetworkPolicy(Samples.network([3, 8, 1]))
    var action: [Float] = [0]
    policy.act(on: [0, .nan, 0], at: 0, into: &action)
    #expect(action[0].isNaN)
    var command = Command(for: Samples.interface)
    ActionDecoder(for: Samples.interface).decode(action, at: 0, into: &command)
    #expect(command.values[0].isNaN)
  }

  private func reference(_ network: Network, _ observation: [Double]) -> [Double] {
    var x = observation.indices.map { i in
      let z = (observation[i] - Double(network.mean[i])) * Double(network.inverseDeviation[i])
      return max(-Double(network.inputClip), min(Double(network.inputClip), z))
    }
    for layer in network.layers {
      var sums = (0..<layer.outputs).map { o in
        (0..<layer.inputs).reduce(Double(layer.biases[o])) {
          $0 + x[$1] * Double(layer.weights[$1 * layer.outputs + o])
        }
      }
      if let normalization = layer.normalization {
        let mean = sums.reduce(0, +) / Double(sums.count)
        let variance = sums.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(sums.count)
        for i in sums.indices {
          sums[i] =
            (sums[i] - mean) / (variance + 1e-5).squareRoot() * Double(normalization.gain[i])
            + Double(normalization.shift[i])
        }
      }
      x = sums.map { sum in
        switch layer.activation {
        case .identity: sum
        case .tanh: tanh(sum)
        case .elu: sum > 0 ? sum : expm1(sum)
        case .relu: max(0, sum)
        case .silu: sum / (1 + exp(-sum))
        }
      }
    }
    return x
  }

  @Test("among levels the likeliest is taken, the first of equals")
  func levels() {
    let layer = Network.Layer(
      inputs: 1, outputs: 6, weights: [0, 1, -1, 0, 0, 0], biases: [0, 0, 0, 2, 2, 1], activation: .identity)
    var policy = NetworkPolicy(Network(mean: [0], inverseDeviation: [1], layers: [layer], levels: 3))
    #expect(policy.actionCount == 2)
    var action: [Float] = [9, 9]
    policy.act(on: [0.5], at: 0, into: &action)
    #expect(action == [0, -1])
    policy.act(on: [-0.5], at: 0, into: &action)
    #expect(action == [1, -1])
  }
}
