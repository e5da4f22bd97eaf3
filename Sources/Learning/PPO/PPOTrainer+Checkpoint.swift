import Control
public import Foundation
import Mathematics
import Networks
import Scenarios

extension PPOTrainer {
  /// Writes everything that the rest of the run depends on; the file is the old one or the new one, never half of it.
  ///
  /// - Throws: ``TrainingError/unwritableCheckpoint(file:problem:)``.
  public func save(to file: URL) throws(TrainingError) {
    var writer = CheckpointWriter()
    let description = runDescription
    writer.append(UInt64(description.count))
    for line in description { writer.append(line) }
    let adam = optimizer.state
    for values in [parameters.array, adam.first, adam.second, batch.observations.elements] { writer.append(values) }

    var state = SavedState()
    state.append(iteration)
    state.append(adam.steps)
    moments.save(into: &state)
    rewardScale.save(into: &state)
    episodes.save(into: &state)
    state.append(shuffling)
    for shard in actingShards { for stream in shard.streams { state.append(stream) } }
    writer.append(state)

    var world = SavedState()
    environment.save(into: &world)
    writer.append(world)
    try CheckpointFile.write(writer.bytes, to: file)
  }

  /// Goes on from a checkpoint of the same run, to the same bits as if it had never stopped.
  ///
  /// - Throws: ``TrainingError/unreadableCheckpoint(file:problem:)`` or ``TrainingError/otherRun(file:difference:)``;
  ///   the trainer is as before then.
  public func resume(from file: URL) throws(TrainingError) {
    let payload = try CheckpointFile.read(file)
    var reader = CheckpointReader(payload[...])
    let unreadable = TrainingError.unreadableCheckpoint(file: file.path, problem: "its content ends too soon")

    guard let lines = reader.takeWord(), lines == UInt64(runDescription.count) else {
      throw .unreadableCheckpoint(file: file.path, problem: "it describes its run in another way")
    }
    for line in runDescription {
      guard let saved = reader.takeText() else { throw unreadable }
      guard saved == line else { throw .otherRun(file: file.path, difference: "its \(saved) is not \(line)") }
    }

    guard let values = reader.takeFloats(), let first = reader.takeFloats(), let second = reader.takeFloats(),
      let observations = reader.takeFloats(), var state = reader.takeState(), var world = reader.takeState(),
      reader.isAtEnd, values.count == parameters.count, first.count == values.count, second.count == values.count,
      observations.count == batch.observations.elements.count
    else { throw unreadable }
    parameters.array = values
    batch.observations.elements = observations
    iteration = state.takeInt()
    optimizer.state = (state.takeInt(), first, second)
    moments.restore(&state)
    rewardScale.restore(&state)
    episodes.restore(&state)
    shuffling = state.takeStream()
    for shard in actingShards { for i in shard.streams.indices { shard.streams[i] = state.takeStream() } }
    environment.restore(&world)
  }

  /// What must agree for a checkpoint to be this run's, by the names of the scenario file.
  private var runDescription: [String] {
    [
      "scenario: \(identity)", "seed: \(seed)",
      "environment: [\(environment.count) copies, \(environment.observationCount) observations, "
        + "\(environment.actionCount) actions]",
    ] + settings.yaml
  }
}
