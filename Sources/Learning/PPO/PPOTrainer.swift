import CKernels
public import Control
import Glibc
import Mathematics
import Networks
public import Policies
public import Processes
public import Scenarios

/// Proximal policy optimization (Schulman et al. 2017) with generalized advantages on N copies of an environment.
///
/// Several processes may share the copies; what is learned is the same, to rounding, however many they are.
///
/// An iteration collects a rollout, estimates advantages and takes several epochs of minibatch steps. All work is cut
/// into shards that do not depend on the number of threads, and sums are taken in the shards' order, so a seed gives
/// the same bits for any `threads`.
public final class PPOTrainer: PolicyTrainer {
  public let settings: PPOSettings
  public let seed: UInt64
  public let threads: Int
  /// What the environment is made of, such as the resolved scenario's hash; checkpoints carry it.
  public let identity: String

  // What learns: one vector under one optimiser.
  let parameters: FloatBuffer  // policy | the head's own | value function
  let policyNetwork: TrainableNetwork
  let valueNetwork: TrainableNetwork
  let start: PPOStart?
  let region: TrustRegion?
  let head: ActionHead
  var optimizer: Adam
  var learningRate: LearningRate
  var moments: RunningMoments
  /// Of what the value function sees beside the observation; no columns where it sees no more.
  var privilegedMoments: RunningMoments

  // With whom it learns, and which of the copies are this process's.
  let processes: any Communicator
  let copies: SharedCopies
  var journal = StepJournal()
  /// Of the last rollout, by rank.
  var rolloutSteps: [Int] = []

  // What it learns from.
  let environment: any VectorEnvironment
  var batch: StepBatch
  var actions: Matrix
  let rollout: Rollout
  var rewardScale: RewardScale
  var episodes: EpisodeWindow
  private var losses = Losses()

  /// Means over an iteration's minibatches.
  private struct Losses {
    var policy = 0.0
    var value = 0.0
    /// Of r − 1 − ln r (Schulman's third estimator), nats.
    var divergence = 0.0
    var clipped = 0.0
    /// From the trust region's middle, nats.
    var anchorDivergence = 0.0
    var entropy = 0.0
    /// Before the clip.
    var gradientNorm = 0.0
  }

  // How the work is cut.
  let actingShards: [ActingShard]
  /// Of a value function that remembers; else the gradient's shards value all rows at once.
  let criticShards: [CriticShard]
  let gradientShards: [GradientShard]
  let gradient: FloatBuffer
  private var order: MinibatchOrder
  var shuffling: RandomStream
  public internal(set) var iteration = 0
  /// That pre-empted processes did not take.
  var skippedSteps = 0

  static let copiesInShard = 128
  private static let inputClip: Float = 10
  private var stopwatch = Stopwatch()

