public import Policies

/// The sizes of a multilayer perceptron and where its layers' parameters lie in one flat vector.
public struct NetworkShape: Sendable, Equatable {
  public struct Layer: Sendable, Equatable {
    public let inputs: Int
    public let outputs: Int
    public let activation: Network.Activation
    /// Where the weights begin; row-major.   (inputs × outputs)
    public let weights: Int
    /// Where the biases begin.               (outputs)
    public let biases: Int
  }

  public let layers: [Layer]
  public let parameterCount: Int

  /// - Precondition: at least one layer, and sizes that follow on each other.
  public init(layers sizes: [(inputs: Int, outputs: Int, activation: Network.Activation)]) {
    precondition(!sizes.isEmpty, "a network has at least one layer")
    var layers: [Layer] = []
    var place = 0
    for size in sizes {
      precondition(size.inputs > 0 && size.outputs > 0, "a layer has inputs and outputs")
      precondition(layers.last.map { $0.outputs == size.inputs } ?? true, "a layer's inputs are the last one's outputs")
      let biases = place + size.inputs * size.outputs
      layers.append(
        Layer(
          inputs: size.inputs, outputs: size.outputs, activation: size.activation, weights: place, biases: biases))
      place = biases + size.outputs
    }
    self.layers = layers
    parameterCount = place
  }

  /// Hidden layers of one activation and a linear output.
  public init(inputs: Int, hidden: [Int], outputs: Int, activation: Network.Activation) {
    let widths = [inputs] + hidden
    self.init(
      layers: zip(widths, hidden).map { (inputs: $0, outputs: $1, activation: activation) }
        + [(inputs: widths[widths.count - 1], outputs: outputs, activation: .identity)])
  }

  public init(of network: Network) {
    self.init(layers: network.layers.map { (inputs: $0.inputs, outputs: $0.outputs, activation: $0.activation) })
  }

  public var inputs: Int { layers[0].inputs }
  public var outputs: Int { layers[layers.count - 1].outputs }
  var widest: Int { layers.map(\.outputs).max() ?? 0 }
}
