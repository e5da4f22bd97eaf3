public import Mathematics

/// How automatic domain randomization may move the range that a randomization draws from.
public struct RangeAdaptation: Sendable, Equatable {
  /// The ends stay within.
  public var limit: ClosedRange<Double>
  /// How far an end moves at a time: so much is added or taken away; the ends of a log-uniform range are multiplied or
  /// divided by 1 + step.
  public var step: Double

  public init(limit: ClosedRange<Double>, step: Double) {
    self.limit = limit
    self.step = step
  }
}

extension Distribution {
  /// The range of a distribution that has a single one with two ends that can be moved.
  public var movableRange: ClosedRange<Double>? {
    switch self {
    case .uniform(let ranges) where ranges.count == 1: ranges[0]
    case .logUniform(let ranges) where ranges.count == 1: ranges[0]
    case .arcsine(let range): range
    default: nil
    }
  }

  /// The same law over another range.
  func over(_ range: ClosedRange<Double>) -> Distribution {
    switch self {
    case .uniform: .uniform([range])
    case .logUniform: .logUniform([range])
    case .arcsine: .arcsine(range)
    default: self
    }
  }
}

extension RandomizationSet {
  /// The set with every range that can be moved as wide as it can become.
  public var widest: RandomizationSet {
    RandomizationSet(
      name: name,
      randomizations: randomizations.map {
        var randomization = $0
        if let limit = $0.adaptation?.limit { randomization.distribution = $0.distribution.over(limit) }
        return randomization
      })
  }
}
