public import Control

/// What a learned model's networks are given and asked for: the state's features with the applied command, and what
/// each sensor's value becomes.
public struct DynamicsCoding: Sendable, Equatable {
  public let state: StateLayout
  /// The whole state, continuous joints' positions as sine and cosine.
  public let features: ObservationLayout
  /// Whether a sensor's output is what its value changes by.   (sensors)
  public let isIncrement: [Bool]
  public let learnsReward: Bool
  /// Whether one output is 1 where the step ended the episode and 0 elsewhere: its mean is how likely that is.
  public let learnsTermination: Bool

  /// - Parameter isResidual: whether every output is what a value changes by; the positions of joints that turn without
  ///   end are so in any case.
  public init(
    interface: ControlInterface, state: StateLayout, isResidual: Bool, learnsReward: Bool,
    learnsTermination: Bool = false
  ) {
    precondition(
      state.sensors == interface.sensors.count && state.actuators == interface.actuators.count,
      "the state is not the interface's")
    self.state = state
    let turns = interface.sensors.indices.map { interface.turnsEndlessly(sensor: $0) }
    features = ObservationLayout(
      terms: turns.indices.flatMap { turns[$0] ? [.sine($0), .cosine($0)] : [.sensor($0)] }, frames: state.frames,
      commands: state.commands)
    isIncrement = turns.map { $0 || isResidual }
    self.learnsReward = learnsReward
    self.learnsTermination = learnsTermination
  }

  public var featureCount: Int { features.terms.count * state.frames + state.actuators * state.commands }
  /// Columns of an input: features and the applied command.
  public var inputs: Int { featureCount + state.actuators }
  /// Means; the log-variances are as many again.
  public var outputs: Int { termination + (learnsTermination ? 1 : 0) }
  /// Where the output of the episode's end stands, if there is one: after the readings and the reward.
  public var termination: Int { state.sensors + (learnsReward ? 1 : 0) }

  /// Inputs of rows before normalisation.
  ///
  /// - Parameters:
  ///   - states: (rows × s)
  ///   - applied: (rows × actuators)
  ///   - scratch: (rows × featureCount)
  ///   - inputs: written.                                 (rows × inputs)
  public func encode(
    rows: Int, states: UnsafePointer<Float>, applied: UnsafePointer<Float>, scratch: UnsafeMutablePointer<Float>,
    into inputs: UnsafeMutablePointer<Float>
  ) {
    features.encode(rows: rows, states: states, of: state, into: scratch)
    let (f, a) = (featureCount, state.actuators)
    for row in 0..<rows {
      let start = row * (f + a)
      for i in 0..<f { inputs[start + i] = scratch[row * f + i] }
      for i in 0..<a { inputs[start + f + i] = applied[row * a + i] }
    }
  }
}
