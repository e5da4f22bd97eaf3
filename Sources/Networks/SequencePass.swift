import Policies

/// Forward and backward of a whole network over short sequences, the memory included where it has one.
///
/// Rows are step after step: row `step · sequences + sequence`. Without a memory a row depends on itself alone, and
/// this is a ``NetworkPass`` over sequences × steps rows.
public final class SequencePass: @unchecked Sendable {
  public let network: TrainableNetwork
  public let input: FloatBuffer           // (rows × inputs)
  public let output: FloatBuffer          // (rows × outputs)
  /// The loss's derivative by the output; ``backward(sequences:steps:)`` overwrites it.
  public let outputGradient: FloatBuffer  // (rows × outputs)
  /// Before the first step, set by the caller; ``forward(sequences:steps:)`` leaves that after the last.
  public let state: FloatBuffer           // (sequences × stateCount)
  /// Rows at which an episode begins: the memory forgets what was before.   (rows)
  public var begins: [Bool]

  private let layers: NetworkPass
  private let memory: RecurrentPass?
  private let latent: LatentPass?

  /// - Parameters:
  ///   - rows: sequences × steps at most.
  ///   - gradient: where the gradient is summed; nil: in a buffer of its own.
  public init(_ network: TrainableNetwork, rows: Int, sequences: Int, gradient: FloatBuffer? = nil) {
    precondition(sequences > 0 && rows >= sequences, "a sequence has at least one row")
    self.network = network
    layers = NetworkPass(network, capacity: rows, gradient: gradient)
    memory = network.shape.memory.map { [layers] in
      RecurrentPass(
        $0, of: network, rows: rows, sequences: sequences, output: layers.input, outputGradient: layers.inputGradient,
        gradient: layers.gradient)
    }
    latent = network.encoder.map { [layers] in
      LatentPass(
        $0, of: network, rows: rows, output: layers.input, outputGradient: layers.inputGradient,
        gradient: layers.gradient)
    }
    input = memory?.input ?? latent?.input ?? layers.input
    output = layers.output
    outputGradient = layers.outputGradient
    state = FloatBuffer(count: sequences * network.shape.stateCount)
    begins = [Bool](repeating: false, count: memory == nil ? 0 : rows)
  }

  /// The loss's derivative by the parameters, a sum over the passes since it was last cleared.
  public var gradient: FloatBuffer { layers.gradient }

  public func forward(sequences: Int, steps: Int) {
    memory?.forward(sequences: sequences, steps: steps, state: state, begins: begins)
    latent?.forward(rows: sequences * steps)
    layers.forward(rows: sequences * steps)
  }

  /// Carries `outputGradient` of the last forward pass back to the parameters, through time but not beyond the first
  /// step.
  public func backward(sequences: Int, steps: Int) {
    layers.backward(rows: sequences * steps, toInput: memory != nil || latent != nil)
    latent?.backward(rows: sequences * steps)
    memory?.backward(sequences: sequences, steps: steps, begins: begins)
  }
}

extension NetworkShape {
  /// Numbers of a row's memory.
  public var stateCount: Int { memory?.stateCount ?? 0 }
}
