import Control
public import Foundation
import Mathematics
import Networks
public import Policies
import Processes
public import Scenarios

extension PPOTrainer {
  /// Of several processes every one takes part, and the first one writes.
  public func save(to file: URL) throws(TrainingError) {
    var own = CheckpointWriter()
    try saveOwn(into: &own)
    let parts = try onProcesses { () throws(ProcessFailure) in try processes.gather(own.bytes) }
    guard processes.isFirst else { return }
    try runDescription.save(to: file) { writer throws(TrainingError) in
      saveShared(into: &writer)
      for part in parts { writer.append(part) }
    }
  }

  /// Of several processes every one takes part, and the first one reads.
  public func resume(from file: URL) throws(TrainingError) {
    let read = processes.isFirst ? try CheckpointFile.read(file) : []
    let payload = try onProcesses { () throws(ProcessFailure) in try processes.share(read) }
    var reader = try runDescription.open(payload, of: file)
    guard try restore(&reader) else { throw .cutOff(file) }
  }

  func save(into writer: inout CheckpointWriter) throws(TrainingError) {
    saveShared(into: &writer)
    try saveOwn(into: &writer)
  }

  /// What all processes have alike, but for what goes with the copies.
  private func saveShared(into writer: inout CheckpointWriter) {
    let adam = optimizer.state
    for values in [parameters.array, adam.first, adam.second] { writer.append(values) }
  }

  /// Statistics, random streams and copies of this process.
  private func saveOwn(into writer: inout CheckpointWriter) throws(TrainingError) {
    writer.append(batch.observations.elements)
    var state = SavedState()
    state.append(iteration)
    state.append(optimizer.steps)
    moments.save(into: &state)
    rewardScale.save(into: &state)
    episodes.save(into: &state)
    state.append(shuffling)
    learningRate.save(into: &state)
    region?.save(into: &state)
    for shard in actingShards { for stream in shard.streams { state.append(stream) } }
    privilegedMoments.save(into: &state)
    for value in privileged { state.append(Double(value)) }
    if settings.preemption != nil { state.append(skippedSteps) }
    writer.append(state)
    if policyNetwork.shape.memory != nil { writer.append(memories.flatMap { $0.array }) }

    var world = SavedState()
    try onCopies { () throws(EnvironmentFailure) in try environment.save(into: &world) }
    writer.append(world)
  }

  /// - Returns: false when the checkpoint holds nothing of this shape; this is as before then.
  func restore(_ reader: inout CheckpointReader) throws(TrainingError) -> Bool {
    guard let values = reader.takeFloats(), let first = reader.takeFloats(), let second = reader.takeFloats() else {
      return false
    }
    let remembers = policyNetwork.shape.memory != nil
    for _ in 0..<processes.rank {
      guard reader.takeFloats() != nil, reader.takeState() != nil, !remembers || reader.takeFloats() != nil,
        reader.takeState() != nil
      else { return false }
    }
    guard let observations = reader.takeFloats(), var state = reader.takeState(),
      let remembered = remembers ? reader.takeFloats() : [],
      var world = reader.takeState(), remembered.count == memories.reduce(0, { $0 + $1.count }),
      values.count == parameters.count, first.count == values.count, second.count == values.count,
      observations.count == batch.observations.elements.count
    else { return false }
    try onCopies { () throws(EnvironmentFailure) in try environment.restore(&world) }
    parameters.array = values
    head.refresh()
    batch.observations.elements = observations
    iteration = state.takeInt()
    optimizer.state = (state.takeInt(), first, second)
    moments.restore(&state)
    rewardScale.restore(&state)
    episodes.restore(&state)
    shuffling = state.takeStream()
    learningRate.restore(&state)
    region?.restore(&state)
    for shard in actingShards { for i in shard.streams.indices { shard.streams[i] = state.takeStream() } }
    privilegedMoments.restore(&state)
    for i in privileged.indices { batch.privileged.elements[i] = Float(state.takeReal()) }
    if settings.preemption != nil { skippedSteps = state.takeInt() }
    var place = 0
    for memory in memories {
      memory.array = Array(remembered[place..<place + memory.count])
      place += memory.count
    }
    return true
  }

  /// What policy and value function remember of the copies.
  private var memories: [FloatBuffer] { actingShards.map(\.states) + criticShards.map(\.states) }

  /// What the value function sees next beside the observations.
  private var privileged: [Float] { privilegedMoments.mean.isEmpty ? [] : batch.privileged.elements }

  private var runDescription: RunDescription {
    RunDescription(
      identity: identity, seed: seed, environment: environment, copies: copies.total, processes: processes.count,
      settings: settings)
  }

  /// The policy and the critic of another run's checkpoint, as a place to begin at. A critic that saw privileged values
  /// does not come along, since a learned model and a robot tell none.
  ///
  /// - Parameters:
  ///   - policy: the run's policy file's network, which the checkpoint must hold too.
  ///   - settings: that run's.
  ///   - heldIterations: in which only the critic learns, where it begins untrained.
  /// - Throws: ``TrainingError/unreadableCheckpoint(file:problem:)`` also for one of another policy.
  public static func start(
    from file: URL, policy: Network, settings: PPOSettings, heldIterations: Int = 0, trustRegion: Float?
  ) throws(TrainingError) -> PPOStart {
    var reader = try RunDescription.skip(in: file)
    let shape = NetworkShape(of: policy)
    let actions = policy.levels == nil ? shape.outputs : 0
    let valueShape = settings.shape(inputs: shape.inputs, outputs: 1)
    let deviations = shape.parameterCount..<shape.parameterCount + actions
    guard let values = reader.takeFloats(), reader.takeFloats() != nil, reader.takeFloats() != nil,
      reader.takeFloats() != nil, var state = reader.takeState(),
      case let more = values.count - deviations.upperBound - valueShape.parameterCount,
      more == 0 || settings.asymmetricCritic && more > 0 && more % valueShape.layers[0].outputs == 0,
      Array(values[..<deviations.lowerBound]) == policy.parameters
    else { throw .unreadableCheckpoint(file: file.path, problem: "it does not hold the policy beside it") }
    _ = (state.takeInt(), state.takeInt())  // iteration, steps of the optimiser
    var (moments, rewards) = (RunningMoments(columns: shape.inputs), RunningMoments(columns: 1))
    moments.restore(&state)
    rewards.restore(&state)

    var value: Network?
    if more == 0 {
      let critic = TrainableNetwork(valueShape)
      critic.parameters.array = Array(values[deviations.upperBound...])
      value = critic.network(
        mean: policy.mean, inverseDeviation: policy.inverseDeviation, inputClip: policy.inputClip)
    }
    return PPOStart(
      policy: policy, logDeviations: Array(values[deviations]), value: value,
      rewardScale: settings.rewardScaling ? rewards.inverseDeviations[0] : 1,
      heldIterations: value == nil ? heldIterations : 0, trustRegion: trustRegion)
  }
}
