/// The episode's end as a failure: a sensor's value outside a range.
public struct Termination: Sendable, Equatable {
  public var name: String
  public var sensor: Int
  public var lower: Double
  public var upper: Double

  public init(name: String, sensor: Int, lower: Double, upper: Double) {
    self.name = name
    self.sensor = sensor
    self.lower = lower
    self.upper = upper
  }

  /// - Parameter values: a reading's values, from `offset` on.
  public func holds(for values: [Double], at offset: Int = 0) -> Bool {
    holds(values[offset + sensor])
  }

  /// - Parameter value: the sensor's.
  public func holds(_ value: Double) -> Bool { !(value >= lower && value <= upper) }
}
