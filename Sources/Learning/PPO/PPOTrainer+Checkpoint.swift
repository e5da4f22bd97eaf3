import Control
public import Foundation
import Mathematics
import Networks
import Scenarios

extension PPOTrainer {
  public func save(to file: URL) throws(TrainingError) {
    try runDescription.save(to: file) { writer throws(TrainingError) in
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
      try onEnvironment { () throws(EnvironmentFailure) in try environment.save(into: &world) }
      writer.append(world)
    }
  }

  public func resume(from file: URL) throws(TrainingError) {
    var reader = try runDescription.open(file)
    guard let values = reader.takeFloats(), let first = reader.takeFloats(), let second = reader.takeFloats(),
      let observations = reader.takeFloats(), var state = reader.takeState(), var world = reader.takeState(),
      reader.isAtEnd, values.count == parameters.count, first.count == values.count, second.count == values.count,
      observations.count == batch.observations.elements.count
    else { throw .cutOff(file) }
    try onEnvironment { () throws(EnvironmentFailure) in try environment.restore(&world) }
    parameters.array = values
    batch.observations.elements = observations
    iteration = state.takeInt()
    optimizer.state = (state.takeInt(), first, second)
    moments.restore(&state)
    rewardScale.restore(&state)
    episodes.restore(&state)
    shuffling = state.takeStream()
    for shard in actingShards { for i in shard.streams.indices { shard.streams[i] = state.takeStream() } }
  }

  private var runDescription: RunDescription {
    RunDescription(identity: identity, seed: seed, environment: environment, settings: settings)
  }
}
