public import Mathematics

/// Everything between a reading and a command except the policy: encoder, decoder, supervisor.
///
/// A controller wraps one around its policy; a vector environment keeps one for each copy. So what was trained is
/// what is deployed.
public struct ControlPipeline: Sendable {
  public let interface: ControlInterface
  public let decoder: ActionDecoder
  public private(set) var encoder: ObservationEncoder
  public private(set) var supervisor: SafetySupervisor
  /// What the policy asked for in the last tick.
  public private(set) var requested: Command
  /// What the plant was given in the last tick.
  public private(set) var applied: Command

  public init(interface: ControlInterface, layout: ObservationLayout, decoder: ActionDecoder, limits: SafetyLimits) {
    self.interface = interface
    self.decoder = decoder
    encoder = ObservationEncoder(layout: layout, interface: interface)
    supervisor = SafetySupervisor(interface: interface, limits: limits)
    requested = Command(for: interface)
    applied = Command(for: interface)
  }

  /// A new episode: no history, no command under way, no stop.
  public mutating func reset() {
    encoder.reset()
    supervisor.reset()
    requested = Command(for: interface)
    applied = Command(for: interface)
  }

  /// Reading → observation, written to `elements` from `offset` on.
  public mutating func observe(_ reading: Reading, into elements: inout [Float], at offset: Int) {
    encoder.encode(reading, into: &elements, at: offset)
  }

  /// Normalised action → `requested` → `applied`.
  ///
  /// - Parameter braking: whether a brake is applied instead of what the action stands for.
  public mutating func command(
    for action: [Float], at offset: Int, reading: Reading, braking: Bool = false
  ) -> SafetyEvents {
    decoder.decode(action, at: offset, into: &requested)
    if braking { requested.mode = .damping }
    let events = supervisor.supervise(requested, reading: reading, into: &applied)
    encoder.remember(applied: applied)
    return events
  }

  /// Stops the robot for a reason from outside; see ``SafetySupervisor/stop(_:)``.
  public mutating func stop(_ reason: SafetyEvents) { supervisor.stop(reason) }

  public func save(into state: inout SavedState) {
    encoder.save(into: &state)
    supervisor.save(into: &state)
    state.append(UInt64(applied.mode.rawValue))
    state.append(contentsOf: applied.values)
  }

  public mutating func restore(_ state: inout SavedState) {
    encoder.restore(&state)
    supervisor.restore(&state)
    applied.mode = state.takeWord() == 0 ? .effort : .damping
    state.take(into: &applied.values)
  }
}
