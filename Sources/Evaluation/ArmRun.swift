import Policies
import Statistics

/// One arm on a set of variants: the policies of one or more seeds, all on the very same variants.
public struct ArmRun: Sendable {
  /// What each was trained with.
  public var seeds: [UInt64]
  /// As ``Evaluator`` gives them.                                     (seeds) of (variants × episodes)
  public var outcomes: [[EpisodeOutcome]]

  /// - Precondition: a list of outcomes for each seed.
  public init(seeds: [UInt64], outcomes: [[EpisodeOutcome]]) {
    precondition(!seeds.isEmpty && seeds.count == outcomes.count, "an arm has outcomes of each of its seeds")
    (self.seeds, self.outcomes) = (seeds, outcomes)
  }

  /// The policy of one seed alone.
  public func only(_ index: Int) -> ArmRun { ArmRun(seeds: [seeds[index]], outcomes: [outcomes[index]]) }
}

/// What the episodes of an arm came to, variant by variant.                                   (seeds × variants)
struct ArmScores {
  var success: [[Double]] = []
  var returns: [[Double]] = []
  var steps: [[Double]] = []
  var lasted: [[Double]] = []
  var diverged: [[Double]] = []

  init(_ run: ArmRun, variants: Int, scale: ReturnScale) {
    for outcomes in run.outcomes {
      let results = VariantOutcome.collect(outcomes, variants: variants, scale: scale)
      success.append(results.map(\.success))
      returns.append(results.map(\.normalisedReturn))
      steps.append(results.map(\.steps))
      lasted.append(results.map(\.lasted))
      diverged.append(results.map(\.diverged))
    }
  }

  /// The mean over the seeds.                                                                 (variants)
  static func byVariant(_ values: [[Double]]) -> [Double] {
    values[0].indices.map { j in values.reduce(0) { $0 + $1[j] } / Double(values.count) }
  }
}
