public import Control
public import Mathematics
public import Policies
public import Scenarios
public import Statistics

/// How an arm does on a set of variants.
public struct ArmFigures: Sendable, Equatable, Codable {
  /// Fraction of the episodes that succeeded. Of one policy Wilson's interval; of several seeds that of ``crossedInterval``,
  /// which speaks of new seeds as well as new variants.
  public var success: Estimate
  /// Interquartile mean over seeds × variants. Of one policy the bootstrap's interval, of several seeds as for success.
  public var normalisedReturn: Estimate
  /// The same with the stratified bootstrap's interval (Agarwal et al. 2021), the seeds being the strata: it speaks of these
  /// seeds' policies on new variants. Nil for one policy, for which it is the same.
  public var returnOfTheseSeeds: Estimate?
  /// Control steps until an episode ended, the mean.
  public var meanSteps: Double
  /// Fraction of the episodes that no failure ended before their time, with Wilson's interval; of several seeds as for
  /// success. Nil in reports older than the figure.
  public var lasted: Estimate?
  /// How far the state was from what success compares it with, as a mean over whole episodes.
  public var deviations: [Deviation]?
  /// Fraction of the episodes in which the simulation diverged: they count as no success. Nil in a certificate of
  /// before this was told apart.
  public var diverged: Double?
  public var worstDecile: WorstDecile
  /// Its band is the bootstrap's for one policy, for several seeds as that of success. Nil in reports older than the figure.
  public var profile: PerformanceProfile?
  /// Each policy by itself, where there are several.
  public var seeds: [SeedFigures]?

  public struct Deviation: Sendable, Equatable, Codable {
    public var quantity: String
    public var unit: String
    /// Over the episodes.
    public var mean: Double
    /// Which nine episodes of ten stay below.
    public var ninetieth: Double
  }

  /// The tenth of the variants with the lowest returns.
  public struct WorstDecile: Sendable, Equatable, Codable {
    /// Means over these variants.
    public var success: Double
    public var normalisedReturn: Double
    /// The worst first.
    public var variants: [WorstVariant]
    /// Each parameter that varies, by how surely it tells these variants from the others; the surest first.
    public var causes: [Certificate.Cause]?
    /// Below this an effect is no more than chance shows somewhere once in 20 times.
    public var chanceDelta: Double?

    /// Those that chance would not show.
    public var significantCauses: [Certificate.Cause] { causes?.filter { $0.chance <= 0.05 } ?? [] }
  }

  public struct WorstVariant: Sendable, Equatable, Codable {
    /// Index into the set.
    public var variant: Int
    public var success: Double
    public var normalisedReturn: Double
    public var meanSteps: Double
    public var parameters: [String: Double]
  }

  public struct SeedFigures: Sendable, Equatable, Codable {
    public var seed: UInt64
    public var success: Double
    public var normalisedReturn: Double
  }

  /// - Parameter stream: what the bootstrap draws from.
  public init(
    _ outcomes: [EpisodeOutcome], of variants: [Variant], scale: ReturnScale, bootstrapping stream: RandomStream
  ) {
    self.init(ArmRun(seeds: [0], outcomes: [outcomes]), of: variants, scale: scale, bootstrapping: stream)
  }

  /// - Parameters:
  ///   - aims: what the outcomes' deviations are of.
  ///   - thresholds: of the performance profile; nil: from 0 to 1, and further where returns are.
  public init(
    _ run: ArmRun, of variants: [Variant], scale: ReturnScale, aims: [Aim] = [], thresholds: [Double]? = nil,
    bootstrapping stream: RandomStream
  ) {
    let scores = ArmScores(run, variants: variants.count, scale: scale)
    let pooled = interquartileMean(scores.returns.flatMap { $0 })
    success = .fraction(scores.success)
    var bootstrap = stream
    let stratified = Estimate(
      pooled, bootstrapInterval(strata: scores.returns, drawingFrom: &bootstrap, statistic: interquartileMean))
    if run.seeds.count == 1 {
      normalisedReturn = stratified
    } else {
      normalisedReturn = Estimate(pooled, crossedInterval(pooled, [.interquartileMean(of: scores.returns)]))
      returnOfTheseSeeds = stratified
      seeds = run.seeds.indices.map {
        SeedFigures(
          seed: run.seeds[$0], success: mean(scores.success[$0]), normalisedReturn: interquartileMean(scores.returns[$0]))
      }
    }
    meanSteps = mean(scores.steps.flatMap { $0 })
    lasted = .fraction(scores.lasted)
    diverged = mean(scores.diverged.flatMap { $0 })
    deviations = aims.enumerated().map { i, aim in
      let values = run.outcomes.flatMap { $0.map { $0.deviations[i] } }
      return Deviation(quantity: aim.name, unit: aim.unit, mean: mean(values), ninetieth: quantile(0.9, of: values))
    }
    var band = stream.split("profile")
    var profile = PerformanceProfile(
      strata: scores.returns, thresholds: thresholds ?? Self.thresholds(for: [scores]), drawingFrom: &band)
    if run.seeds.count > 1 {
      for (t, threshold) in profile.thresholds.enumerated() {
        let fraction = Estimate.fraction(scores.returns.map { $0.map { $0 > threshold ? 1 : 0 } })
        (profile.lower[t], profile.upper[t]) = (fraction.lower, fraction.upper)
      }
    }
    self.profile = profile
    worstDecile = WorstDecile(scores, of: variants, drawingFrom: stream.split("worst"))
  }

  /// From 0 to 1, and further where returns are, in 40 steps.
  static func thresholds(for arms: [ArmScores]) -> [Double] {
    let returns = arms.flatMap { $0.returns.flatMap { $0 } }
    let (low, high) = (min(0, returns.min() ?? 0), max(1, returns.max() ?? 1))
    return (0...40).map { low + (high - low) * Double($0) / 40 }
  }
}

extension ArmFigures.WorstDecile {
  init(_ scores: ArmScores, of variants: [Variant], drawingFrom stream: RandomStream) {
    let (success, returns) = (ArmScores.byVariant(scores.success), ArmScores.byVariant(scores.returns))
    let steps = ArmScores.byVariant(scores.steps)
    let worst = variants.indices.sorted { (returns[$0], $0) < (returns[$1], $1) }.prefix((variants.count + 9) / 10)
    let names = Set(variants.flatMap(\.parameters.keys)).sorted()
    let quantities = names.map { name in variants.map { $0.parameters[name] ?? 0 } }
    var stream = stream
    let separation = Separation(of: quantities, group: Array(worst), drawingFrom: &stream)
    self.init(
      success: mean(worst.map { success[$0] }), normalisedReturn: mean(worst.map { returns[$0] }),
      variants: worst.map {
        ArmFigures.WorstVariant(
          variant: $0, success: success[$0], normalisedReturn: returns[$0], meanSteps: steps[$0],
          parameters: variants[$0].parameters)
      },
      causes: separation.effects.map { Certificate.Cause($0, parameter: names[$0.quantity]) },
      chanceDelta: separation.threshold)
  }
}

extension Certificate.Cause {
  fileprivate init(_ effect: Separation.Effect, parameter: String) {
    let side: Side =
      switch (effect.isDistance, effect.delta > 0) {
      case (false, true): .high
      case (false, false): .low
      case (true, true): .extreme
      case (true, false): .middle
      }
    self.init(parameter: parameter, side: side, delta: effect.delta.magnitude, chance: effect.chance)
  }
}