  /// - Parameters:
  ///   - environment: this process's part of the settings' copies; of a process alone it may have any number.
  ///   - start: where training begins; nil: from scratch.
  ///   - encoder: of a teacher, whose policy sees the present and what this makes of the privileged values; nil: the
  ///     policy sees the observation.
  ///   - identity: what the environment is made of, such as the resolved scenario's hash.
  /// - Precondition: a start's networks fit the environment.
  public init(
    environment: any VectorEnvironment, settings: PPOSettings, start: PPOStart? = nil,
    encoder: (hidden: [Int], outputs: Int)? = nil, seed: UInt64, threads: Int, identity: String = "",
    processes: any Communicator = SingleProcess()
  ) {
    self.environment = environment
    self.settings = settings
    self.start = start
    self.seed = seed
    self.threads = threads
    self.identity = identity
    self.processes = processes
    let (o, a, copies) = (environment.observationCount, environment.actionCount, environment.count)
    let shared = SharedCopies(total: processes.count > 1 ? settings.copies : copies, in: processes)
    precondition(shared.own.count == copies, "the environment has other copies than this process's part")
    self.copies = shared
    let stream = RandomStream(seed: seed).split("ppo")

    let levels = start.map { $0.policy.levels } ?? settings.actionLevels
    // A start's value function sees what its policy sees.
    let p = settings.asymmetricCritic && start == nil ? environment.privilegedCount : 0
    var shapes = Self.shapes(settings, start, observations: o, privileged: p, outputs: a * (levels ?? 1))
    if let encoder {
      shapes.policy = settings.teacher(
        of: environment, encoder: encoder, privileged: p, outputs: a * (levels ?? 1))
    }
    let deviations = shapes.policy.parameterCount..<shapes.policy.parameterCount + (levels == nil ? a : 0)
    parameters = FloatBuffer(count: deviations.upperBound + shapes.value.parameterCount)
    policyNetwork = TrainableNetwork(shapes.policy, parameters: parameters.view(0..<deviations.lowerBound))
    let logDeviations = parameters.view(deviations)
    head = levels.map { .categorical(Categorical(count: a, levels: $0)) }
      ?? .gaussian(DiagonalGaussian(logDeviations: logDeviations))
    valueNetwork = TrainableNetwork(
      shapes.value, parameters: parameters.view(deviations.upperBound..<parameters.count))
    // Gains after Andrychowicz et al. 2021: a policy that begins near zero whatever it sees.
    var policyStream = stream.split("policy")
    var valueStream = stream.split("value")
    policyNetwork.initialize(hiddenGain: 1.414, outputGain: 0.01, from: &policyStream)
    valueNetwork.initialize(hiddenGain: 1.414, outputGain: 1, from: &valueStream)
    logDeviations.fill(settings.initialLogStandardDeviation)
    if let start {
      policyNetwork.load(start.policy)
      if let value = start.value { valueNetwork.load(value) }
      logDeviations.array = start.logDeviations
      head.refresh()
    }
    region = start?.trustRegion.map { [policyNetwork, head] in TrustRegion(around: policyNetwork, head: head, limit: $0) }
    optimizer = Adam(count: parameters.count)
    learningRate = LearningRate(settings)
    moments = RunningMoments(columns: o)
    privilegedMoments = RunningMoments(columns: p)

    batch = environment.makeBatch()
    actions = Matrix(rows: copies, columns: a)
    rollout = Rollout(
      steps: settings.rolloutSteps, copies: copies, sequenceSteps: settings.memory == nil ? 1 : settings.sequenceSteps,
      observationCount: o, actionCount: a, privilegedCount: p,
      isTeacher: encoder != nil, states: (shapes.policy.stateCount, shapes.value.stateCount),
      anchorOutputs: region == nil ? 0 : head.outputs)
    rewardScale = RewardScale(copies: shared.total, discount: settings.discount)
    episodes = EpisodeWindow(
      copies: shared.total, capacity: max(100, shared.total), rewardTerms: environment.rewardTermNames)

    let actingCount = (copies + Self.copiesInShard - 1) / Self.copiesInShard
    let (policy, value, anchor) = (policyNetwork, valueNetwork, region?.network)
    let parts = (0..<actingCount).map { Shards.rows(of: $0, count: actingCount, total: copies) }
    actingShards = parts.map {
      ActingShard(
        copies: $0, firstCopy: shared.own.lowerBound, policy: policy, anchor: anchor, observationCount: o,
        privilegedCount: p, exploration: stream.split("exploration"))
    }
    criticShards = value.shape.memory == nil ? [] : parts.map { CriticShard(copies: $0, value: value) }
    let sequenceSteps = rollout.sequenceSteps
    precondition(shared.total * settings.rolloutSteps >= settings.minibatches, "more minibatches than samples")
    let minibatch = max(1, rollout.sampleCount / settings.minibatches)
    let head = head
    gradientShards = (0..<min(8, (minibatch + GradientShard.block - 1) / GradientShard.block)).map { _ in
      GradientShard(policy: policy, head: head, value: value, sequenceSteps: sequenceSteps)
    }
    gradient = FloatBuffer(count: parameters.count)
    order = MinibatchOrder(copies: shared, minibatches: settings.minibatches)
    shuffling = stream.split("shuffling")
  }

  /// Over all copies, where none is pre-empted.
  public var stepsPerIteration: Int { settings.rolloutSteps * copies.total }
  public var iterations: Int { (settings.totalSteps + stepsPerIteration - 1) / stepsPerIteration }
  public var steps: Int { iteration * stepsPerIteration - skippedSteps }

  public var policy: Network {
    var policy = value(of: policyNetwork, seeing: normalizer)
    if case .categorical(let head) = head { policy.levels = head.levels }
    return policy
  }
  /// The value function in units of the scaled reward; see ``PPOSettings/asymmetricCritic`` for what it sees.
  public var valueFunction: Network {
    value(of: valueNetwork, seeing: privilegedNormalizer.map { normalizer.followed(by: $0) } ?? normalizer)
  }
  /// ln σ of the exploration; empty where the policy chooses among levels.   (actions)
  public var logStandardDeviations: [Float] {
    if case .gaussian(let head) = head { head.logDeviations.array } else { [] }
  }

