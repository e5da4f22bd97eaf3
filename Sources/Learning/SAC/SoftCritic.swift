package import Mathematics
package import Networks
package import Policies

/// One of the two critics: Q(s, a), the target that follows it, its optimiser and its workspaces.
package final class SoftCritic: @unchecked Sendable {
  package let network: TrainableNetwork
  let target: TrainableNetwork
  private let batch: TransitionBatch
  private let pass: NetworkPass
  private let targetPass: NetworkPass
  private let isDropping: Bool
  var stream: RandomStream
  var optimizer: Adam
  private let observations: Int
  private let actions: Int
  private(set) var loss = 0.0

  package init(
    batch: TransitionBatch, observations: Int, actions: Int, hidden: [Int], activation: Network.Activation = .relu,
    layerNorm: Bool, dropout: Float, stream: RandomStream
  ) {
    self.batch = batch
    self.observations = observations
    self.actions = actions
    let shape = NetworkShape(
      inputs: observations + actions, hidden: hidden, outputs: 1, activation: activation,
      layerNorm: layerNorm, dropout: dropout)
    network = TrainableNetwork(shape)
    target = TrainableNetwork(shape)
    var weights = stream.split("weights")
    network.initializeUniform(from: &weights)
    target.parameters.array = network.parameters.array
    pass = NetworkPass(network, capacity: batch.rows)
    targetPass = NetworkPass(target, capacity: batch.rows)
    isDropping = dropout > 0
    self.stream = stream.split("dropout")
    optimizer = Adam(count: network.parameters.count, epsilon: 1e-8)
  }

  /// Makes critic and target say 0 everywhere, their hidden layers as they are.
  func beginAtZero() {
    guard let last = network.shape.layers.last else { return }
    for parameters in [network.parameters, target.parameters] {
      parameters.view(last.weights..<last.biases + last.outputs).fill(0)
    }
  }

  /// Q of the last evaluation.          (rows)
  package var values: FloatBuffer { pass.output }
  /// The target's Q of the states reached and the next actions.   (rows)
  var targetValues: FloatBuffer { targetPass.output }

  func evaluateTarget(_ nextActions: FloatBuffer) {
    evaluate(targetPass, batch.reached, nextActions)
  }

  /// Q of the batch's observations under these actions.
  package func evaluate(_ actions: FloatBuffer) { evaluate(pass, batch.observations, actions) }

  /// One step towards y by the mean of ½(Q − y)² over the batch.
  func improve(towards targets: FloatBuffer, learningRate: Float) {
    optimizer.step(network.parameters, down: differentiate(towards: targets), learningRate: learningRate)
  }

  package func differentiate(towards targets: FloatBuffer) -> FloatBuffer {
    evaluate(batch.actions)
    let scale = 1 / Float(batch.rows)
    var sum = 0.0
    for row in 0..<batch.rows {
      let (loss, derivative) = squaredError(pass.output[row], target: targets[row])
      sum += Double(loss)
      pass.outputGradient[row] = scale * derivative
    }
    loss = sum / Double(batch.rows)
    pass.gradient.fill(0)
    pass.backward(rows: batch.rows)
    return pass.gradient
  }

  /// The derivative of Σ weights · Q by the actions of the last evaluation.
  ///
  /// - Parameters:
  ///   - weights: of each row.            (rows)
  ///   - gradient: written.               (rows × a)
  package func backwardToActions(weights: FloatBuffer, into gradient: FloatBuffer) {
    pass.outputGradient.copy(batch.rows, of: weights, from: 0, to: 0)
    pass.backward(rows: batch.rows, toParameters: false, toInput: true)
    for row in 0..<batch.rows {
      let start = row * (observations + actions) + observations
      for i in 0..<actions { gradient[row * actions + i] = pass.inputGradient[start + i] }
    }
  }

  func followTarget(rate: Float) { target.follow(network, rate: rate) }

  private func evaluate(_ pass: NetworkPass, _ states: FloatBuffer, _ chosen: FloatBuffer) {
    let width = observations + actions
    for row in 0..<batch.rows {
      pass.input.copy(observations, of: states, from: row * observations, to: row * width)
      pass.input.copy(actions, of: chosen, from: row * actions, to: row * width + observations)
    }
    if isDropping { pass.forward(rows: batch.rows, dropping: &stream) } else { pass.forward(rows: batch.rows) }
  }
}
