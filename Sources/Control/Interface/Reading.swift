/// What the plant's sensors said, in SI units.
public struct Reading: Sendable, Equatable {
  /// One value for each sensor of the interface; angles are not wrapped.       (sensors)
  public var values: [Double]
  /// The plant's own clock when the values were sent, s.
  public var time: Double
  /// How long ago the newest values came in, s; 0 in simulation. The watchdog looks at it.
  public var age: Double
  /// Number of the command that the plant had taken when it sent this, for round-trip latency.
  public var echo: UInt16

  public init(for interface: ControlInterface) {
    values = [Double](repeating: 0, count: interface.sensors.count)
    time = 0
    age = 0
    echo = 0
  }
}
