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
      writer.append(state)
      learning.save(into: &writer)
      try optimizer.save(into: &writer)
      replay.save(into: &writer)
      try experience.save(into: &writer)
    }
  }

  public func resume(from file: URL) throws(TrainingError) {
    var reader = try runDescription.open(file)
    // The parts are restored anew, so that a checkpoint which ends too soon leaves the trainer as it was.
    var (learning, optimizer, exploration) = Self.parts(
      environment: environment, task: task, state: experience.steps.state, settings: settings, seed: seed,
      threads: threads)
    let replay = ReplayBuffer(
      observationCount: environment.observationCount, actionCount: environment.actionCount, capacity: replay.capacity)
    var experience = experience
    guard var state = reader.takeState(), learning.restore(&reader), try optimizer.restore(&reader),
      replay.restore(&reader), try experience.restore(&reader)
    else { throw .cutOff(file) }

    (self.learning, self.optimizer, self.replay, self.experience) = (learning, optimizer, replay, experience)
    iteration = state.takeInt()
    exploration.stream = state.takeStream()
    self.exploration = exploration
    evaluation.restore(&state)
  }

  private var runDescription: RunDescription {
    RunDescription(identity: identity, seed: seed, environment: environment, settings: settings)
  }
}
