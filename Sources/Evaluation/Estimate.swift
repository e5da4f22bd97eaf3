public import Statistics

/// A value with its 95 % interval.
public struct Estimate: Sendable, Equatable, Codable {
  public var value: Double
  public var lower: Double
  public var upper: Double

  public init(_ value: Double, _ interval: Interval) {
    self.value = value
    lower = interval.lower
    upper = interval.upper
  }
}
