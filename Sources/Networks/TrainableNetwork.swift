import CKernels
public import Mathematics
public import Policies

/// A network whose parameters lie in one flat vector; inputs are normalised by the caller.
///
/// What a forward and backward pass needs besides lives in ``NetworkPass``, so that shards on several threads share
/// the parameters and nothing else.
public final class TrainableNetwork: Sendable {
  public let shape: NetworkShape
  /// Memory, then layer after layer: weights, biases, gain and shift of the normalisation.   (parameterCount)
  public let parameters: FloatBuffer

  /// - Parameter parameters: where the parameters live, such as a part of a longer vector under one optimiser.
  public init(_ shape: NetworkShape, parameters: FloatBuffer) {
    precondition(parameters.count == shape.parameterCount, "the parameters' number is not the shape's")
    self.shape = shape
    self.parameters = parameters
  }

  /// What makes a latent, as a network of its own; it shares its parameters.
  public var encoder: TrainableNetwork? {
    shape.latent.map {
      TrainableNetwork($0.encoder, parameters: parameters.view(0..<$0.encoder.parameterCount))
    }
  }

  public convenience init(_ shape: NetworkShape) {
    self.init(shape, parameters: FloatBuffer(count: shape.parameterCount))
  }

  /// Orthogonal weights (Saxe et al. 2014) times a gain, zero biases, normalisations that change nothing.
  public func initialize(hiddenGain: Float, outputGain: Float, from stream: inout RandomStream) {
    parameters.fill(0)
    if let memory = shape.memory { initialize(memory, from: &stream) }
    if let encoder { encoder.initialize(hiddenGain: hiddenGain, outputGain: 1, from: &stream) }
    for (index, layer) in shape.layers.enumerated() {
      let gain = index == shape.layers.count - 1 ? outputGain : hiddenGain
      let weights = orthogonalMatrix(rows: layer.inputs, columns: layer.outputs, from: &stream)
      for (i, weight) in weights.enumerated() { parameters[layer.weights + i] = gain * weight }
      if let gain = layer.gain { for i in 0..<layer.outputs { parameters[gain + i] = 1 } }
    }
  }

  /// Orthogonal weights for each gate, so that a state neither grows nor fades at first, and zero biases but for LSTM's
  /// forget gates, which begin open (Jozefowicz et al. 2015).
  private func initialize(_ memory: NetworkShape.Memory, from stream: inout RandomStream) {
    let (size, columns) = (memory.size, memory.columns)
    for (start, rows) in [(memory.inputWeights, memory.inputs), (memory.stateWeights, size)] {
      for gate in 0..<memory.kind.gates {
        let weights = orthogonalMatrix(rows: rows, columns: size, from: &stream)
        for row in 0..<rows {
          for i in 0..<size { parameters[start + row * columns + gate * size + i] = weights[row * size + i] }
        }
      }
    }
    if memory.kind == .lstm { for i in 0..<size { parameters[memory.inputBiases + size + i] = 1 } }
  }

  /// Weights and biases uniform within ±1/√inputs, as PyTorch's linear layers begin; normalisations change nothing.
  ///
  /// - Precondition: the network has no memory.
  public func initializeUniform(from stream: inout RandomStream) {
    precondition(shape.memory == nil, "a memory begins with orthogonal weights")
    parameters.fill(0)
    for layer in shape.layers {
      let bound = 1 / Double(layer.inputs).squareRoot()
      for i in layer.weights..<layer.biases + layer.outputs { parameters[i] = Float(stream.uniform(in: -bound...bound)) }
      if let gain = layer.gain { for i in 0..<layer.outputs { parameters[gain + i] = 1 } }
    }
  }

  /// Follows another network of the same shape: this = (1 − rate) · this + rate · other.
  public func follow(_ other: TrainableNetwork, rate: Float) {
    let count = parameters.count
    precondition(other.parameters.count == count, "the sizes disagree")
    s2r_scale(count, 1 - rate, parameters.address(count))
    s2r_axpy(count, rate, other.parameters.address(count), parameters.address(count))
  }

  /// The network as a value, with the normaliser that its inputs went through.
  public func network(mean: [Float], inverseDeviation: [Float], inputClip: Float) -> Network {
    precondition(shape.latent == nil, "what an encoder is told is no input of a policy")
    let values = parameters.array
    return Network(
      mean: mean, inverseDeviation: inverseDeviation, inputClip: inputClip,
      memory: shape.memory.map { memory in
        func vector(_ start: Int, _ count: Int) -> [Float] { Array(values[start..<start + count]) }
        return Network.RecurrentLayer(
          kind: memory.kind, inputs: memory.inputs, size: memory.size,
          inputWeights: vector(memory.inputWeights, memory.inputs * memory.columns),
          inputBiases: vector(memory.inputBiases, memory.columns),
          stateWeights: vector(memory.stateWeights, memory.size * memory.columns),
          stateBiases: vector(memory.stateBiases, memory.columns))
      },
      layers: shape.layers.map { layer in
        func vector(_ start: Int) -> [Float] { Array(values[start..<start + layer.outputs]) }
        return Network.Layer(
          inputs: layer.inputs, outputs: layer.outputs, weights: Array(values[layer.weights..<layer.biases]),
          biases: vector(layer.biases),
          normalization: layer.gain.map {
            Network.LayerNormalization(gain: vector($0), shift: vector($0 + layer.outputs))
          },
          activation: layer.activation)
      })
  }

  /// Takes the parameters of a network of the same shape over; its normaliser is the caller's.
  public func load(_ network: Network) {
    precondition(NetworkShape(of: network).hasParameters(of: shape), "the network has another shape")
    parameters.array = network.parameters
  }
}
