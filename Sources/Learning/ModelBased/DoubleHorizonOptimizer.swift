import Control
import Glibc
package import Mathematics
package import Networks
package import Policies
package import Scenarios

/// DHMBPO (Kubo et al. 2025): long rollouts in the model bring the states, short differentiable ones from there the
/// policy's gradient, critics what follows their end; the critics learn from the same short rollouts (model-based value
/// expansion, Feinberg et al. 2018).
package final class DoubleHorizonOptimizer: ModelPolicyOptimizer {
  package let actor: TrainableNetwork
  package let critics: [SoftCritic]
  package let rollout: DifferentiableRollout
  private let settings: SACSettings
  private let task: ModelTask
  private let window: Int
  private let targetEntropy: Float
  private let seen: ObservationScale
  private let starts: StateRing
  private let rollouts: BranchedRollouts
  private let terminal: [MeanCritic]       // by shard
  /// The window's ends as the critics see them: first observation and action, the last as those reached.
  private let batch: TransitionBatch
  private let states: FloatBuffer          // (rows × s)
  private let softRewards: FloatBuffer     // r − α ln π   (window × rows)
  private let targets: FloatBuffer         // (rows)
  private let logTemperature = FloatBuffer(count: 1)
  private let temperatureGradient = FloatBuffer(count: 1)
  private var temperatureOptimizer = Adam(count: 1, epsilon: 1e-8)
  private var optimizer: Adam
  private var bounds: ValueBounds
  private var sampling: RandomStream
  /// Gradient steps so far; each draws from a stream of that number.
  private var updates = 0
  private let stream: RandomStream
  private var estimate = RolloutEstimate()
  private var entropy = 0.0
  private var gradientNorm: Float = 0

  /// Shards of the rollout, whatever the threads.
  private static let shards = 2

  package init(
    _ ensemble: DynamicsEnsemble, task: ModelTask, observations: Int, actions: Int, settings: MBPOSettings,
    stream: RandomStream
  ) {
    let sac = settings.actorCritic.sac
    self.settings = sac
    self.task = task
    self.stream = stream.split("rollout")
    window = settings.valueGradient.window
    targetEntropy = sac.targetEntropy ?? -Float(actions)
    let activation = Network.Activation(sac.activation)
    actor = TrainableNetwork(
      NetworkShape(inputs: observations, hidden: sac.hidden, outputs: 2 * actions, activation: activation))
    var weights = stream.split("actor")
    actor.initializeUniform(from: &weights)
    optimizer = Adam(count: actor.parameters.count, epsilon: 1e-8)
    let batch = TransitionBatch(rows: sac.batch, observationCount: observations, actionCount: actions)
    self.batch = batch
    critics = (0..<settings.valueGradient.critics).map {
      SoftCritic(
        batch: batch, observations: observations, actions: actions, hidden: sac.hidden, activation: activation,
        layerNorm: sac.layerNorm, dropout: sac.dropout, stream: stream.split("critic", $0))
    }
    for critic in critics { critic.beginAtZero() }
    let seen = ObservationScale(columns: observations)
    self.seen = seen
    let count = min(Self.shards, sac.batch)
    let capacity = (sac.batch + count - 1) / count
    let terminal = critics.isEmpty ? [] : (0..<count).map { [critics] _ in
      MeanCritic(critics, observations: observations, actions: actions, capacity: capacity)
    }
    self.terminal = terminal
    rollout = DifferentiableRollout(
      models: (0..<count).map { [window] _ in
        NormalizedModel(
          EnsembleModel(ensemble, task: task, capacity: capacity, depth: window, keepsActivations: true), seen)
      },
      actors: (0..<count).map { [actor, window] _ in
        ActorPass(actor, head: .squashedGaussian, actionCount: actions, capacity: capacity, depth: window + 1)
      },
      critics: terminal, rows: sac.batch, horizon: window)
    rollouts = BranchedRollouts(ensemble, task: task, actor: actor, stream: stream.split("rollouts"))
    starts = StateRing(width: ensemble.coding.state.count)
    states = FloatBuffer(count: sac.batch * ensemble.coding.state.count)
    softRewards = FloatBuffer(count: window * sac.batch)
    targets = FloatBuffer(count: sac.batch)
    logTemperature[0] = log(sac.initialTemperature)
    bounds = ValueBounds(
      quantile: settings.valueGradient.boundQuantile, discount: sac.discount, rate: sac.learningRate,
      reachesZero: task.canTerminate, count: softRewards.count)
    sampling = stream.split("sampling")
  }

  package var normalizer: InputNormalizer? {
    InputNormalizer(
      mean: seen.scale.mean, inverseDeviation: seen.scale.inverseDeviation, clip: .greatestFiniteMagnitude)
  }
  package var policy: Network { actor.squashedMean(scale: seen.scale) }
  package var rolloutRows: Int { starts.count }
  package var loss: Double { critics.reduce(0) { $0 + $1.loss } / Double(critics.count) + estimate.objective }
  /// α
  package var temperature: Float { exp(logTemperature[0]) }

  /// What the policy sees is normalised by the steps' observations.
  package func modelChanged(_ steps: TransitionBuffer) {
    seen.scale = task.observationScale(of: steps)
  }

  package func branch(_ count: Int, length: Int, from steps: TransitionBuffer, keeping kept: Int, threads: Int) {
    starts.resize(to: kept)
    rollouts.run(count, length: length, from: steps, normalizer: normalizer, threads: threads) { rows, lane in
      starts.append(rows, of: lane.states)
    }
  }

  package func update(_ replay: ReplayBuffer, threads: Int) {
    starts.sample(settings.batch, into: states, from: &sampling)
    for critic in terminal { (critic.centre, critic.halfWidth) = (bounds.centre, bounds.halfWidth) }
    let temperature = temperature
    estimate = rollout.differentiate(
      RolloutObjective(horizon: window, discount: settings.discount, entropyWeight: temperature), states: states,
      drawingFrom: stream.split("update", updates), threads: threads)
    updates += 1
    improveCritics(temperature, threads)
    gradientNorm = Adam.clip(rollout.gradient, toNorm: .infinity)
    optimizer.step(actor.parameters, down: rollout.gradient, learningRate: settings.learningRate)
    adaptTemperature()
  }

  /// Towards y = r₀ + Σ γᵗ (r_t − α ln π_t) + γᴴ (min Q′ − α ln π_H), which ends where a row terminates.
  private func improveCritics(_ temperature: Float, _ threads: Int) {
    let visited = rollout.visited
    batch.observations.copy(batch.observations.count, of: visited.observations[0], from: 0, to: 0)
    batch.actions.copy(batch.actions.count, of: visited.actions[0], from: 0, to: 0)
    batch.reached.copy(batch.reached.count, of: visited.observations[window], from: 0, to: 0)
    for t in 0..<window {
      for row in 0..<batch.rows {
        softRewards[t * batch.rows + row] = visited.rewards[t][row] - temperature * visited.logProbabilities[t][row]
      }
    }
    bounds.add(softRewards)
    let (first, second) = drawTwo()
    let (critics, learningRate, rate) = (critics, settings.learningRate, settings.targetRate)
    let last = visited.actions[window]
    Shards.run(2, threads: threads) { critics[$0 == 0 ? first : second].evaluateTarget(last) }
    findTargets(temperature, critics[first], critics[second])
    let targets = targets
    Shards.run(critics.count, threads: threads) {
      critics[$0].improve(towards: targets, learningRate: learningRate)
      critics[$0].followTarget(rate: rate)
    }
  }

  private func drawTwo() -> (Int, Int) {
    let first = sampling.index(below: critics.count)
    let second = sampling.index(below: critics.count - 1)
    return (first, second < first ? second : second + 1)
  }

  private func findTargets(_ temperature: Float, _ first: SoftCritic, _ second: SoftCritic) {
    let visited = rollout.visited
    for row in 0..<batch.rows {
      var (sum, weight): (Float, Float) = (visited.rewards[0][row], 1)
      var lives = visited.ends[0][row] == 0
      for t in 1..<window where lives {
        weight *= settings.discount
        sum += weight * softRewards[t * batch.rows + row]
        lives = visited.ends[t][row] == 0
      }
      if lives {
        let value = bounds.centre + bounds.halfWidth * min(first.targetValues[row], second.targetValues[row])
        let entropy = temperature * visited.logProbabilities[window][row]
        sum += weight * settings.discount * (bounds.clamp(value) - entropy)
      }
      targets[row] = (sum - bounds.centre) / bounds.halfWidth
    }
  }

  /// One step down −ln α · mean(ln π + H̄), of the first actions.
  private func adaptTemperature() {
    var sum = 0.0
    for row in 0..<batch.rows { sum += Double(rollout.visited.logProbabilities[0][row]) }
    entropy = -sum / Double(batch.rows)
    temperatureGradient[0] = Float(entropy) - targetEntropy
    temperatureOptimizer.step(logTemperature, down: temperatureGradient, learningRate: settings.learningRate)
  }

  package func report(into progress: inout TrainingProgress) {
    progress.add("loss/critic", critics.reduce(0) { $0 + $1.loss } / Double(critics.count))
    progress.add("policy/entropy", entropy)
    progress.add("policy/temperature", Double(temperature))
    progress.add("policy/objective", estimate.objective)
    progress.add("policy/gradient_norm", Double(gradientNorm))
    progress.add("policy/window_survivors", estimate.survivors)
    progress.add("value/lower_bound", Double(bounds.lower))
    progress.add("value/upper_bound", Double(bounds.upper))
  }

  package func save(into writer: inout CheckpointWriter) {
    var state = SavedState()
    state.append(updates)
    state.append(sampling)
    rollouts.save(into: &state)
    bounds.save(into: &state)
    for critic in critics { state.append(critic.stream) }
    for optimizer in optimizers { state.append(optimizer.state.steps) }
    writer.append(state)
    for optimizer in optimizers {
      writer.append(optimizer.state.first)
      writer.append(optimizer.state.second)
    }
    for parameters in parameters { writer.append(parameters.array) }
    writer.append(seen.scale.mean)
    writer.append(seen.scale.deviation)
    starts.save(into: &writer)
  }

  package func restore(_ reader: inout CheckpointReader) -> Bool {
    guard var state = reader.takeState() else { return false }
    updates = state.takeInt()
    sampling = state.takeStream()
    rollouts.restore(&state)
    bounds.restore(&state)
    for critic in critics { critic.stream = state.takeStream() }
    var states: [(steps: Int, first: [Float], second: [Float])] = []
    for optimizer in optimizers {
      guard let first = reader.takeFloats(), let second = reader.takeFloats(),
        first.count == optimizer.state.first.count, second.count == first.count
      else { return false }
      states.append((state.takeInt(), first, second))
    }
    (temperatureOptimizer.state, optimizer.state) = (states[0], states[1])
    for (index, critic) in critics.enumerated() { critic.optimizer.state = states[2 + index] }
    for buffer in parameters {
      guard let saved = reader.takeFloats(), saved.count == buffer.count else { return false }
      buffer.array = saved
    }
    guard let mean = reader.takeFloats(), let deviation = reader.takeFloats(), mean.count == deviation.count,
      mean.count == seen.scale.mean.count
    else { return false }
    seen.scale = ColumnScale(mean: mean, deviation: deviation)
    return starts.restore(&reader)
  }

  /// In the order of the checkpoint.
  private var optimizers: [Adam] { [temperatureOptimizer, optimizer] + critics.map(\.optimizer) }

  private var parameters: [FloatBuffer] {
    [logTemperature, actor.parameters] + critics.flatMap { [$0.network.parameters, $0.target.parameters] }
  }
}
