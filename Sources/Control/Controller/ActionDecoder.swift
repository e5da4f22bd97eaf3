/// Turns a policy's normalised action into a command in physical units: offset + scale × clamp(action, −1, 1).
///
/// In Float throughout, as the exported graph computes it.
public struct ActionDecoder: Sendable, Equatable, Codable {
  public var offset: [Float]  // (actuators), in the command's unit
  public var scale: [Float]   // (actuators), in the command's unit

  public init(offset: [Float], scale: [Float]) {
    precondition(offset.count == scale.count, "one offset and one scale for each actuator")
    self.offset = offset
    self.scale = scale
  }

  /// The action ±1 is the actuator's effort limit, or the end of the servo's range.
  public init(for interface: ControlInterface) {
    offset = interface.actuators.map { Float($0.restCommand) }
    scale = interface.actuators.map { Float($0.servo?.range ?? $0.effortLimit) }
  }

  /// - Parameter action: from `start` on.                             (actuators)
  public func decode(_ action: [Float], at start: Int, into command: inout Command) {
    command.mode = .effort
    for i in scale.indices {
      // In this order what is not a number stays so, and the supervisor stops the robot.
      let clamped = max(min(action[start + i], 1), -1)
      command.values[i] = Double(offset[i] + scale[i] * clamped)
    }
  }
}
