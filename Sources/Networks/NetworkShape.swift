public import Policies

/// The sizes of a multilayer perceptron, with a memory in front of it or without one, and where its layers' parameters
/// lie in one flat vector.
public struct NetworkShape: Sendable, Equatable {
  public struct Layer: Sendable, Equatable {
    public let inputs: Int
    public let outputs: Int
    public let activation: Network.Activation
    /// Where the weights begin; row-major.   (inputs × outputs)
    public let weights: Int
    /// Where the biases begin.               (outputs)
    public let biases: Int
    /// Where the layer normalisation's gain begins, its shift behind it; nil without one.   (outputs)
    public let gain: Int?
    /// Part of the sums that training sets to zero, before the normalisation.
    public let dropout: Float

    /// Where the shift of the normalisation begins.
    var shift: Int? { gain.map { $0 + outputs } }
    /// Where the next layer's parameters begin.
    var end: Int { (gain ?? biases) + (gain == nil ? 1 : 2) * outputs }
  }

  /// A recurrent layer; see ``Network/RecurrentLayer``.
  public struct Memory: Sendable, Equatable {
    public let kind: Network.RecurrentLayer.Kind
    public let inputs: Int
    public let size: Int

    public init(kind: Network.RecurrentLayer.Kind, inputs: Int, size: Int) {
      precondition(inputs > 0 && size > 0, "a layer has inputs and outputs")
      (self.kind, self.inputs, self.size) = (kind, inputs, size)
    }

    /// Numbers of a state: hidden, then the cell where there is one.
    public var stateCount: Int { kind.states * size }
    /// Columns of the gates.
    var columns: Int { kind.gates * size }
    // Where its parameters begin; they stand before those of the dense layers.
    var inputWeights: Int { 0 }                                      // (inputs × columns)
    var inputBiases: Int { inputs * columns }                        // (columns)
    var stateWeights: Int { inputBiases + columns }                  // (size × columns)
    var stateBiases: Int { stateWeights + size * columns }           // (columns)
    var end: Int { stateBiases + columns }
  }

  /// Numbers that an encoder makes of some columns of the input; the layers see them after other columns.
  public struct Latent: Sendable, Equatable {
    /// Columns of the input that the layers see.
    public let present: [Int]
    /// Columns that the encoder sees.
    public let told: [Int]
    /// Its parameters stand before those of the layers.
    public let encoder: NetworkShape
    /// Columns of the input.
    public let inputs: Int

    public init(present: [Int], told: [Int], inputs: Int, encoder: NetworkShape) {
      precondition(encoder.inputs == told.count && encoder.memory == nil, "the encoder sees what is told")
      precondition((present + told).allSatisfy((0..<inputs).contains), "columns are the input's")
      (self.present, self.told, self.inputs, self.encoder) = (present, told, inputs, encoder)
    }
  }

  /// In front of the dense layers, where there is one.
  public let memory: Memory?
  /// One or none; a value cannot hold itself but in an array.
  private let latents: [Latent]
  /// In front of the dense layers, where there is one.
  public var latent: Latent? { latents.first }
  public let layers: [Layer]
  public let parameterCount: Int

  /// - Precondition: at least one layer, and sizes that follow on each other.
  public init(
    layers sizes: [(inputs: Int, outputs: Int, activation: Network.Activation)], layerNorm: Bool = false,
    dropout: Float = 0
  ) {
    self.init(sizes.enumerated().map { place, size in
      let isHidden = place < sizes.count - 1
      return Size(
        inputs: size.inputs, outputs: size.outputs, activation: size.activation, isNormalized: layerNorm && isHidden,
        dropout: isHidden ? dropout : 0)
    })
  }

  private struct Size {
    let inputs, outputs: Int
    let activation: Network.Activation
    let isNormalized: Bool
    let dropout: Float
  }

