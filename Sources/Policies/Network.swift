/// What a network is: a normaliser, a memory or a latent where it has one, and dense layers, as plain values.
///
/// Training (`Networks`), one-sample inference and the policy file all speak of this type.
public struct Network: Sendable, Equatable, Codable {
  public enum Activation: String, Sendable, Codable, CaseIterable { case identity, tanh, elu, relu, silu }

  public struct Layer: Sendable, Equatable, Codable {
    public var inputs: Int
    public var outputs: Int
    /// Row-major; the outputs of one input lie side by side, so that vector lanes are outputs.  (inputs × outputs)
    public var weights: [Float]
    public var biases: [Float]  // (outputs)
    /// Between product and activation, where there is one.
    public var normalization: LayerNormalization?
    public var activation: Activation

    public init(
      inputs: Int, outputs: Int, weights: [Float], biases: [Float], normalization: LayerNormalization? = nil,
      activation: Activation
    ) {
      precondition(weights.count == inputs * outputs && biases.count == outputs, "the layer's sizes disagree")
      precondition(normalization.map { $0.gain.count == outputs } ?? true, "the layer's sizes disagree")
      self.normalization = normalization
      self.inputs = inputs
      self.outputs = outputs
      self.weights = weights
      self.biases = biases
      self.activation = activation
    }
  }

  /// (x − mean) / √(variance + ε) over the outputs of a layer, then times a gain and plus a shift (Ba et al. 2016).
  public struct LayerNormalization: Sendable, Equatable, Codable {
    /// ε, as PyTorch has it.
    public static let epsilon: Float = 1e-5

    public var gain: [Float]   // (outputs)
    public var shift: [Float]  // (outputs)

    public init(gain: [Float], shift: [Float]) {
      precondition(gain.count == shift.count, "the sizes disagree")
      self.gain = gain
      self.shift = shift
    }
  }

  /// Numbers that dense layers of their own make of the whole input, a history; the layers behind see them after a part
  /// of the input: the present, and what is thought of the physics (Kumar et al. 2021).
  public struct Latent: Sendable, Equatable, Codable {
    /// Columns of the input that the layers see.
    public var present: [Int]
    /// Whole input → latent.
    public var layers: [Layer]

    public init(present: [Int], layers: [Layer]) {
      precondition(!layers.isEmpty, "a latent has layers")
      self.present = present
      self.layers = layers
    }

    public var size: Int { layers[layers.count - 1].outputs }
  }

  /// Subtracted from the input, then multiplied with `inverseDeviation`, then clamped to ±`inputClip`.   (inputs)
  public var mean: [Float]
  public var inverseDeviation: [Float]  // (inputs)
  public var inputClip: Float
  /// Nil: what it gives depends on its input alone.
  public var memory: RecurrentLayer?
  /// Nil: the layers see the whole input.
  public var latent: Latent?
  public var layers: [Layer]
  /// Where the outputs are logits: levels, spread evenly over ±1, that each action is chosen from, the likeliest one.
  public var levels: Int?

  public init(
    mean: [Float], inverseDeviation: [Float], inputClip: Float = 10, memory: RecurrentLayer? = nil, latent: Latent? = nil,
    layers: [Layer], levels: Int? = nil
  ) {
    precondition(
      mean.count == inverseDeviation.count
        && mean.count == memory?.inputs ?? latent?.layers[0].inputs ?? layers[0].inputs
        && layers[0].inputs == memory?.size ?? latent.map { $0.present.count + $0.size } ?? mean.count,
      "the sizes disagree")
    precondition(memory == nil || latent == nil, "a network remembers or sums a history up")
    precondition(latent?.present.allSatisfy(mean.indices.contains) ?? true, "the present is a part of the input")
    precondition(levels.map { $0 > 1 && layers[layers.count - 1].outputs % $0 == 0 } ?? true, "the sizes disagree")
    self.levels = levels
    self.mean = mean
    self.inverseDeviation = inverseDeviation
    self.inputClip = inputClip
    self.memory = memory
    self.latent = latent
    self.layers = layers
  }

  public var inputs: Int { mean.count }
  public var outputs: Int { layers[layers.count - 1].outputs }
  /// Actions that the outputs stand for.
  public var actions: Int { outputs / (levels ?? 1) }

  /// The normalised action that a level stands for, 0 ..< levels.
  public static func action(ofLevel level: Int, of levels: Int) -> Float { Float(level) * (2 / Float(levels - 1)) - 1 }

  /// Memory or latent, then layer after layer: weights, biases, gains and shifts; the normaliser is none of them.
  public var parameters: [Float] {
    (memory.map { $0.inputWeights + $0.inputBiases + $0.stateWeights + $0.stateBiases } ?? [])
      + ((latent?.layers ?? []) + layers).flatMap { $0.weights + $0.biases + ($0.normalization.map { $0.gain + $0.shift } ?? []) }
  }
}
