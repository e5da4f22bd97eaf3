import Control
package import Mathematics
package import Networks
package import Policies
package import Scenarios

/// The policy of policy backprop: its network and optimiser, the critic behind its windows if there is one, and the
/// rollouts that its gradient comes from.
package final class BackpropPolicy {
  package let settings: PolicyBackpropSettings
  package let network: TrainableNetwork
  package let critic: StateCritic?
  package var optimizer: Adam
  /// Of the observations; what the first round's data gave.
  package var normalizer: InputNormalizer? { didSet { rollout = nil } }
  let head: ActorHead
  let task: ModelTask
  let ensemble: DynamicsEnsemble
  private let states: FloatBuffer  // (rollouts × s)
  private let actionCount: Int
  private var rollout: DifferentiableRollout?

  /// Rows that one shard takes through the model together.
  private static let rowsInShard = 32
  private static let inputClip: Float = 10

  package init(
    _ ensemble: DynamicsEnsemble, task: ModelTask, settings: PolicyBackpropSettings, stream: RandomStream
  ) {
    self.settings = settings
    self.task = task
    self.ensemble = ensemble
    let observations = task.observation.count(for: ensemble.interface)
    actionCount = ensemble.interface.actuators.count
    head = settings.policy == .stochastic ? .squashedGaussian : .tanh(deviation: 0)
    network = TrainableNetwork(
      NetworkShape(
        inputs: observations, hidden: settings.hidden, outputs: head.outputs(actions: actionCount),
        activation: Network.Activation(settings.activation)))
    optimizer = Self.optimizer(network, settings)
    critic = settings.critic.enabled
      ? StateCritic(
        settings: settings.critic, observations: observations, activation: settings.activation,
        stream: stream.split("critic")) : nil
    states = FloatBuffer(count: settings.rollouts * ensemble.coding.state.count)
    begin(stream.split("policy"))
  }

  private static func optimizer(_ network: TrainableNetwork, _ settings: PolicyBackpropSettings) -> Adam {
    Adam(
      count: network.parameters.count, beta1: Double(settings.beta1), beta2: Double(settings.beta2), epsilon: 1e-8)
  }

  /// Forgets what was learned.
  private func begin(_ stream: RandomStream) {
    var weights = stream
    network.initialize(hiddenGain: 1, outputGain: 1, from: &weights)
    if settings.policy == .stochastic { softenSpread() }
    optimizer = Self.optimizer(network, settings)
  }

  /// A stochastic policy's ln σ begins near −1 everywhere: wide enough to see by, not so wide that nothing follows.
  private func softenSpread() {
    let layer = network.shape.layers[network.shape.layers.count - 1]
    for i in actionCount..<2 * actionCount {
      for input in 0..<layer.inputs { network.parameters[layer.weights + input * layer.outputs + i] *= 0.1 }
      network.parameters[layer.biases + i] = -1
    }
  }

  /// Takes the observations' scale from the steps: sensors by their spread; sines and cosines stay as they are.
  package func normalize(by steps: TransitionBuffer) {
    let scale = task.observationScale(of: steps)
    let terms = task.observation.terms
    var (mean, inverse) = (scale.mean, scale.inverseDeviation)
    for i in 0..<terms.count * task.observation.frames {
      if case .sensor = terms[i % terms.count] { continue }
      (mean[i], inverse[i]) = (0, 1)
    }
    normalizer = InputNormalizer(mean: mean, inverseDeviation: inverse, clip: Self.inputClip)
  }

  /// An actor's workspace.
  func actor(capacity: Int, head: ActorHead? = nil) -> ActorPass {
    ActorPass(network, head: head ?? self.head, actionCount: actionCount, normalizer: normalizer, capacity: capacity)
  }

  /// Rollouts of this policy in the model; each shard has workspaces of its own.
  func rollouts(rows: Int, horizon: Int, head: ActorHead? = nil, hasCritic: Bool) -> DifferentiableRollout {
    let shards = (rows + Self.rowsInShard - 1) / Self.rowsInShard
    critic?.normalizer = normalizer
    return DifferentiableRollout(
      models: (0..<shards).map { _ in
        EnsembleModel(ensemble, task: task, capacity: Self.rowsInShard, depth: horizon)
      },
      actors: (0..<shards).map { _ in actor(capacity: Self.rowsInShard, head: head) },
      critics: hasCritic ? (0..<shards).compactMap { _ in critic?.head(capacity: Self.rowsInShard) } : [],
      rows: rows, horizon: horizon)
  }

  func objective(window: Int) -> RolloutObjective {
    RolloutObjective(
      horizon: window, discount: settings.discount, entropyWeight: settings.entropyWeight,
      adjointLimit: settings.maximumAdjointNorm ?? .infinity)
  }

  /// What a round's gradient steps came to.
  package struct Improvement: Sendable, Equatable {
    /// Mean over the last tenth of the steps.
    package var objective = 0.0
    /// Of the gradients before the clip.
    package var gradientNorm = 0.0
    /// Steps left out because their gradient was not finite.
    package var skipped = 0
  }

  /// Gradient steps in the model as it stands.
  package func improve(
    window: Int, starts: RolloutStarts, steps: TransitionBuffer, stream: RandomStream, threads: Int
  ) -> Improvement {
    let (rollout, objective) = (workspace(window), objective(window: window))
    var draws = stream.split("starts")
    var improvement = Improvement()
    let tail = max(1, settings.updates / 10)
    for update in 0..<settings.updates {
      starts.draw(settings.starts, rows: settings.rollouts, or: steps, into: states, from: &draws)
      let estimate = rollout.differentiate(
        objective, states: states, drawingFrom: stream.split("update", update), threads: threads)
      let norm = Adam.clip(rollout.gradient, toNorm: settings.maximumGradientNorm)
      if norm.isFinite, estimate.isFinite {
        let part = Float(update) / Float(settings.updates)
        let rate = settings.learningRate + part * (settings.finalLearningRate - settings.learningRate)
        optimizer.step(network.parameters, down: rollout.gradient, learningRate: rate)
        critic?.learn(from: rollout.visited, objective, drawingFrom: stream.split("critic", update))
      } else {
        improvement.skipped += 1
      }
      if update >= settings.updates - tail {
        improvement.objective += estimate.objective / Double(tail)
        improvement.gradientNorm += Double(norm) / Double(tail)
      }
    }
    return improvement
  }

  /// The same for this policy and for some that begin anew; the best of them, from where episodes begin, goes on.
  ///
  /// - Returns: of the one that goes on, and each one's objective, this policy's first.
  package func improveWithRestarts(
    _ restarts: Int, window: Int, starts: RolloutStarts, steps: TransitionBuffer, stream: RandomStream, threads: Int
  ) -> (best: Improvement, objectives: [Double]) {
    var best: (improvement: Improvement, objective: Double, parameters: [Float], moments: Adam)?
    var objectives: [Double] = []
    for candidate in 0...restarts {
      let own = stream.split("candidate", candidate)
      if candidate > 0 { begin(own.split("weights")) }
      let improvement = improve(window: window, starts: starts, steps: steps, stream: own, threads: threads)
      var draws = stream.split("comparison")
      starts.draw(.episodes, rows: settings.rollouts, or: steps, into: states, from: &draws)
      let objective = workspace(window).estimate(
        objective(window: window), states: states, drawingFrom: draws, threads: threads
      ).objective
      objectives.append(objective)
      // What is not a number loses; an equal one comes too late.
      if best.map({ objective > $0.objective || !$0.objective.isFinite }) ?? true {
        best = (improvement, objective, network.parameters.array, optimizer)
      }
    }
    guard let best else { preconditionFailure("there is always a candidate") }
    network.parameters.array = best.parameters
    optimizer = best.moments
    return (best.improvement, objectives)
  }

  private func workspace(_ window: Int) -> DifferentiableRollout {
    if let rollout, rollout.horizon == window { return rollout }
    let made = rollouts(rows: settings.rollouts, horizon: window, hasCritic: true)
    rollout = made
    return made
  }

  /// The action without exploration: tanh of the mean, normaliser included.
  package var policy: Network {
    let count = network.shape.inputs
    var value = network.network(
      mean: normalizer?.mean ?? [Float](repeating: 0, count: count),
      inverseDeviation: normalizer?.inverseDeviation ?? [Float](repeating: 1, count: count),
      inputClip: normalizer?.clip ?? .greatestFiniteMagnitude)
    let last = value.layers.removeLast()
    value.layers.append(
      Network.Layer(
        inputs: last.inputs, outputs: actionCount,
        weights: (0..<last.inputs).flatMap { last.weights[$0 * last.outputs..<$0 * last.outputs + actionCount] },
        biases: Array(last.biases.prefix(actionCount)), activation: .tanh))
    return value
  }

  // MARK: Checkpoint

  package func save(into writer: inout CheckpointWriter) {
    var state = SavedState()
    state.append(normalizer != nil)
    state.append(optimizer.state.steps)
    state.append(critic?.optimizer.state.steps ?? 0)
    writer.append(state)
    writer.append(normalizer?.mean ?? [])
    writer.append(normalizer?.inverseDeviation ?? [])
    writer.append(network.parameters.array)
    writer.append(optimizer.state.first)
    writer.append(optimizer.state.second)
    guard let critic else { return }
    for values in [
      critic.network.parameters.array, critic.target.parameters.array, critic.optimizer.state.first,
      critic.optimizer.state.second,
    ] { writer.append(values) }
  }

  /// - Returns: false when the checkpoint holds no policy of this shape; it cannot be used any more then.
  package func restore(_ reader: inout CheckpointReader) -> Bool {
    guard var state = reader.takeState(), state.words.count == 3, let mean = reader.takeFloats(),
      let inverse = reader.takeFloats(), let policy = Self.take(3, of: network.parameters.count, &reader)
    else { return false }
    let isNormalized = state.takeFlag()
    guard !isNormalized || mean.count == network.shape.inputs && inverse.count == mean.count else { return false }
    normalizer = isNormalized
      ? InputNormalizer(mean: mean, inverseDeviation: inverse, clip: Self.inputClip) : nil
    network.parameters.array = policy[0]
    optimizer.state = (state.takeInt(), policy[1], policy[2])
    let criticSteps = state.takeInt()
    guard let critic else { return true }
    guard let values = Self.take(4, of: critic.network.parameters.count, &reader) else { return false }
    critic.network.parameters.array = values[0]
    critic.target.parameters.array = values[1]
    critic.optimizer.state = (criticSteps, values[2], values[3])
    return true
  }

  private static func take(_ count: Int, of size: Int, _ reader: inout CheckpointReader) -> [[Float]]? {
    var all: [[Float]] = []
    for _ in 0..<count {
      guard let values = reader.takeFloats(), values.count == size else { return nil }
      all.append(values)
    }
    return all
  }
}
