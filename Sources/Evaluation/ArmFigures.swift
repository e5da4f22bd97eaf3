public import Control
public import Mathematics
import Statistics

/// How one policy does on a set of variants.
public struct ArmFigures: Sendable, Equatable, Codable {
  /// Fraction of the episodes that succeeded, with Wilson's interval. The variant is the unit of the interval, because
  /// episodes of one variant are no independent trials.
  public var success: Estimate
  /// Interquartile mean over the variants, with the stratified bootstrap's interval.
  public var normalisedReturn: Estimate
  /// Control steps until an episode ended, the mean.
  public var meanSteps: Double
  public var worstDecile: WorstDecile

  /// The tenth of the variants with the lowest returns.
  public struct WorstDecile: Sendable, Equatable, Codable {
    /// Means over these variants.
    public var success: Double
    public var normalisedReturn: Double
    /// The worst first.
    public var variants: [WorstVariant]
  }

  public struct WorstVariant: Sendable, Equatable, Codable {
    /// Index into the set.
    public var variant: Int
    public var success: Double
    public var normalisedReturn: Double
    public var meanSteps: Double
    public var parameters: [String: Double]
  }

  /// - Parameter stream: what the bootstrap draws from.
  public init(
    _ outcomes: [EpisodeOutcome], of variants: [Variant], scale: ReturnScale, bootstrapping stream: RandomStream
  ) {
    let results = VariantOutcome.collect(outcomes, variants: variants.count, scale: scale)
    let returns = results.map(\.normalisedReturn)
    let rate = mean(results.map(\.success))
    let successes = Int((rate * Double(variants.count)).rounded())
    success = Estimate(rate, wilsonInterval(successes: successes, trials: variants.count))
    var stream = stream
    normalisedReturn = Estimate(
      interquartileMean(returns),
      bootstrapInterval(strata: [returns], drawingFrom: &stream, statistic: interquartileMean))
    meanSteps = mean(results.map(\.steps))
    let sorted = results.sorted { ($0.normalisedReturn, $0.variant) < ($1.normalisedReturn, $1.variant) }
    let worst = sorted.prefix((variants.count + 9) / 10)
    worstDecile = WorstDecile(
      success: mean(worst.map(\.success)), normalisedReturn: mean(worst.map(\.normalisedReturn)),
      variants: worst.map {
        WorstVariant(
          variant: $0.variant, success: $0.success, normalisedReturn: $0.normalisedReturn, meanSteps: $0.steps,
          parameters: variants[$0.variant].parameters)
      })
  }
}
