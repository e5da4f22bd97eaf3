import Control
public import Foundation
import Mathematics
import Scenarios

extension PolicyBackpropTrainer {
  public func save(to file: URL) throws(TrainingError) {
    try runDescription.save(to: file) { writer throws(TrainingError) in
      var state = SavedState()
      state.append(iteration)
      evaluation.save(into: &state)
      episodes.save(into: &state)
      figures.save(into: &state)
      history.save(into: &state)
      state.append(longest)
      for length in lengths { state.append(length) }
      writer.append(state)
      writer.append(gradientHealth?.json ?? "")
      ensemble.save(into: &writer)
      learner.save(into: &writer)
      stepsOfModel.save(into: &writer)
      starts.save(into: &writer)
      writer.append(batch.observations.elements)

      var world = SavedState()
      try onEnvironment { () throws(EnvironmentFailure) in try environment.save(into: &world) }
      writer.append(world)
    }
  }

  public func resume(from file: URL) throws(TrainingError) {
    var reader = try runDescription.open(file)
    // The parts are restored anew, so that a checkpoint which ends too soon leaves the trainer as it was.
    let (ensemble, learner) = Self.parts(environment.interface, task, self.state, settings, stream)
    var (steps, starts) = (stepsOfModel, starts)
    guard var state = reader.takeState(), let health = reader.takeText(), ensemble.restore(&reader),
      learner.restore(&reader), steps.restore(&reader), starts.restore(&reader),
      let observations = reader.takeFloats(), observations.count == batch.observations.elements.count,
      var world = reader.takeState(), reader.isAtEnd
    else { throw .cutOff(file) }
    try onEnvironment { () throws(EnvironmentFailure) in try environment.restore(&world) }

    (self.ensemble, self.learner, stepsOfModel, self.starts) = (ensemble, learner, steps, starts)
    iteration = state.takeInt()
    evaluation.restore(&state)
    episodes.restore(&state)
    figures.restore(&state)
    history.restore(&state)
    longest = state.takeInt()
    for copy in lengths.indices { lengths[copy] = state.takeInt() }
    gradientHealth = health.isEmpty ? nil : GradientHealth(json: health)
    batch.observations.elements = observations
  }

  private var runDescription: RunDescription {
    RunDescription(identity: identity, seed: seed, environment: environment, settings: settings)
  }
}
