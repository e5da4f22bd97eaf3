import Foundation

/// What a number is drawn from.
public enum Distribution: Sendable, Equatable, Codable {
  case constant(Double)
  /// Uniform over a union of intervals, each weighted by its length.
  case uniform([ClosedRange<Double>])
  /// Uniform in the logarithm over a union of positive intervals.
  case logUniform([ClosedRange<Double>])
  case normal(mean: Double, standardDeviation: Double)
  case exponential(mean: Double)
  /// The arcsine law over an interval, beta(½, ½): densest at both ends, so that the corners of a box are seen often.
  case arcsine(ClosedRange<Double>)

  public func sample(from stream: inout RandomStream) -> Double {
    switch self {
    case .constant(let value): value
    case .uniform(let ranges): Self.draw(over: ranges, from: &stream)
    case .logUniform(let ranges):
      exp(Self.draw(over: ranges.map { log($0.lowerBound)...log($0.upperBound) }, from: &stream))
    case .normal(let mean, let deviation): mean + deviation * stream.normal()
    case .exponential(let mean): -mean * log(1 - stream.uniform())
    case .arcsine(let range): range.lowerBound + range.length * (1 - cos(Double.pi * stream.uniform())) / 2
    }
  }

  /// The expected value.
  public var mean: Double {
    switch self {
    case .constant(let value): return value
    case .uniform(let ranges):
      let total = ranges.reduce(0) { $0 + $1.length }
      guard total > 0 else { return ranges[0].lowerBound }
      return ranges.reduce(0) { $0 + $1.length * ($1.lowerBound + $1.upperBound) / 2 } / total
    case .logUniform(let ranges):
      // ∫ x · 1/(x·L) dx over each interval, L the total length in the logarithm.
      let total = ranges.reduce(0) { $0 + log($1.upperBound / $1.lowerBound) }
      guard total > 0 else { return ranges[0].lowerBound }
      return ranges.reduce(0) { $0 + $1.length } / total
    case .normal(let mean, _): return mean
    case .exponential(let mean): return mean
    case .arcsine(let range): return (range.lowerBound + range.upperBound) / 2
    }
  }

  private static func draw(over ranges: [ClosedRange<Double>], from stream: inout RandomStream) -> Double {
    let total = ranges.reduce(0) { $0 + $1.length }
    var place = stream.uniform() * total
    for range in ranges.dropLast() {
      if place < range.length { return range.lowerBound + place }
      place -= range.length
    }
    let last = ranges[ranges.count - 1]
    return min(last.lowerBound + place, last.upperBound)
  }
}

extension ClosedRange<Double> {
  fileprivate var length: Double { upperBound - lowerBound }
}
