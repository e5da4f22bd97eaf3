import CKernels
import Glibc
public import Mathematics
import Policies

/// The workspace of one shard: forward and backward over up to `capacity` rows without allocating; of a network with a
/// memory, the dense layers behind it.
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
  /// The normalised sums before a gain; empty without a normalisation.     (capacity × outputs)
  private let normalised: [FloatBuffer]
  /// The derivative of silu, which its output does not say; empty for other activations.   (capacity × outputs)
  private let slopes: [FloatBuffer]
  private let inverses: [FloatBuffer]     // 1/σ of normalised rows (capacity)
  private let masks: [FloatBuffer]        // of dropout: 0 or 1 / (1 − p)   (capacity × outputs)
  private let columnSums: FloatBuffer     // (widest layer)
  /// Whether the last forward pass dropped.
  private var hasDropped = false

  /// - Parameter gradient: where the gradient is summed; nil: in a buffer of its own.
  public init(_ network: TrainableNetwork, capacity: Int, gradient: FloatBuffer? = nil) {
    let shape = network.shape
    precondition(capacity > 0, "a pass has at least one row")
    precondition(gradient.map { $0.count == shape.parameterCount } ?? true, "the gradient's size is not the network's")
    self.network = network
    self.capacity = capacity
    self.gradient = gradient ?? FloatBuffer(count: shape.parameterCount)
    input = FloatBuffer(count: capacity * shape.layers[0].inputs)
    inputGradient = FloatBuffer(count: capacity * shape.layers[0].inputs)
    activations = shape.layers.map { FloatBuffer(count: capacity * $0.outputs) }
    deltas = shape.layers.map { FloatBuffer(count: capacity * $0.outputs) }
    output = activations[activations.count - 1]
    outputGradient = deltas[deltas.count - 1]
    columnSums = FloatBuffer(count: shape.widest)
    normalised = shape.layers.map { FloatBuffer(count: $0.gain == nil ? 0 : capacity * $0.outputs) }
    slopes = shape.layers.map { FloatBuffer(count: $0.activation == .silu ? capacity * $0.outputs : 0) }
    inverses = shape.layers.map { FloatBuffer(count: $0.gain == nil ? 0 : capacity) }
    masks = shape.layers.map { FloatBuffer(count: $0.dropout > 0 ? capacity * $0.outputs : 0) }
  }

  /// The network's outputs for the first rows of `input`, nothing dropped.
  public func forward(rows: Int) {
    hasDropped = false
    propagate(rows: rows)
  }

  /// The same in training: each sum of a layer with dropout is left out with its probability, the others scaled up.
  public func forward(rows: Int, dropping stream: inout RandomStream) {
    precondition(rows <= capacity, "more rows than the workspace holds")
    for (index, layer) in network.shape.layers.enumerated() where layer.dropout > 0 {
      Self.draw(layer.dropout, masks[index].address(rows * layer.outputs), rows * layer.outputs, from: &stream)
    }
    hasDropped = true
    propagate(rows: rows)
  }

  private func propagate(rows: Int) {
    precondition(rows <= capacity, "more rows than the workspace holds")
    MatrixProduct.keepToThisThread()
    let parameters = network.parameters
    var x = input
    for (index, layer) in network.shape.layers.enumerated() {
      let y = activations[index].address(rows * layer.outputs)
      let sum = layer.gain == nil ? y : normalised[index].address(rows * layer.outputs)
      MatrixProduct.multiply(
        .plain(x.address(rows * layer.inputs)),
        .plain(parameters.address(from: layer.weights, layer.inputs * layer.outputs)),
        rows: rows, columns: layer.outputs, inner: layer.inputs, into: sum)
      activate(rows, index, sum, into: y)
      x = activations[index]
    }
  }

  /// From a layer's products to its outputs: bias, dropout, normalisation, activation.
  private func activate(
    _ rows: Int, _ index: Int, _ sum: UnsafeMutablePointer<Float>, into y: UnsafeMutablePointer<Float>
  ) {
    let layer = network.shape.layers[index]
    let (count, kernel, parameters) = (rows * layer.outputs, layer.activation.kernel, network.parameters)
    let bias = parameters.address(from: layer.biases, layer.outputs)
    let drops = hasDropped && layer.dropout > 0
    let slope = layer.activation == .silu ? slopes[index].address(count) : nil
    guard drops || layer.gain != nil else {
      if let slope {
        s2r_bias_silu_slope(rows, layer.outputs, bias, y, slope)
      } else {
        s2r_bias_activate(rows, layer.outputs, bias, kernel, y)
      }
      return
    }
    s2r_bias_activate(rows, layer.outputs, bias, Network.Activation.identity.kernel, sum)
    if drops { s2r_multiply(count, masks[index].address(count), sum) }
    guard let gain = layer.gain, let shift = layer.shift else {
      if let slope { s2r_silu_slope(count, sum, y, slope) } else { s2r_activate(count, kernel, sum, y) }
      return
    }
    let (gains, shifts) = (parameters.address(from: gain, layer.outputs), parameters.address(from: shift, layer.outputs))
    s2r_layer_norm(rows, layer.outputs, Network.LayerNormalization.epsilon, sum, inverses[index].address(rows))
    if let slope {
      s2r_scale_shift_silu_slope(rows, layer.outputs, gains, shifts, sum, y, slope)
    } else {
      s2r_scale_shift_activate(rows, layer.outputs, gains, shifts, kernel, sum, y)
    }
  }

  /// Carries `outputGradient` of the last forward pass back to the parameters and, where asked for, to the input.
  public func backward(rows: Int, toParameters: Bool = true, toInput: Bool = false) {
    precondition(rows <= capacity, "more rows than the workspace holds")
    MatrixProduct.keepToThisThread()
    for index in network.shape.layers.indices.reversed() {
      let layer = network.shape.layers[index]
      let delta = deltas[index].address(rows * layer.outputs)
      backwardToSums(rows, index, delta, toParameters: toParameters)
      if toParameters {
        let x = index == 0 ? input : activations[index - 1]
        MatrixProduct.multiply(
          .transposed(x.address(rows * layer.inputs)), .plain(delta),
          rows: layer.inputs, columns: layer.outputs, inner: rows, adding: true,
          into: gradient.address(from: layer.weights, layer.inputs * layer.outputs))
        s2r_column_sums(rows, layer.outputs, delta, columnSums.address(layer.outputs))
        addColumnSums(to: layer.biases, layer.outputs)
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

  /// From the derivative by a layer's output to that by its sums, in place: through activation, normalisation, dropout.
  private func backwardToSums(_ rows: Int, _ index: Int, _ delta: UnsafeMutablePointer<Float>, toParameters: Bool) {
    let layer = network.shape.layers[index]
    let count = rows * layer.outputs
    if layer.activation == .silu {
      s2r_multiply(count, slopes[index].address(count), delta)
    } else {
      s2r_activate_backward(count, layer.activation.kernel, activations[index].address(count), delta, delta)
    }
    if let gain = layer.gain, let shift = layer.shift {
      let normalised = normalised[index].address(count)
      if toParameters {
        s2r_column_products(rows, layer.outputs, delta, normalised, columnSums.address(layer.outputs))
        addColumnSums(to: gain, layer.outputs)
        s2r_column_sums(rows, layer.outputs, delta, columnSums.address(layer.outputs))
        addColumnSums(to: shift, layer.outputs)
      }
      s2r_layer_norm_backward(
        rows, layer.outputs, network.parameters.address(from: gain, layer.outputs), normalised,
        inverses[index].address(rows), delta)
    }
    if hasDropped && layer.dropout > 0 { s2r_multiply(count, masks[index].address(count), delta) }
  }

  private func addColumnSums(to place: Int, _ count: Int) {
    s2r_axpy(count, 1, columnSums.address(count), gradient.address(from: place, count))
  }

  /// A mask of `count` elements.
  private static func draw(
    _ probability: Float, _ mask: UnsafeMutablePointer<Float>, _ count: Int, from stream: inout RandomStream
  ) {
    let kept = 1 / (1 - probability)
    guard probability > rare else {
      // From one left out to the next: the gaps are geometric.
      for i in 0..<count { mask[i] = kept }
      let rate = 1 / log(1 - Double(probability))
      var place = log(1 - stream.uniform()) * rate
      while place < Double(count) {
        mask[Int(place)] = 0
        place = place.rounded(.down) + 1 + log(1 - stream.uniform()) * rate
      }
      return
    }
    // Four from each word of the stream.
    let threshold = UInt64((probability * 65536).rounded())
    var word: UInt64 = 0
    for i in 0..<count {
      if i % 4 == 0 { word = stream.next() }
      mask[i] = word & 0xffff < threshold ? 0 : kept
      word >>= 16
    }
  }

  /// Up to this probability a mask is drawn by its gaps.
  private static let rare: Float = 0.05
}
