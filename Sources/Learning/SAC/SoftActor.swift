package import Mathematics
package import Networks
package import Policies

/// The actor of soft actor–critic: a network with a squashed Gaussian head, its optimiser and its workspaces.
package final class SoftActor: @unchecked Sendable {
  package let network: TrainableNetwork
  package let actionCount: Int
  private let batch: TransitionBatch
  private let pass: NetworkPass
  private let nextPass: NetworkPass
  /// Of the batch's observations, and of those reached.
  package let sample: SquashedGaussian
  let nextSample: SquashedGaussian
  private let draws: FloatBuffer      // (rows × a)
  private let nextDraws: FloatBuffer  // (rows × a)
  package var stream: RandomStream
  var nextStream: RandomStream
  var optimizer: Adam
  /// By the actions of `sample`, a sum over the critics.   (rows × a)
  package let actionGradient: FloatBuffer

  package init(
    batch: TransitionBatch, observations: Int, actions: Int, hidden: [Int], activation: Network.Activation = .relu,
    stream: RandomStream
  ) {
    self.batch = batch
    actionCount = actions
    network = TrainableNetwork(
      NetworkShape(inputs: observations, hidden: hidden, outputs: 2 * actions, activation: activation))
    var weights = stream.split("actor")
    network.initializeUniform(from: &weights)
    pass = NetworkPass(network, capacity: batch.rows)
    nextPass = NetworkPass(network, capacity: batch.rows)
    sample = SquashedGaussian(count: actions, capacity: batch.rows)
    nextSample = SquashedGaussian(count: actions, capacity: batch.rows)
    draws = FloatBuffer(count: batch.rows * actions)
    nextDraws = FloatBuffer(count: batch.rows * actions)
    self.stream = stream.split("actions")
    nextStream = stream.split("next actions")
    optimizer = Adam(count: network.parameters.count, epsilon: 1e-8)
    actionGradient = FloatBuffer(count: batch.rows * actions)
  }

  /// ã ~ π(·|s) of the batch.
  package func act() {
    pass.input.copy(batch.observations.count, of: batch.observations, from: 0, to: 0)
    pass.forward(rows: batch.rows)
    draws.fillNormal(draws.count, from: &stream)
    sample.sample(rows: batch.rows, parameters: pass.output, draws: draws)
  }

  /// a′ ~ π(·|s′) of the batch.
  func actNext() {
    nextPass.input.copy(batch.reached.count, of: batch.reached, from: 0, to: 0)
    nextPass.forward(rows: batch.rows)
    nextDraws.fillNormal(nextDraws.count, from: &nextStream)
    nextSample.sample(rows: batch.rows, parameters: nextPass.output, draws: nextDraws)
  }

  /// The gradient of the mean of α ln π(ã|s) + (what `actionGradient` is the derivative of).
  package func differentiate(temperature: Float) -> FloatBuffer {
    pass.gradient.fill(0)
    sample.backward(
      rows: batch.rows, actionGradient: actionGradient, logProbabilityGradient: temperature / Float(batch.rows),
      into: pass.outputGradient)
    pass.backward(rows: batch.rows)
    return pass.gradient
  }

  func improve(temperature: Float, learningRate: Float) {
    optimizer.step(network.parameters, down: differentiate(temperature: temperature), learningRate: learningRate)
  }

  /// The action without exploration: tanh of the mean.
  var policy: Network { network.squashedMean(scale: ColumnScale(columns: network.shape.inputs)) }
}

extension TrainableNetwork {
  /// Of a network that gives means and ln σ: tanh of the mean, its inputs normalised by `scale`.
  package func squashedMean(scale: ColumnScale) -> Network {
    let actions = shape.outputs / 2
    var network = network(
      mean: scale.mean, inverseDeviation: scale.inverseDeviation, inputClip: .greatestFiniteMagnitude)
    let head = network.layers.removeLast()
    network.layers.append(
      Network.Layer(
        inputs: head.inputs, outputs: actions,
        weights: (0..<head.inputs).flatMap { head.weights[$0 * head.outputs..<$0 * head.outputs + actions] },
        biases: Array(head.biases.prefix(actions)), activation: .tanh))
    return network
  }
}
