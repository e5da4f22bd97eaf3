import Mathematics
import Networks

extension SoftActorCritic {
  func save(into writer: inout CheckpointWriter) {
    var state = SavedState()
    for stream in [actor.stream, actor.nextStream] + critics.map(\.stream) { state.append(stream) }
    for optimizer in optimizers { state.append(optimizer.state.steps) }
    writer.append(state)
    for optimizer in optimizers {
      writer.append(optimizer.state.first)
      writer.append(optimizer.state.second)
    }
    for parameters in parameters { writer.append(parameters.array) }
  }

  /// - Returns: false when the checkpoint holds no learner of this shape; this one is as before then.
  func restore(_ reader: inout CheckpointReader) -> Bool {
    guard var state = reader.takeState(), state.words.count == 5 * (2 + critics.count) + optimizers.count else {
      return false
    }
    var moments: [(first: [Float], second: [Float])] = []
    for optimizer in optimizers {
      guard let first = reader.takeFloats(), let second = reader.takeFloats(),
        first.count == optimizer.state.first.count, second.count == first.count
      else { return false }
      moments.append((first, second))
    }
    var values: [[Float]] = []
    for buffer in parameters {
      guard let saved = reader.takeFloats(), saved.count == buffer.count else { return false }
      values.append(saved)
    }
    actor.stream = state.takeStream()
    actor.nextStream = state.takeStream()
    for critic in critics { critic.stream = state.takeStream() }
    temperatureOptimizer.state = (state.takeInt(), moments[0].first, moments[0].second)
    actor.optimizer.state = (state.takeInt(), moments[1].first, moments[1].second)
    for (index, critic) in critics.enumerated() {
      critic.optimizer.state = (state.takeInt(), moments[2 + index].first, moments[2 + index].second)
    }
    for (buffer, saved) in zip(parameters, values) { buffer.array = saved }
    return true
  }

  /// In the order of the checkpoint.
  private var optimizers: [Adam] { [temperatureOptimizer, actor.optimizer] + critics.map(\.optimizer) }

  private var parameters: [FloatBuffer] {
    [logTemperature, actor.network.parameters] + critics.flatMap { [$0.network.parameters, $0.target.parameters] }
  }
}