  private init(_ sizes: [Size], memory: Memory? = nil, latent: Latent? = nil) {
    precondition(!sizes.isEmpty, "a network has at least one layer")
    precondition(
      memory?.size ?? latent.map { $0.present.count + $0.encoder.outputs } ?? sizes[0].inputs == sizes[0].inputs,
      "the layers take what the memory or the latent gives")
    var layers: [Layer] = []
    for size in sizes {
      precondition(size.inputs > 0 && size.outputs > 0, "a layer has inputs and outputs")
      precondition((0..<1).contains(size.dropout), "dropout leaves something")
      precondition(layers.last.map { $0.outputs == size.inputs } ?? true, "a layer's inputs are the last one's outputs")
      let place = layers.last?.end ?? memory?.end ?? latent?.encoder.parameterCount ?? 0
      let biases = place + size.inputs * size.outputs
      layers.append(
        Layer(
          inputs: size.inputs, outputs: size.outputs, activation: size.activation, weights: place, biases: biases,
          gain: size.isNormalized ? biases + size.outputs : nil, dropout: size.dropout))
    }
    self.memory = memory
    latents = latent.map { [$0] } ?? []
    self.layers = layers
    parameterCount = layers[layers.count - 1].end
  }

  /// Hidden layers of one activation and a linear output; normalisation and dropout are the hidden layers'.
  ///
  /// - Parameter memory: what the inputs go through first, and its size.
  public init(
    inputs: Int, memory: (kind: Network.RecurrentLayer.Kind, size: Int)? = nil, hidden: [Int], outputs: Int,
    activation: Network.Activation, layerNorm: Bool = false, dropout: Float = 0
  ) {
    let widths = [memory?.size ?? inputs] + hidden + [outputs]
    self.init(
      hidden.indices.map {
        Size(
          inputs: widths[$0], outputs: widths[$0 + 1], activation: activation, isNormalized: layerNorm,
          dropout: dropout)
      } + [
        Size(
          inputs: widths[hidden.count], outputs: outputs, activation: .identity, isNormalized: false, dropout: 0)
      ], memory: memory.map { Memory(kind: $0.kind, inputs: inputs, size: $0.size) })
  }

  /// The same over a latent.
  public init(
    latent: Latent, hidden: [Int], outputs: Int, activation: Network.Activation, layerNorm: Bool = false
  ) {
    let widths = [latent.present.count + latent.encoder.outputs] + hidden + [outputs]
    self.init(
      (0...hidden.count).map {
        Size(
          inputs: widths[$0], outputs: widths[$0 + 1], activation: $0 < hidden.count ? activation : .identity,
          isNormalized: layerNorm && $0 < hidden.count, dropout: 0)
      }, latent: latent)
  }

  /// The layers behind the latent, as a network of their own.
  public var withoutLatent: NetworkShape {
    NetworkShape(
      layers.map {
        Size(
          inputs: $0.inputs, outputs: $0.outputs, activation: $0.activation, isNormalized: $0.gain != nil,
          dropout: $0.dropout)
      })
  }

  /// - Precondition: the network has no latent.
  public init(of network: Network) {
    precondition(network.latent == nil, "a latent's layers are trained apart")
    self.init(
      network.layers.map {
        Size(
          inputs: $0.inputs, outputs: $0.outputs, activation: $0.activation, isNormalized: $0.normalization != nil,
          dropout: 0)
      }, memory: network.memory.map { Memory(kind: $0.kind, inputs: $0.inputs, size: $0.size) })
  }

  public var inputs: Int { memory?.inputs ?? latent?.inputs ?? layers[0].inputs }
  public var outputs: Int { layers[layers.count - 1].outputs }
  /// Whether the parameters of one are those of the other; dropout is no matter of the parameters.
  public func hasParameters(of other: NetworkShape) -> Bool {
    memory == other.memory && latents == other.latents && layers.elementsEqual(other.layers) {
      $0.inputs == $1.inputs && $0.outputs == $1.outputs && $0.activation == $1.activation && $0.gain == $1.gain
    }
  }

  var widest: Int { layers.map(\.outputs).max() ?? 0 }
}
