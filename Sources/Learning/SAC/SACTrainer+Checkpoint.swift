import Control
public import Foundation
import Mathematics
import Networks
import Scenarios

extension SACTrainer {
  public func save(to file: URL) throws(TrainingError) {
    try runDescription.save(to: file) { writer throws(TrainingError) in
      var state = SavedState()
      state.append(iteration)
      for stream in [exploration, sampling, learner.actor.stream, learner.actor.nextStream] { state.append(stream) }
      for critic in learner.critics { state.append(critic.stream) }
      state.append(evaluated != nil)
      state.append(evaluated?.meanReturn ?? 0)
      state.append(evaluated?.successRate ?? 0)
      episodes.save(into: &state)
      for optimizer in optimizers { state.append(optimizer.state.steps) }
      writer.append(state)
      for optimizer in optimizers {
        writer.append(optimizer.state.first)
        writer.append(optimizer.state.second)
      }
      for parameters in parameters { writer.append(parameters.array) }
      writer.append(batch.observations.elements)
      replay.save(into: &writer)

      var world = SavedState()
      try onEnvironment { () throws(EnvironmentFailure) in try environment.save(into: &world) }
      writer.append(world)
    }
  }

  public func resume(from file: URL) throws(TrainingError) {
    var reader = try runDescription.open(file)
    guard var state = reader.takeState() else { throw .cutOff(file) }
    var moments: [(first: [Float], second: [Float])] = []
    for optimizer in optimizers {
      guard let first = reader.takeFloats(), let second = reader.takeFloats(),
        first.count == optimizer.state.first.count, second.count == first.count
      else { throw .cutOff(file) }
      moments.append((first, second))
    }
    var values: [[Float]] = []
    for buffer in parameters {
      guard let saved = reader.takeFloats(), saved.count == buffer.count else { throw .cutOff(file) }
      values.append(saved)
    }
    guard let observations = reader.takeFloats(), observations.count == batch.observations.elements.count,
      replay.restore(&reader), var world = reader.takeState(), reader.isAtEnd
    else { throw .cutOff(file) }
    try onEnvironment { () throws(EnvironmentFailure) in try environment.restore(&world) }

    iteration = state.takeInt()
    exploration = state.takeStream()
    sampling = state.takeStream()
    learner.actor.stream = state.takeStream()
    learner.actor.nextStream = state.takeStream()
    for critic in learner.critics { critic.stream = state.takeStream() }
    let hasEvaluated = state.takeFlag()
    let (meanReturn, successRate) = (state.takeReal(), state.takeReal())
    evaluated = hasEvaluated ? (meanReturn, successRate) : nil
    episodes.restore(&state)
    learner.temperatureOptimizer.state = (state.takeInt(), moments[0].first, moments[0].second)
    learner.actor.optimizer.state = (state.takeInt(), moments[1].first, moments[1].second)
    for (index, critic) in learner.critics.enumerated() {
      critic.optimizer.state = (state.takeInt(), moments[2 + index].first, moments[2 + index].second)
    }
    for (buffer, saved) in zip(parameters, values) { buffer.array = saved }
    batch.observations.elements = observations
  }

  /// In the order of the checkpoint.
  private var optimizers: [Adam] {
    [learner.temperatureOptimizer, learner.actor.optimizer] + learner.critics.map(\.optimizer)
  }

  private var parameters: [FloatBuffer] {
    [learner.logTemperature, learner.actor.network.parameters]
      + learner.critics.flatMap { [$0.network.parameters, $0.target.parameters] }
  }

  private var runDescription: RunDescription {
    RunDescription(identity: identity, seed: seed, environment: environment, settings: settings)
  }
}
