import Control
public import Foundation
import Mathematics
import Planning
import Scenarios

extension PlanningTrainer {
  public func save(to file: URL) throws(TrainingError) {
    try runDescription.save(to: file) { writer throws(TrainingError) in
      var state = SavedState()
      state.append(iteration)
      state.append(exploration)
      evaluation.save(into: &state)
      for planner in planners { planner.save(into: &state) }
      writer.append(state)
      learning.save(into: &writer)
      try experience.save(into: &writer)
    }
  }

  public func resume(from file: URL) throws(TrainingError) {
    var reader = try runDescription.open(file)
    // The parts are restored anew, so that a checkpoint which ends too soon leaves the trainer as it was.
    var learning = Self.learning(environment, task, experience.steps.state, settings, seed: seed)
    var experience = experience
    guard var state = reader.takeState(), learning.restore(&reader), try experience.restore(&reader) else {
      throw .cutOff(file)
    }

    (self.learning, self.experience) = (learning, experience)
    iteration = state.takeInt()
    exploration = state.takeStream()
    evaluation.restore(&state)
    if learning.isTrained {
      renewPlanners()
      for planner in planners { planner.restore(&state) }
    }
  }

  private var runDescription: RunDescription {
    RunDescription(identity: identity, seed: seed, environment: environment, settings: settings)
  }
}
