import CKernels
public import Control
public import Foundation
import Mathematics
import Networks
public import Policies
public import Scenarios

/// Rapid motor adaptation (Kumar et al. 2021): a teacher that is told the physics, and a pupil that finds them out.
///
/// PPO trains the teacher. Then the pupil acts, through the teacher's policy, and learns on the way to find in the
/// observation's history what the teacher's encoder makes of the truth. Observation normaliser and policy stand still
/// meanwhile. All work is cut into shards that do not depend on the number of threads.
public final class RMATrainer: PolicyTrainer {
  public let settings: RMASettings
  public let threads: Int
  let teacher: PPOTrainer
  private let parts: Teacher
  let pupil: TrainableNetwork
  var optimizer: Adam
  private let gradient: FloatBuffer
  private let lessons: Lessons
  let pupilShards: [PupilShard]
  private let lessonShards: [LessonShard]
  var shuffling: RandomStream
  /// Iterations of the pupil.
  var adapted = 0
  private var actions: Matrix
  private var stopwatch = Stopwatch()

  /// - Precondition: the environment tells privileged values.
  public init(
    environment: any VectorEnvironment, settings: RMASettings, seed: UInt64, threads: Int, identity: String = ""
  ) {
    self.settings = settings
    self.threads = threads
    teacher = PPOTrainer(
      environment: environment, settings: settings.ppo, encoder: (settings.encoderHidden, settings.latent), seed: seed,
      threads: threads, identity: identity)
    parts = Teacher(teacher.policyNetwork)
    let stream = RandomStream(seed: seed).split("rma")
    pupil = TrainableNetwork(
      NetworkShape(
        inputs: environment.observationCount, hidden: settings.adaptationHidden, outputs: settings.latent,
        activation: Network.Activation(settings.ppo.activation)))
    var initial = stream.split("pupil")
    pupil.initialize(hiddenGain: 1.414, outputGain: 1, from: &initial)
    optimizer = Adam(count: pupil.parameters.count)
    gradient = FloatBuffer(count: pupil.parameters.count)
    let copies = environment.count
    lessons = Lessons(
      steps: settings.ppo.rolloutSteps, copies: copies, observationCount: environment.observationCount,
      latentCount: settings.latent, actionCount: environment.actionCount)
    actions = Matrix(rows: copies, columns: environment.actionCount)
    let count = (copies + PPOTrainer.copiesInShard - 1) / PPOTrainer.copiesInShard
    pupilShards = (0..<count).map { [parts, pupil] in
      PupilShard(
        copies: Shards.rows(of: $0, count: count, total: copies), teacher: parts, pupil: pupil,
        exploration: stream.split("exploration"))
    }
    lessonShards = (0..<4).map { [pupil] _ in LessonShard(pupil) }
    shuffling = stream.split("shuffling")
  }

  public var seed: UInt64 { teacher.seed }
  public var iteration: Int { teacher.iteration + adapted }
  public var iterations: Int {
    teacher.iterations + (settings.adaptationSteps + teacher.stepsPerIteration - 1) / teacher.stepsPerIteration
  }
  public var steps: Int { iteration * teacher.stepsPerIteration }

  /// The pupil's: history → latent, and the teacher's policy behind it.
  public var policy: Network {
    func layers(_ network: TrainableNetwork) -> [Network.Layer] {
      let count = network.shape.inputs
      return network.network(
        mean: [Float](repeating: 0, count: count), inverseDeviation: [Float](repeating: 1, count: count), inputClip: 1
      ).layers
    }
    let normalizer = teacher.normalizer
    var levels: Int?
    if case .categorical(let head) = teacher.head { levels = head.levels }
    return Network(
      mean: normalizer.mean, inverseDeviation: normalizer.inverseDeviation, inputClip: normalizer.clip,
      latent: Network.Latent(present: parts.present, layers: layers(pupil)), layers: layers(parts.policy),
      levels: levels)
  }

  public func step() throws(TrainingError) -> TrainingProgress {
    var progress = TrainingProgress()
    if teacher.isFinished {
      progress = try adapt()
    } else {
      progress = try teacher.step()
    }
    (progress.iteration, progress.iterations) = (iteration, iterations)
    progress.totalSteps = iterations * teacher.stepsPerIteration
    return progress
  }

