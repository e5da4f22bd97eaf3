import Foundation
public import Policies
import Statistics

extension BoxFigures {
  /// - Parameters:
  ///   - inside: the runs on R, the interpolation set, and
  ///   - beyond: on E, the extrapolation set. The control arm, trained on D, is in both.
  /// - Returns: nil without a control arm.
  public init?(inside: SetRun, beyond: SetRun) {
    func successes(_ arm: ArmRun?, _ run: SetRun) -> [[Double]]? {
      arm.map { ArmScores($0, variants: run.variants.count, scale: ReturnScale(zero: 0, one: 1)).success }
    }
    guard let dr = successes(inside.control, inside), let de = successes(beyond.control, beyond),
      let rr = successes(inside.policy, inside), let re = successes(beyond.policy, beyond)
    else { return nil }
    // Rows: 0 the control's seeds, 1 the policy's; columns: 0 the variants inside, 1 those beyond.
    let parts = [(dr, 0, 0), (de, 0, 1), (re, 1, 1)]
    self.init(
      dr: .fraction(dr), de: .fraction(de), rr: .fraction(rr), re: .fraction(re),
      extrapolation: Self.geometricMean(of: parts.map { ($0, $1, $2, Estimate.fraction($0)) }))
  }

  /// On the scale of the logarithm, on which it is a mean.
  private static func geometricMean(
    of parts: [(values: [[Double]], rows: Int, columns: Int, estimate: Estimate)]
  ) -> Estimate {
    let share = 1 / Double(parts.count)
    func root(_ product: Double) -> Double { pow(product, share) }
    let value = root(parts.reduce(1) { $0 * $1.estimate.value })
    let ends = (
      lower: root(parts.reduce(1) { $0 * $1.estimate.lower }), upper: root(parts.reduce(1) { $0 * $1.estimate.upper }))
    // No logarithm: the parts' own ends, which are further apart.
    guard value > 0 else { return Estimate(0, lower: 0, upper: ends.upper) }
    let blocks = parts.map {
      InfluenceBlock.mean(of: $0.values, rows: $0.rows, columns: $0.columns).scaled(by: share / $0.estimate.value)
    }
    let interval = crossedInterval(log(value), blocks)
    guard interval.lower < interval.upper else { return Estimate(value, lower: ends.lower, upper: ends.upper) }
    return Estimate(value, lower: exp(interval.lower), upper: min(1, exp(interval.upper)))
  }
}
