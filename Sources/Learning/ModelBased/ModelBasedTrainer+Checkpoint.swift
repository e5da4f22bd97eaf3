import Control
public import Foundation
import Mathematics
import Scenarios

extension ModelBasedTrainer {
  public func save(to file: URL) throws(TrainingError) {
    try runDescription.save(to: file) { writer throws(TrainingError) in
      var state = SavedState()
      state.append(iteration)
      state.append(exploration.stream)
      evaluation.save(into: &state)
      episodes.save(into: &state)
      figures.save(into: &state)
      history.save(into: &state)
      writer.append(state)
      ensemble.save(into: &writer)
      optimizer.save(into: &writer)
      replay.save(into: &writer)
      stepsOfModel.save(into: &writer)
      for part in fresh { part.save(into: &writer) }
      writer.append(batch.observations.elements)

      var world = SavedState()
      try onEnvironment { () throws(EnvironmentFailure) in try environment.save(into: &world) }
      writer.append(world)
    }
  }

  public func resume(from file: URL) throws(TrainingError) {
    var reader = try runDescription.open(file)
    // The parts are restored anew, so that a checkpoint which ends too soon leaves the trainer as it was.
    let (ensemble, optimizer, exploration) = Self.parts(
      environment: environment, task: task, state: self.state, settings: settings, seed: seed)
    var (steps, fresh) = (stepsOfModel, fresh)
    guard var state = reader.takeState(), ensemble.restore(&reader), optimizer.restore(&reader),
      replay.restore(&reader), steps.restore(&reader)
    else { throw .cutOff(file) }
    for copy in fresh.indices { guard fresh[copy].restore(&reader) else { throw .cutOff(file) } }
    guard let observations = reader.takeFloats(), observations.count == batch.observations.elements.count,
      var world = reader.takeState(), reader.isAtEnd
    else { throw .cutOff(file) }
    try onEnvironment { () throws(EnvironmentFailure) in try environment.restore(&world) }

    (self.ensemble, self.optimizer, self.exploration) = (ensemble, optimizer, exploration)
    (stepsOfModel, self.fresh) = (steps, fresh)
    iteration = state.takeInt()
    exploration.stream = state.takeStream()
    evaluation.restore(&state)
    episodes.restore(&state)
    figures.restore(&state)
    history.restore(&state)
    batch.observations.elements = observations
  }

  private var runDescription: RunDescription {
    RunDescription(identity: identity, seed: seed, environment: environment, settings: settings)
  }
}
