import Mathematics
package import Networks

/// Rows that an ensemble is trained on, normalised, cut into a part to learn and a held-out part.
struct DynamicsData: Sendable {
  let inputs: FloatBuffer   // (rows × inputs)
  let targets: FloatBuffer  // (rows × outputs)
  let training: [Int]
  let heldOut: [Int]
}

/// One network of an ensemble with its optimiser: parameters | upper bounds | lower bounds of ln σ².
package final class EnsembleMember: @unchecked Sendable {
  package let network: TrainableNetwork
  package let distribution: BoundedGaussian
  package let parameters: FloatBuffer
  /// Mean squared error on the held-out rows, normalised, of the parameters that were best; infinite before training.
  package private(set) var heldOutLoss = Double.infinity
  private let settings: EnsembleSettings
  var learningRate: Float
  private let gradient: FloatBuffer
  private let boundGradient: FloatBuffer
  private let pass: NetworkPass
  private let targets: FloatBuffer  // (batch × outputs)
  private let best: FloatBuffer
  private var adam: Adam
  private let decays: [DecayingPart]
  private var stream: RandomStream
  private var order: [Int] = []

  init(inputs: Int, outputs: Int, settings: EnsembleSettings, stream: RandomStream) {
    let shape = NetworkShape(
      inputs: inputs, hidden: settings.hidden, outputs: 2 * outputs, activation: settings.activation,
      layerNorm: settings.layerNorm, dropout: settings.dropout)
    let n = shape.parameterCount
    self.settings = settings
    learningRate = settings.learningRate
    self.stream = stream
    parameters = FloatBuffer(count: n + 2 * outputs)
    gradient = FloatBuffer(count: parameters.count)
    boundGradient = gradient.view(n..<parameters.count)
    best = FloatBuffer(count: parameters.count)
    network = TrainableNetwork(shape, parameters: parameters.view(0..<n))
    distribution = BoundedGaussian(bounds: parameters.view(n..<parameters.count))
    pass = NetworkPass(network, capacity: settings.batch, gradient: gradient.view(0..<n))
    targets = FloatBuffer(count: settings.batch * outputs)
    decays = Self.decays(shape, settings.weightDecay, total: parameters.count)
    adam = Adam(count: parameters.count, epsilon: 1e-8)
    initialize()
  }

  /// The weights decay, biases and what else there is do not.
  private static func decays(_ shape: NetworkShape, _ rates: [Float], total: Int) -> [DecayingPart] {
    guard !rates.isEmpty else { return [DecayingPart(0..<total, decay: 0)] }
    var parts: [DecayingPart] = []
    for (index, layer) in shape.layers.enumerated() {
      let end = index + 1 < shape.layers.count ? shape.layers[index + 1].weights : total
      parts.append(DecayingPart(layer.weights..<layer.biases, decay: rates[min(index, rates.count - 1)]))
      parts.append(DecayingPart(layer.biases..<end, decay: 0))
    }
    return parts
  }

  /// Weights from a normal distribution of deviation 1/(2√inputs) cut at two deviations, as published with MBPO.
  private func initialize() {
    for layer in network.shape.layers {
      let deviation = 0.5 / Double(layer.inputs).squareRoot()
      for i in layer.weights..<layer.biases {
        var draw = stream.normal()
        while abs(draw) > 2 { draw = stream.normal() }
        parameters[i] = Float(deviation * draw)
      }
      if let gain = layer.gain { for i in 0..<layer.outputs { parameters[gain + i] = 1 } }
    }
    distribution.upper.fill(BoundedGaussian.initialBounds.upper)
    distribution.lower.fill(BoundedGaussian.initialBounds.lower)
  }

  /// Prepares for epochs on these rows.
  func begin(_ data: DynamicsData) {
    order = data.training
    heldOutLoss = .infinity
    _ = keepIfBetter(heldOutError(data))
  }

  /// One epoch in an order of this member's own, over all rows or as many minibatches as the settings say.
  ///
  /// - Returns: whether the held-out loss fell by more than 1 %.
  func epoch(_ data: DynamicsData) -> Bool {
    stream.shuffle(&order)
    let count = min(order.count, settings.epochBatches.map { $0 * settings.batch } ?? .max)
    for start in stride(from: 0, to: count, by: settings.batch) {
      let rows = min(settings.batch, count - start)
      gather(order, start, rows, data)
      step(rows: rows)
    }
    return keepIfBetter(heldOutError(data))
  }

  /// One optimiser's step on the rows gathered.
  private func step(rows: Int) {
    gradient.fill(0)
    if settings.dropout > 0 { pass.forward(rows: rows, dropping: &stream) } else { pass.forward(rows: rows) }
    _ = distribution.differentiate(
      rows: rows, outputs: pass.output, targets: targets, outputGradient: pass.outputGradient,
      boundGradient: boundGradient)
    pass.backward(rows: rows)
    adam.step(parameters, down: gradient, learningRate: learningRate, decaying: decays)
  }

  /// Goes back to the parameters that were best on the held-out rows.
  func end() {
    parameters.copy(parameters.count, of: best, from: 0, to: 0)
    order = []
  }

  private func keepIfBetter(_ loss: Double) -> Bool {
    guard heldOutLoss == .infinity || heldOutLoss - loss > 0.01 * heldOutLoss else { return false }
    heldOutLoss = loss
    best.copy(parameters.count, of: parameters, from: 0, to: 0)
    return true
  }

  private func heldOutError(_ data: DynamicsData) -> Double {
    var sum = 0.0
    let outputs = distribution.count
    for start in stride(from: 0, to: data.heldOut.count, by: settings.batch) {
      let rows = min(settings.batch, data.heldOut.count - start)
      gather(data.heldOut, start, rows, data)
      pass.forward(rows: rows)
      for row in 0..<rows {
        for i in 0..<outputs {
          let difference = Double(pass.output[row * 2 * outputs + i] - targets[row * outputs + i])
          sum += difference * difference
        }
      }
    }
    return sum / Double(data.heldOut.count * outputs)
  }

  private func gather(_ order: [Int], _ start: Int, _ rows: Int, _ data: DynamicsData) {
    let (inputs, outputs) = (network.shape.inputs, distribution.count)
    for row in 0..<rows {
      let sample = order[start + row]
      pass.input.copy(inputs, of: data.inputs, from: sample * inputs, to: row * inputs)
      targets.copy(outputs, of: data.targets, from: sample * outputs, to: row * outputs)
    }
  }

  package func save(into writer: inout CheckpointWriter) {
    var state = SavedState()
    state.append(heldOutLoss)
    state.append(stream)
    state.append(adam.state.steps)
    writer.append(state)
    writer.append(parameters.array)
    writer.append(adam.state.first)
    writer.append(adam.state.second)
  }

  /// - Returns: false when the checkpoint holds no member of this shape.
  package func restore(_ reader: inout CheckpointReader) -> Bool {
    guard var state = reader.takeState(), state.reals.count == 1, state.words.count == 6,
      let saved = reader.takeFloats(), let first = reader.takeFloats(), let second = reader.takeFloats(),
      saved.count == parameters.count, first.count == saved.count, second.count == saved.count
    else { return false }
    heldOutLoss = state.takeReal()
    stream = state.takeStream()
    adam.state = (state.takeInt(), first, second)
    parameters.array = saved
    return true
  }
}
