/// The episodes of one variant together.
struct VariantOutcome {
  /// Index into the list of variants.
  var variant: Int
  /// Fraction of its episodes that succeeded.
  var success: Double
  /// Mean over its episodes, on the return's scale.
  var normalisedReturn: Double
  /// Mean over its episodes, control steps.
  var steps: Double
  /// Fraction of its episodes that no failure ended.
  var lasted = 0.0
  /// Fraction of its episodes in which the simulation diverged.
  var diverged = 0.0

  /// One for each variant, in order.
  ///
  /// - Precondition: each variant has as many episodes as the others.
  static func collect(_ outcomes: [EpisodeOutcome], variants: Int, scale: ReturnScale) -> [VariantOutcome] {
    precondition(variants > 0 && !outcomes.isEmpty && outcomes.count % variants == 0, "episodes are missing")
    let episodes = outcomes.count / variants
    var sums = (0..<variants).map { VariantOutcome(variant: $0, success: 0, normalisedReturn: 0, steps: 0) }
    for outcome in outcomes {
      sums[outcome.variant].success += (outcome.succeeded ? 1 : 0) / Double(episodes)
      sums[outcome.variant].normalisedReturn += scale.normalised(outcome.totalReward) / Double(episodes)
      sums[outcome.variant].lasted += (outcome.failed ? 0 : 1) / Double(episodes)
      sums[outcome.variant].steps += Double(outcome.steps) / Double(episodes)
      sums[outcome.variant].diverged += (outcome.diverged ? 1 : 0) / Double(episodes)
    }
    return sums
  }
}
