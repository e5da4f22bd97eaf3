import CKernels
import Policies

/// The workspace of one shard: forward and backward over up to `capacity` rows without allocating.
///
/// Fill `input`, call ``forward(rows:)`` and read `output`; fill `outputGradient` and call ``backward(rows:)``, which
/// adds to `gradient`.
public final class NetworkPass: @unchecked Sendable {
  public let network: TrainableNetwork
  public let capacity: Int
  public let input: FloatBuffer           // (capacity × inputs)
  public let output: FloatBuffer          // (capacity × outputs)
  /// The loss's derivative by the output; ``backward(rows:)`` overwrites it.
  public let outputGradient: FloatBuffer  // (capacity × outputs)
  /// The loss's derivative by the input, where a pass asks for it.
  public let inputGradient: FloatBuffer   // (capacity × inputs)
  /// The loss's derivative by the parameters, a sum over the passes since it was last cleared.
  public let gradient: FloatBuffer        // (parameterCount)

  private let activations: [FloatBuffer]  // each layer's output   (capacity × outputs)
  private let deltas: [FloatBuffer]       // and its derivative    (capacity × outputs)
  private let columnSums: FloatBuffer     // (widest layer)

  /// - Parameter gradient: where the gradient is summed; nil: in a buffer of its own.
  public init(_ network: TrainableNetwork, capacity: Int, gradient: FloatBuffer? = nil) {
    let shape = network.shape
    precondition(capacity > 0, "a pass has at least one row")
    precondition(gradient.map { $0.count == shape.parameterCount } ?? true, "the gradient's size is not the network's")
    self.network = network
    self.capacity = capacity
    self.gradient = gradient ?? FloatBuffer(count: shape.parameterCount)
    input = FloatBuffer(count: capacity * shape.inputs)
    inputGradient = FloatBuffer(count: capacity * shape.inputs)
    activations = shape.layers.map { FloatBuffer(count: capacity * $0.outputs) }
    deltas = shape.layers.map { FloatBuffer(count: capacity * $0.outputs) }
    output = activations[activations.count - 1]
    outputGradient = deltas[deltas.count - 1]
    columnSums = FloatBuffer(count: shape.widest)
  }

  /// The network's outputs for the first rows of `input`.
  public func forward(rows: Int) {
    precondition(rows <= capacity, "more rows than the workspace holds")
    MatrixProduct.keepToThisThread()
    let parameters = network.parameters
    var x = input
    for (index, layer) in network.shape.layers.enumerated() {
      let y = activations[index]
      let values = y.address(rows * layer.outputs)
      MatrixProduct.multiply(
        .plain(x.address(rows * layer.inputs)),
        .plain(parameters.address(from: layer.weights, layer.inputs * layer.outputs)),
        rows: rows, columns: layer.outputs, inner: layer.inputs, into: values)
      s2r_bias_activate(
        rows, layer.outputs, parameters.address(from: layer.biases, layer.outputs), layer.activation.kernel, values)
      x = y
    }
  }

  /// Carries `outputGradient` of the last forward pass back to the parameters and, where asked for, to the input.
  public func backward(rows: Int, toParameters: Bool = true, toInput: Bool = false) {
    precondition(rows <= capacity, "more rows than the workspace holds")
    MatrixProduct.keepToThisThread()
    for index in network.shape.layers.indices.reversed() {
      let layer = network.shape.layers[index]
      let delta = deltas[index].address(rows * layer.outputs)
      s2r_activate_backward(
        rows * layer.outputs, layer.activation.kernel, activations[index].address(rows * layer.outputs), delta, delta)
      if toParameters {
        let x = index == 0 ? input : activations[index - 1]
        MatrixProduct.multiply(
          .transposed(x.address(rows * layer.inputs)), .plain(delta),
          rows: layer.inputs, columns: layer.outputs, inner: rows, adding: true,
          into: gradient.address(from: layer.weights, layer.inputs * layer.outputs))
        let sums = columnSums.address(layer.outputs)
        s2r_column_sums(rows, layer.outputs, delta, sums)
        s2r_axpy(layer.outputs, 1, sums, gradient.address(from: layer.biases, layer.outputs))
      }
      if index > 0 || toInput {
        MatrixProduct.multiply(
          .plain(delta),
          .transposed(network.parameters.address(from: layer.weights, layer.inputs * layer.outputs)),
          rows: rows, columns: layer.inputs, inner: layer.outputs,
          into: (index == 0 ? inputGradient : deltas[index - 1]).address(rows * layer.inputs))
      }
    }
  }
}
