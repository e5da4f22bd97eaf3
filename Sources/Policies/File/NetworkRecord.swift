import FoundationEssentials

/// A network's sizes as JSON; its numbers lie in a ``WeightBlock`` beside it.
struct NetworkRecord: Codable, Equatable {
  var layers: [Layer]
  /// Missing where nothing is clipped.
  var input_clip: Float?
  /// Missing where the outputs are no choice among levels.
  var levels: Int?

  struct Layer: Codable, Equatable {
    var inputs: Int
    var outputs: Int
    var activation: Network.Activation
    var layer_normalization: Bool
  }

  /// - Precondition: the network is dense layers alone.
  init(_ network: Network) {
    precondition(network.memory == nil && network.latent == nil, "a network beside the policy is dense layers alone")
    layers = network.layers.map {
      Layer(
        inputs: $0.inputs, outputs: $0.outputs, activation: $0.activation,
        layer_normalization: $0.normalization != nil)
    }
    input_clip = network.inputClip.isFinite ? network.inputClip : nil
    levels = network.levels
  }

  /// - Parameter key: the metadata that is at fault.
  func network(from weights: inout WeightBlock.Reader, _ key: String) throws(PolicyFault) -> Network {
    let inputs = layers.first?.inputs ?? 0
    guard inputs > 0, layers.allSatisfy({ $0.outputs > 0 && $0.outputs < 1 << 20 && $0.inputs < 1 << 20 }),
      zip(layers, layers.dropFirst()).allSatisfy({ $0.outputs == $1.inputs }), input_clip.map({ $0 > 0 }) ?? true,
      levels.map({ $0 > 1 && layers[layers.count - 1].outputs % $0 == 0 }) ?? true
    else { throw PolicyFault(key, "has a network whose layers' sizes do not follow on each other; export it again") }
    let mean = try weights.take(inputs)
    let inverse = try weights.take(inputs)
    var read: [Network.Layer] = []
    for layer in layers {
      let values = try weights.take(layer.inputs * layer.outputs)
      let biases = try weights.take(layer.outputs)
      let normalization =
        layer.layer_normalization
        ? Network.LayerNormalization(gain: try weights.take(layer.outputs), shift: try weights.take(layer.outputs)) : nil
      read.append(
        Network.Layer(
          inputs: layer.inputs, outputs: layer.outputs, weights: values, biases: biases, normalization: normalization,
          activation: layer.activation))
    }
    return Network(mean: mean, inverseDeviation: inverse, inputClip: input_clip ?? .infinity, layers: read, levels: levels)
  }
}

/// Floats as text: 32 bits each, little-endian, in base64, since metadata must be text.
struct WeightBlock {
  private var bytes: [UInt8] = []

  mutating func append(_ values: [Float]) {
    for value in values { withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 } }
  }

  mutating func append(_ network: Network) {
    append(network.mean)
    append(network.inverseDeviation)
    for layer in network.layers {
      append(layer.weights)
      append(layer.biases)
      guard let normalization = layer.normalization else { continue }
      append(normalization.gain)
      append(normalization.shift)
    }
  }

  var text: String { Data(bytes).base64EncodedString() }

  /// Takes floats in the order in which they were appended.
  struct Reader {
    private let bytes: Data
    private let key: String
    private var position = 0

    init(_ text: String, _ key: String) throws(PolicyFault) {
      guard let bytes = Data(base64Encoded: text), bytes.count % 4 == 0 else {
        throw PolicyFault(key, "is not the base64 that sim2real writes there, or is cut short; export it again")
      }
      self.bytes = bytes
      self.key = key
    }

    mutating func take(_ count: Int) throws(PolicyFault) -> [Float] {
      guard count >= 0, count <= (bytes.count - position) / 4 else {
        throw PolicyFault(key, "holds fewer numbers than its networks have; export it again")
      }
      let start = position
      let values = bytes.withUnsafeBytes { raw in
        (0..<count).map {
          Float(bitPattern: UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: start + 4 * $0, as: UInt32.self)))
        }
      }
      position += 4 * count
      guard values.allSatisfy(\.isFinite) else {
        throw PolicyFault(key, "holds a value that is not finite; go back to an earlier checkpoint")
      }
      return values
    }

    func finish() throws(PolicyFault) {
      guard position == bytes.count else {
        throw PolicyFault(key, "holds more numbers than its networks have; export it again")
      }
    }
  }
}
