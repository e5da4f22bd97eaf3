import CKernels
public import Control

/// A network as a policy: its mean action, one sample at a time, with the same bits on every processor.
///
/// Nothing is allocated in an act after the first of a copy.
public struct NetworkPolicy: Policy, Sendable {
  public let network: Network
  private var values: [Float]  // (widest layer)
  private var next: [Float]    // (widest layer)

  public init(_ network: Network) {
    self.network = network
    let widest = network.layers.reduce(network.inputs) { max($0, $1.outputs) }
    values = [Float](repeating: 0, count: widest)
    next = values
  }

  public var observationCount: Int { network.inputs }
  public var actionCount: Int { network.actions }

  /// A network without recurrence remembers nothing.
  public mutating func reset() {}

  public mutating func act(on observation: [Float], at offset: Int, into action: inout [Float]) {
    precondition(offset >= 0 && offset + network.inputs <= observation.count, "the observation is too short")
    precondition(action.count >= network.actions, "the action is too short")
    observation.withUnsafeBufferPointer { row in
      s2r_normalize(
        1, network.inputs, network.mean, network.inverseDeviation, network.inputClip, row.baseAddress! + offset, &values)
    }
    for index in network.layers.indices {
      apply(layer: index)
      swap(&values, &next)
    }
    guard let levels = network.levels else {
      for i in 0..<network.outputs { action[i] = values[i] }
      return
    }
    for i in 0..<network.actions {
      var chosen = 0
      for k in 1..<levels where values[i * levels + k] > values[i * levels + chosen] { chosen = k }
      action[i] = Network.action(ofLevel: chosen, of: levels)
    }
  }

  /// `values` → `next`.
  private mutating func apply(layer index: Int) {
    let outputs = network.layers[index].outputs
    s2r_dense(
      network.layers[index].inputs, outputs, network.layers[index].weights, network.layers[index].biases, values, &next)
    let activation = network.layers[index].activation.kernel
    next.withUnsafeMutableBufferPointer { row in
      guard let normalization = network.layers[index].normalization else {
        return s2r_activate(outputs, activation, row.baseAddress, row.baseAddress)
      }
      var inverse: Float = 0
      s2r_layer_norm(1, outputs, Network.LayerNormalization.epsilon, row.baseAddress, &inverse)
      s2r_scale_shift_activate(
        1, outputs, normalization.gain, normalization.shift, activation, row.baseAddress, row.baseAddress)
    }
  }
}

extension Network.Activation {
  /// How the C kernels number it.
  public var kernel: Int32 {
    switch self {
    case .identity: Int32(S2R_IDENTITY)
    case .tanh: Int32(S2R_TANH)
    case .elu: Int32(S2R_ELU)
    case .relu: Int32(S2R_RELU)
    case .silu: Int32(S2R_SILU)
    }
  }
}