  public func step() throws(TrainingError) -> TrainingProgress {
    if iteration == 0 { try onCopies { () throws(EnvironmentFailure) in try environment.reset(into: &batch) } }
    stopwatch.begin(steps: steps)
    iteration += 1
    head.refresh()
    try collect()
    stopwatch.collected()
    estimateAdvantages()
    try update()
    try checkThatProcessesAgree()
    return report()
  }

  // MARK: The update

  private func update() throws(TrainingError) {
    losses = Losses()
    learningRate.begin(after: Float(iteration - 1) / Float(max(1, iterations)))
    order.begin(steps: rolloutSteps, of: rollout)
    skippedSteps += stepsPerIteration - order.sampleCount
    for epoch in 0..<settings.epochs {
      order.shuffle(using: &shuffling, of: rollout)
      for minibatch in 0..<settings.minibatches {
        let samples = order.sampleCount(of: minibatch)
        differentiate(order.places(of: minibatch), of: samples)
        reduceGradient()
        if iteration <= start?.heldIterations ?? 0 { holdPolicy() }
        let norm = Adam.clip(gradient, toNorm: settings.maximumGradientNorm)
        guard norm.isFinite else { throw .diverged(iteration: iteration, quantity: "the gradient") }
        learningRate.adapt(to: epoch == 0 && minibatch == 0 ? nil : divergence(samples))
        optimizer.step(parameters, down: gradient, learningRate: learningRate.value)
        head.refresh()
        gather(norm, samples)
      }
    }
    region?.adapt(to: Float(losses.anchorDivergence))
  }

  /// Leaves the policy as it is: this step is the critic's alone.
  private func holdPolicy() {
    for i in 0..<policyNetwork.shape.parameterCount + head.parameterCount { gradient[i] = 0 }
  }

  /// The gradient of the whole loss over a minibatch of `samples`, as far as it comes from this process's sequences:
  /// surrogate + c₁ · squared error − c₂ · entropy (eq. 9).
  private func differentiate(_ places: Range<Int>, of samples: Int) {
    let (rollout, shards, head, region) = (rollout, gradientShards, head, region)
    let settings = settings
    let surrogate = ClippedSurrogate(clip: settings.clip)
    let scale = 1 / Float(samples)
    let advantageScale = settings.advantageNormalization == .minibatch ? rollout.advantageScale(places, in: processes) : nil
    Shards.run(2 * shards.count, threads: threads) { job in
      let part = Shards.rows(of: job / 2, count: shards.count, total: places.count)
      let rows = places.lowerBound + part.lowerBound..<places.lowerBound + part.upperBound
      if job % 2 == 0 {
        shards[job / 2].differentiatePolicy(
          rows, of: rollout, surrogate: surrogate, head: head, entropyWeight: settings.entropyCoefficient,
          region: region, advantageScale: advantageScale, scale: scale)
      } else {
        shards[job / 2].differentiateValue(
          rows, of: rollout, clip: settings.valueClip, scale: scale * settings.valueCoefficient)
      }
    }
    gradient.fill(0)
    for shard in shards {
      s2r_axpy(gradient.count, 1, shard.gradient.address(gradient.count), gradient.address(gradient.count))
    }
  }

  private func gather(_ norm: Float, _ samples: Int) {
    let weight = 1 / Double(settings.epochs * settings.minibatches)
    for shard in gradientShards {
      losses.policy += weight * shard.policyStatistics.loss / Double(samples)
      losses.divergence += weight * shard.policyStatistics.divergence / Double(samples)
      losses.clipped += weight * shard.policyStatistics.clipped / Double(samples)
      losses.anchorDivergence += weight * shard.policyStatistics.anchorDivergence / Double(samples)
      losses.entropy += weight * shard.policyStatistics.entropy / Double(samples)
      losses.value += weight * shard.valueLoss / Double(samples)
    }
    losses.gradientNorm += weight * Double(norm)
  }

  /// Of the policy as it was when the last gradient was taken, from the one that collected the rollout, nats.
  private func divergence(_ samples: Int) -> Double {
    gradientShards.reduce(0) { $0 + $1.policyStatistics.divergence } / Double(samples)
  }

  // MARK: What is told

