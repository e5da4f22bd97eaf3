/// A value with its 95 % interval.
public struct Estimate: Sendable, Equatable, Codable {
  public var value: Double
  public var lower: Double
  public var upper: Double

  public init(_ value: Double, lower: Double, upper: Double) {
    (self.value, self.lower, self.upper) = (value, lower, upper)
  }
}