  private func adapt() throws(TrainingError) -> TrainingProgress {
    stopwatch.begin(steps: steps)
    adapted += 1
    try collect()
    stopwatch.collected()
    let error = try learn()
    var progress = TrainingProgress()
    (progress.iteration, progress.steps) = (iteration, steps)
    progress.totalSteps = iterations * teacher.stepsPerIteration
    teacher.episodes.report(into: &progress)
    progress.add("adaptation/squared_error", error)
    stopwatch.end(into: &progress)
    return progress
  }

  private func collect() throws(TrainingError) {
    teacher.head.refresh()
    guard let told = teacher.privilegedNormalizer else { preconditionFailure("a teacher is told something") }
    for step in 0..<settings.ppo.rolloutSteps {
      act(at: step, seen: teacher.normalizer, told: told)
      try onEnvironment { () throws(EnvironmentFailure) in
        try teacher.environment.step(actions, into: &teacher.batch)
      }
      teacher.episodes.add(teacher.batch)
    }
  }

  private func act(at step: Int, seen: InputNormalizer, told: InputNormalizer) {
    let (batch, head, shards, lessons) = (teacher.batch, teacher.head, pupilShards, lessons)
    Shards.run(shards.count, threads: threads) {
      shards[$0].act(on: batch, at: step, of: lessons, seen: seen, told: told, head: head)
    }
    for i in actions.elements.indices { actions.elements[i] = lessons.actions[i] }
  }

  /// - Returns: (ẑ − z)², a mean over the latent's numbers and the minibatches.
  private func learn() throws(TrainingError) -> Double {
    let (lessons, shards) = (lessons, lessonShards)
    let (epochs, minibatches) = (settings.adaptationEpochs, settings.ppo.minibatches)
    var squares = 0.0
    lessons.sortOrder()
    for _ in 0..<epochs {
      lessons.shuffle(using: &shuffling)
      for minibatch in 0..<minibatches {
        let places = Shards.rows(of: minibatch, count: minibatches, total: lessons.order.count)
        let scale = 1 / Float(places.count * lessons.latentCount)
        Shards.run(shards.count, threads: threads) { shard in
          let part = Shards.rows(of: shard, count: shards.count, total: places.count)
          shards[shard].differentiate(
            places.lowerBound + part.lowerBound..<places.lowerBound + part.upperBound, of: lessons, scale: scale)
        }
        gradient.fill(0)
        for shard in shards {
          s2r_axpy(gradient.count, 1, shard.gradient.address(gradient.count), gradient.address(gradient.count))
          squares += shard.squares / Double(places.count * lessons.latentCount * epochs * minibatches)
        }
        let norm = Adam.clip(gradient, toNorm: settings.ppo.maximumGradientNorm)
        guard norm.isFinite else { throw .diverged(iteration: iteration, quantity: "the gradient") }
        optimizer.step(pupil.parameters, down: gradient, learningRate: settings.adaptationLearningRate)
      }
    }
    return squares
  }

  // MARK: Checkpoints

  private var runDescription: RunDescription {
    RunDescription(
      identity: teacher.identity, seed: seed, environment: teacher.environment, settings: settings)
  }

  public func save(to file: URL) throws(TrainingError) {
    try runDescription.save(to: file) { writer throws(TrainingError) in
      let adam = optimizer.state
      for values in [pupil.parameters.array, adam.first, adam.second] { writer.append(values) }
      var state = SavedState()
      state.append(adam.steps)
      state.append(adapted)
      state.append(shuffling)
      for shard in pupilShards { for stream in shard.streams { state.append(stream) } }
      writer.append(state)
      try teacher.save(into: &writer)
    }
  }

  public func resume(from file: URL) throws(TrainingError) {
    var reader = try runDescription.open(file)
    guard let values = reader.takeFloats(), let first = reader.takeFloats(), let second = reader.takeFloats(),
      var state = reader.takeState(), values.count == pupil.parameters.count, first.count == values.count,
      second.count == values.count, try teacher.restore(&reader)
    else { throw .cutOff(file) }
    pupil.parameters.array = values
    optimizer.state = (state.takeInt(), first, second)
    adapted = state.takeInt()
    shuffling = state.takeStream()
    for shard in pupilShards { for i in shard.streams.indices { shard.streams[i] = state.takeStream() } }
  }
}
