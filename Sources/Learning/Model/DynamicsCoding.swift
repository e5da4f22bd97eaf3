package import Control
package import Networks

/// What a learned model's networks are given and asked for: the state's features with the applied command, and what
/// each sensor's value becomes.
package struct DynamicsCoding: Sendable, Equatable {
  package let state: StateLayout
  /// The whole state, continuous joints' positions as sine and cosine.
  package let features: ObservationLayout
  /// Whether a sensor's output is what its value changes by.   (sensors)
  package let isIncrement: [Bool]
  package let learnsReward: Bool

  package init(
    interface: ControlInterface, state: StateLayout, prediction: EnsembleSettings.Prediction, learnsReward: Bool
  ) {
    precondition(
      state.sensors == interface.sensors.count && state.actuators == interface.actuators.count,
      "the state is not the interface's")
    self.state = state
    let turns = interface.sensors.map { interface.joints[$0.joint].kind == .continuous && $0.quantity == .position }
    features = ObservationLayout(
      terms: turns.indices.flatMap { turns[$0] ? [.sine($0), .cosine($0)] : [.sensor($0)] }, frames: state.frames,
      commands: state.commands)
    isIncrement = turns.map { $0 || prediction == .residual }
    self.learnsReward = learnsReward
  }

  package var featureCount: Int { features.terms.count * state.frames + state.actuators * state.commands }
  /// Columns of an input: features and the applied command.
  package var inputs: Int { featureCount + state.actuators }
  /// Means; the log-variances are as many again.
  package var outputs: Int { state.sensors + (learnsReward ? 1 : 0) }

  /// Inputs of rows before normalisation.
  ///
  /// - Parameters:
  ///   - states: (rows × s)
  ///   - applied: (rows × actuators)
  ///   - scratch: (rows × featureCount)
  ///   - inputs: written.                                 (rows × inputs)
  package func encode(
    rows: Int, states: FloatBuffer, applied: FloatBuffer, scratch: FloatBuffer, into inputs: FloatBuffer
  ) {
    features.encode(rows: rows, states: states, of: state, into: scratch)
    let (f, a) = (featureCount, state.actuators)
    for row in 0..<rows {
      inputs.copy(f, of: scratch, from: row * f, to: row * (f + a))
      inputs.copy(a, of: applied, from: row * a, to: row * (f + a) + f)
    }
  }
}
