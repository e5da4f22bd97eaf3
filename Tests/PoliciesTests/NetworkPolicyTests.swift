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
