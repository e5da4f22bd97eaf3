package import Control
package import Networks

/// What a policy sees of rows of states, and the way back.
extension ObservationLayout {
  /// - Parameters:
  ///   - states: (rows × state.count)
  ///   - observations: written.                          (rows × observation)
  /// - Precondition: the state covers this layout.
  package func encode(rows: Int, states: FloatBuffer, of state: StateLayout, into observations: FloatBuffer) {
    encode(
      rows: rows, states: states.address(rows * state.count), of: state,
      into: observations.address(rows * (terms.count * frames + commands * state.actuators)))
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