  private func report() -> TrainingProgress {
    var progress = TrainingProgress()
    progress.iteration = iteration
    progress.iterations = iterations
    progress.steps = steps
    progress.totalSteps = iterations * stepsPerIteration
    episodes.report(into: &progress)
    for (tag, value) in [
      ("loss/policy", losses.policy), ("loss/value", losses.value), ("policy/entropy", losses.entropy),
      ("policy/divergence", losses.divergence), ("policy/clip_fraction", losses.clipped),
      ("optimizer/learning_rate", Double(learningRate.value)),
      ("optimizer/gradient_norm", losses.gradientNorm),
    ] { progress.add(tag, value) }
    let deviations = logStandardDeviations.map { exp(Double($0)) }
    if !deviations.isEmpty { progress.add("policy/deviation", deviations.reduce(0, +) / Double(deviations.count)) }
    if let region {
      progress.add("policy/divergence_from_start", losses.anchorDivergence)
      progress.add("policy/trust_region_weight", Double(region.weight))
    }
    stopwatch.end(into: &progress)
    return progress
  }

  /// What observations go through; it moves as long as the training goes on from scratch.
  var normalizer: InputNormalizer {
    if let policy = start?.policy {
      return InputNormalizer(mean: policy.mean, inverseDeviation: policy.inverseDeviation, clip: policy.inputClip)
    }
    return normalizer(by: moments)
  }

  /// The shapes of policy and value function: the start's where it has them, else the settings'.
  private static func shapes(
    _ settings: PPOSettings, _ start: PPOStart?, observations: Int, privileged: Int, outputs: Int
  ) -> (policy: NetworkShape, value: NetworkShape) {
    func shape(_ network: Network?, remembers: Bool, inputs: Int, outputs: Int) -> NetworkShape {
      let shape = network.map { NetworkShape(of: $0) }
        ?? settings.shape(inputs: inputs, outputs: outputs, remembers: remembers)
      precondition(shape.inputs == inputs && shape.outputs == outputs, "the start does not fit the environment")
      return shape
    }
    return (
      shape(start?.policy, remembers: true, inputs: observations, outputs: outputs),
      // Privileged values tell more of the variant than a memory finds out.
      shape(start?.value, remembers: privileged == 0, inputs: observations + privileged, outputs: 1)
    )
  }

  /// What the value function sees beside the observation goes through; nil: it sees no more.
  var privilegedNormalizer: InputNormalizer? {
    guard !privilegedMoments.mean.isEmpty else { return nil }
    return normalizer(by: privilegedMoments)
  }

  private func normalizer(by moments: RunningMoments) -> InputNormalizer {
    guard settings.observationNormalization else { return .none(columns: moments.mean.count) }
    return InputNormalizer(mean: moments.means, inverseDeviation: moments.inverseDeviations, clip: Self.inputClip)
  }

  private func value(of network: TrainableNetwork, seeing normalizer: InputNormalizer) -> Network {
    network.network(
      mean: normalizer.mean, inverseDeviation: normalizer.inverseDeviation, inputClip: normalizer.clip)
  }
}

extension PPOSettings {
  /// - Parameter remembers: whether with the memory, where the settings have one.
  func shape(inputs: Int, outputs: Int, remembers: Bool = true) -> NetworkShape {
    NetworkShape(
      inputs: inputs, memory: remembers ? memory.map { (Network.RecurrentLayer.Kind($0), memorySize) } : nil,
      hidden: hidden, outputs: outputs, activation: Network.Activation(activation), layerNorm: layerNorm)
  }
}

extension PPOSettings {
  /// A policy over the present and what an encoder makes of the privileged values behind the observation.
  fileprivate func teacher(
    of environment: any VectorEnvironment, encoder: (hidden: [Int], outputs: Int), privileged: Int, outputs: Int
  ) -> NetworkShape {
    precondition(privileged > 0, "a teacher is told something")
    let (o, activation) = (environment.observationCount, Network.Activation(activation))
    return NetworkShape(
      latent: .init(
        present: environment.layout.presentColumns(for: environment.interface), told: Array(o..<o + privileged),
        inputs: o + privileged,
        encoder: NetworkShape(
          inputs: privileged, hidden: encoder.hidden, outputs: encoder.outputs, activation: activation)),
      hidden: hidden, outputs: outputs, activation: activation, layerNorm: layerNorm)
  }
}

extension Network.RecurrentLayer.Kind {
  init(_ name: MemoryName) { self = name == .gru ? .gru : .lstm }
}

extension Network.Activation {
  init(_ name: ActivationName) {
    switch name {
    case .tanh: self = .tanh
    case .elu: self = .elu
    case .relu: self = .relu
    case .silu: self = .silu
    }
  }
}
