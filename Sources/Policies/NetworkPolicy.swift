import CKernels
public import Control

/// A network as a policy: its mean action, one sample at a time, with the same bits on every processor.
///
/// Nothing is allocated in an act after the first of a copy.
public struct NetworkPolicy: Policy, Sendable {
  private var rows: NetworkRows

  public init(_ network: Network) { rows = NetworkRows(remembering: network) }

  public var network: Network { rows.network }
  public var observationCount: Int { rows.network.inputs }
  public var actionCount: Int { rows.network.actions }

  /// Forgets the last episode; a network without a memory has nothing to forget.
  public mutating func reset() { rows.forget() }

  public mutating func act(on observation: [Float], at offset: Int, into action: inout [Float]) {
    precondition(offset >= 0 && offset + rows.network.inputs <= observation.count, "the observation is too short")
    precondition(action.count >= rows.network.actions, "the action is too short")
    observation.withUnsafeBufferPointer { rows.run(rows: 1, on: $0.baseAddress! + offset) }
    guard let levels = rows.network.levels else {
      for i in 0..<rows.network.outputs { action[i] = rows.values[i] }
      return
    }
    for i in 0..<rows.network.actions {
      var chosen = 0
      for k in 1..<levels where rows.values[i * levels + k] > rows.values[i * levels + chosen] { chosen = k }
      action[i] = Network.action(ofLevel: chosen, of: levels)
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
