package import Mathematics
package import Networks
import Policies
package import Scenarios

/// V(o) at the end of a differentiable rollout, learned from the rollouts themselves by TD(λ) towards a target that
/// follows it (Xu et al. 2022, eq. 6 and algorithm 1).
package final class StateCritic {
  package let settings: CriticSettings
  package let network: TrainableNetwork
  /// What is bootstrapped from, in the rollouts and in the critic's own targets.
  package let target: TrainableNetwork
  package var optimizer: Adam
  /// Mean of ½(V − G)² over the last passes.
  package private(set) var loss = 0.0
  private let observations: Int
  /// What the networks' inputs go through; nil: they are the observations.
  package var normalizer: InputNormalizer?

  // Of the windows at hand; remade when they have another size.
  private var workspace: Workspace?

  private final class Workspace {
    let rows, horizon: Int
    let inputs: FloatBuffer       // (horizon + 1)(rows × o), as the network sees them
    let values: FloatBuffer       // (horizon + 1)(rows)
    let returns: FloatBuffer      // (horizon)(rows), G
    let targetPass: NetworkPass
    let pass: NetworkPass
    /// Samples that count: those of rows that had not terminated.
    var samples: [Int]
    let minibatch: Int

    init(
      rows: Int, horizon: Int, observations: Int, minibatches: Int, network: TrainableNetwork, target: TrainableNetwork
    ) {
      (self.rows, self.horizon) = (rows, horizon)
      inputs = FloatBuffer(count: (horizon + 1) * rows * observations)
      values = FloatBuffer(count: (horizon + 1) * rows)
      returns = FloatBuffer(count: horizon * rows)
      targetPass = NetworkPass(target, capacity: rows)
      minibatch = max(1, (horizon * rows + minibatches - 1) / minibatches)
      pass = NetworkPass(network, capacity: minibatch)
      samples = []
      samples.reserveCapacity(horizon * rows)
    }
  }

  package init(settings: CriticSettings, observations: Int, activation: ActivationName, stream: RandomStream) {
    self.settings = settings
    self.observations = observations
    let shape = NetworkShape(
      inputs: observations, hidden: settings.hidden, outputs: 1, activation: Network.Activation(activation))
    network = TrainableNetwork(shape)
    target = TrainableNetwork(shape)
    var weights = stream.split("weights")
    network.initializeUniform(from: &weights)
    target.parameters.array = network.parameters.array
    optimizer = Adam(count: shape.parameterCount, beta1: 0.7, beta2: 0.95, epsilon: 1e-8)
  }

  /// Learns from the windows just rolled out, then lets the target follow.
  package func learn(
    from visited: VisitedRows, _ objective: RolloutObjective, drawingFrom stream: RandomStream
  ) {
    let workspace = workspace(rows: visited.rows, horizon: objective.horizon)
    evaluate(visited, workspace)
    findReturns(visited, objective, workspace)
    var order = stream
    var sum = 0.0
    for _ in 0..<settings.epochs {
      order.shuffle(&workspace.samples)
      for start in stride(from: 0, to: workspace.samples.count, by: workspace.minibatch) {
        sum += step(workspace, start, min(workspace.minibatch, workspace.samples.count - start))
      }
    }
    loss = sum / Double(max(1, settings.epochs * workspace.samples.count))
    target.follow(network, rate: 1 - settings.targetRetention)
  }

  private func workspace(rows: Int, horizon: Int) -> Workspace {
    if let workspace, workspace.rows == rows, workspace.horizon == horizon { return workspace }
    let made = Workspace(
      rows: rows, horizon: horizon, observations: observations, minibatches: settings.minibatches, network: network,
      target: target)
    workspace = made
    return made
  }

  /// The target's values of everything seen.
  private func evaluate(_ visited: VisitedRows, _ workspace: Workspace) {
    let (rows, o) = (workspace.rows, observations)
    for t in 0...workspace.horizon {
      normalizer.apply(to: visited.observations[t], rows: rows, columns: o, into: workspace.targetPass.input)
      workspace.inputs.copy(rows * o, of: workspace.targetPass.input, from: 0, to: t * rows * o)
      workspace.targetPass.forward(rows: rows)
      workspace.values.copy(rows, of: workspace.targetPass.output, from: 0, to: t * rows)
    }
  }

  /// G_t = r_t − α ln π_t + γ ((1 − λ) V_{t+1} + λ G_{t+1}), with G_H = V_H; r_t alone where the row terminates.
  private func findReturns(_ visited: VisitedRows, _ objective: RolloutObjective, _ workspace: Workspace) {
    let (rows, last) = (workspace.rows, workspace.horizon)
    workspace.samples.removeAll(keepingCapacity: true)
    for row in 0..<rows {
      var steps = last
      for t in 0..<last where visited.ends[t][row] != 0 { steps = t + 1 }
      var sum = workspace.values[last * rows + row]
      for t in (0..<steps).reversed() {
        let reward = visited.rewards[t][row] - objective.entropyWeight * visited.logProbabilities[t][row]
        let value = workspace.values[(t + 1) * rows + row]
        let follows = visited.ends[t][row] == 0 ? (1 - settings.decay) * value + settings.decay * sum : 0
        sum = reward + objective.discount * follows
        workspace.returns[t * rows + row] = sum
        workspace.samples.append(t * rows + row)
      }
    }
  }

  /// One step down the mean of ½(V − G)²; gives the sum.
  private func step(_ workspace: Workspace, _ start: Int, _ count: Int) -> Double {
    let (pass, o) = (workspace.pass, observations)
    for k in 0..<count {
      pass.input.copy(o, of: workspace.inputs, from: workspace.samples[start + k] * o, to: k * o)
    }
    pass.forward(rows: count)
    var sum = 0.0
    for k in 0..<count {
      let (loss, derivative) = squaredError(
        pass.output[k], target: workspace.returns[workspace.samples[start + k]])
      sum += Double(loss)
      pass.outputGradient[k] = derivative / Float(count)
    }
    pass.gradient.fill(0)
    pass.backward(rows: count)
    let norm = Adam.clip(pass.gradient, toNorm: settings.maximumGradientNorm)
    if norm.isFinite { optimizer.step(network.parameters, down: pass.gradient, learningRate: settings.learningRate) }
    return sum
  }

  /// What a shard of a rollout asks for the value at its end.
  package final class Head: TerminalCritic {
    private let pass: NetworkPass
    package var normalizer: InputNormalizer?

    init(_ target: TrainableNetwork, normalizer: InputNormalizer?, capacity: Int) {
      pass = NetworkPass(target, capacity: capacity)
      self.normalizer = normalizer
    }

    package var valuesActions: Bool { false }

    package func evaluate(
      rows: Int, observations: FloatBuffer, actions: FloatBuffer, values: FloatBuffer,
      observationGradient: FloatBuffer, actionGradient: FloatBuffer
    ) {
      let o = pass.network.shape.inputs
      normalizer.apply(to: observations, rows: rows, columns: o, into: pass.input)
      pass.forward(rows: rows)
      values.copy(rows, of: pass.output, from: 0, to: 0)
      for row in 0..<rows { pass.outputGradient[row] = 1 }
      pass.backward(rows: rows, toParameters: false, toInput: true)
      observationGradient.copy(rows * o, of: pass.inputGradient, from: 0, to: 0)
      normalizer.carryBack(through: pass.input, rows: rows, columns: o, observationGradient)
    }
  }

  package func head(capacity: Int) -> Head { Head(target, normalizer: normalizer, capacity: capacity) }
}
