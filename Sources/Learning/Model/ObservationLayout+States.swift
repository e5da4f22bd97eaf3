package import Control
package import Networks

/// What a policy sees of a learned model's states, row by row: ``ObservationEncoder`` without a memory of its own.
extension ObservationLayout {
  /// - Parameters:
  ///   - states: (rows × state.count)
  ///   - observations: written.                          (rows × observation)
  /// - Precondition: the state covers this layout.
  package func encode(rows: Int, states: FloatBuffer, of state: StateLayout, into observations: FloatBuffer) {
    precondition(state.covers(self), "the state is too short for the observation")
    var place = 0
    for row in 0..<rows {
      let start = row * state.count
      for frame in 0..<frames {
        for term in terms {
          observations[place] = term.value(Double(states[start + frame * state.sensors + term.sensor]))
          place += 1
        }
      }
      for i in 0..<commands * state.actuators {
        observations[place] = states[start + state.command(0) + i]
        place += 1
      }
    }
  }

  /// Adds the derivative by the observations, carried back, to that by the states.
  package func encodeBackward(
    rows: Int, states: FloatBuffer, of state: StateLayout, observationGradient: FloatBuffer, stateGradient: FloatBuffer
  ) {
    var place = 0
    for row in 0..<rows {
      let start = row * state.count
      for frame in 0..<frames {
        for term in terms {
          let column = start + frame * state.sensors + term.sensor
          stateGradient[column] += observationGradient[place] * term.slope(Double(states[column]))
          place += 1
        }
      }
      for i in 0..<commands * state.actuators {
        stateGradient[start + state.command(0) + i] += observationGradient[place]
        place += 1
      }
    }
  }
}
