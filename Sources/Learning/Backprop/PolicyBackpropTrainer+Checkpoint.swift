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
      state.append(longest)
      for length in lengths { state.append(length) }
      writer.append(state)
      writer.append(gradientHealth?.json ?? "")
      learning.save(into: &writer)
      learner.save(into: &writer)
      starts.save(into: &writer)
      try experience.save(into: &writer)
    }
  }

  public func resume(from file: URL) throws(TrainingError) {
    var reader = try runDescription.open(file)
    // The parts are restored anew, so that a checkpoint which ends too soon leaves the trainer as it was.
    var (learning, learner) = Self.parts(
      environment.interface, task, experience.steps.state, settings, stream)
    var (starts, experience) = (starts, experience)
    guard var state = reader.takeState(), let health = reader.takeText(), learning.restore(&reader),
      learner.restore(&reader), starts.restore(&reader), try experience.restore(&reader)
    else { throw .cutOff(file) }

    (self.learning, self.learner, self.starts, self.experience) = (learning, learner, starts, experience)
    iteration = state.takeInt()
    evaluation.restore(&state)
    longest = state.takeInt()
    for copy in lengths.indices { lengths[copy] = state.takeInt() }
    gradientHealth = health.isEmpty ? nil : GradientHealth(json: health)
  }

  private var runDescription: RunDescription {
    RunDescription(identity: identity, seed: seed, environment: environment, settings: settings)
  }
}
