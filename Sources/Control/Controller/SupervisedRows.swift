/// Decoder and safety supervisor over rows of states: the same code as a controller's, one row after the other.
///
/// The last applied command, for the rate limit, is the state's. A stop holds for as long as the reading calls for one;
/// a model's state does not say whether the robot has stopped before.
public final class SupervisedRows {
  private let decoder: ActionDecoder
  private let state: StateLayout
  private var supervisor: SafetySupervisor
  private var reading: Reading
  private var requested: Command
  private var applied: Command
  private var last: [Double]
  private var action: [Float]

  public init(interface: ControlInterface, decoder: ActionDecoder, limits: SafetyLimits, state: StateLayout) {
    precondition(
      state.commands > 0 || interface.actuators.allSatisfy { $0.effortRateLimit == .infinity },
      "a rate limit needs the last command in the state")
    self.decoder = decoder
    self.state = state
    supervisor = SafetySupervisor(interface: interface, limits: limits)
    reading = Reading(for: interface)
    requested = Command(for: interface)
    applied = requested
    last = requested.values
    action = [Float](repeating: 0, count: last.count)
  }

  /// - Parameters:
  ///   - states: (rows × s)
  ///   - actions: normalised.                                                          (rows × actuators)
  ///   - commands: what is let through; written.                                       (rows × actuators)
  ///   - slopes: its derivative by the action, 0 where something limited it; written, where there is such a place.
  ///     (rows × actuators)
  public func apply(
    rows: Int, states: UnsafePointer<Float>, actions: UnsafePointer<Float>, commands: UnsafeMutablePointer<Float>,
    slopes: UnsafeMutablePointer<Float>? = nil
  ) {
    let a = last.count
    for row in 0..<rows {
      let start = row * state.count
      for i in 0..<state.sensors { reading.values[i] = Double(states[start + i]) }
      for i in 0..<a {
        action[i] = actions[row * a + i]
        last[i] = state.commands > 0 ? Double(states[start + state.command(0) + i]) : 0
      }
      decoder.decode(action, at: 0, into: &requested)
      supervisor.resume(after: last)
      _ = supervisor.supervise(requested, reading: reading, into: &applied)
      for i in 0..<a {
        commands[row * a + i] = Float(applied.values[i])
        guard let slopes else { continue }
        let isFree = applied.values[i] == requested.values[i] && applied.mode == .effort && abs(action[i]) <= 1
        slopes[row * a + i] = isFree ? decoder.scale[i] : 0
      }
    }
  }
}
