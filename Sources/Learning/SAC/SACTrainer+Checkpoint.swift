import Control
public import Foundation
import Mathematics
import Scenarios

extension SACTrainer {
  public func save(to file: URL) throws(TrainingError) {
    try runDescription.save(to: file) { writer throws(TrainingError) in
      var state = SavedState()
      state.append(iteration)
      for stream in [exploration.stream, sampling] { state.append(stream) }
      evaluation.save(into: &state)
      episodes.save(into: &state)
      writer.append(state)
      learner.save(into: &writer)
      writer.append(batch.observations.elements)
      replay.save(into: &writer)

      var world = SavedState()
      try onEnvironment { () throws(EnvironmentFailure) in try environment.save(into: &world) }
      writer.append(world)
    }
  }

  public func resume(from file: URL) throws(TrainingError) {
    var reader = try runDescription.open(file)
    // The parts are restored anew, so that a checkpoint which ends too soon leaves the trainer as it was.
    let (learner, replay, exploration) = Self.parts(environment: environment, settings: settings, seed: seed)
    guard var state = reader.takeState(), learner.restore(&reader), let observations = reader.takeFloats(),
      observations.count == batch.observations.elements.count, replay.restore(&reader),
      var world = reader.takeState(), reader.isAtEnd
    else { throw .cutOff(file) }
    try onEnvironment { () throws(EnvironmentFailure) in try environment.restore(&world) }

    (self.learner, self.replay, self.exploration) = (learner, replay, exploration)
    iteration = state.takeInt()
    exploration.stream = state.takeStream()
    sampling = state.takeStream()
    evaluation.restore(&state)
    episodes.restore(&state)
    batch.observations.elements = observations
  }

  private var runDescription: RunDescription {
    RunDescription(identity: identity, seed: seed, environment: environment, settings: settings)
  }
}
