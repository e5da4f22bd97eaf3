/// What the actuators are to do for one control period.
public struct Command: Sendable, Equatable {
  public enum Mode: UInt8, Sendable, Codable {
    /// Act on `values`: efforts, N or N·m, or of a servo the position or velocity to hold, m or rad, m/s or rad/s.
    case effort = 0
    /// The safe state: each actuator brakes with its `safeDamping`; `values` are not looked at.
    case damping = 1
  }

  public var mode: Mode
  public var values: [Double]  // (actuators)

  public init(mode: Mode, values: [Double]) {
    self.mode = mode
    self.values = values
  }

  public init(for interface: ControlInterface) {
    mode = .effort
    values = interface.actuators.map(\.restCommand)
  }

  /// Turns this into the safe state, in place.
  public mutating func makeSafe() {
    mode = .damping
    for i in values.indices { values[i] = 0 }
  }
}
