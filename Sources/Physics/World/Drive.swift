/// What a joint's motor is asked for.
///
/// With gains it is a servo, stiffness · (position − q) + damping · (velocity − q̇) + effort, taken at the end of the
/// step (implicit), so that any gain is stable; without, a plain effort.
public struct Drive: Sendable, Equatable {
  /// kp, N/m or N·m/rad.
  public var stiffness: Double
  /// kd, N·s/m or N·m·s/rad.
  public var damping: Double
  /// m or rad
  public var position: Double
  /// m/s or rad/s
  public var velocity: Double
  /// Beside the servo, N or N·m.
  public var effort: Double
  /// Of the sum, N or N·m.
  public var limit: Double

  public init(
    stiffness: Double = 0, damping: Double = 0, position: Double = 0, velocity: Double = 0, effort: Double = 0,
    limit: Double = .infinity
  ) {
    self.stiffness = stiffness
    self.damping = damping
    self.position = position
    self.velocity = velocity
    self.effort = effort
    self.limit = limit
  }

  var isServo: Bool { stiffness > 0 || damping > 0 }

  func servoEffort(position q: Double, velocity v: Double) -> Double {
    stiffness * (position - q) + damping * (velocity - v) + effort
  }
}
