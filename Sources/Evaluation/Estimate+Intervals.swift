public import Policies
public import Statistics

extension Estimate {
  public init(_ value: Double, _ interval: Interval) { self.init(value, lower: interval.lower, upper: interval.upper) }

  /// A fraction of the variants, from a matrix of seeds × variants that it is the mean of.
  ///
  /// The variant is the unit, because episodes of one variant are no independent trials. One seed: Wilson's interval, of
  /// that policy. Several: the interval of other seeds too.
  static func fraction(_ values: [[Double]]) -> Estimate {
    let rate = mean(values.flatMap { $0 })
    return fraction(rate, [.mean(of: values)], seeds: values.count, variants: values[0].count)
  }

  /// - Parameter blocks: how it leans on its values.
  static func fraction(_ rate: Double, _ blocks: [InfluenceBlock], seeds: Int, variants: Int) -> Estimate {
    let crossed = crossedInterval(rate, blocks)
    // Where nothing varies, that nothing was seen to vary is no proof.
    guard seeds > 1, crossed.lower < crossed.upper else {
      let successes = Int((rate * Double(variants)).rounded())
      return Estimate(rate, wilsonInterval(successes: successes, trials: variants))
    }
    return Estimate(rate, lower: max(0, crossed.lower), upper: min(1, crossed.upper))
  }
}
