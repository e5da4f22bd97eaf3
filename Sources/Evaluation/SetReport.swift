public import Control
import Mathematics
import Statistics

/// What was run on one set of variants: the policy, and the arms beside it on the very same variants.
public struct SetRun: Sendable {
  public var name: String
  /// What the variants were drawn with.
  public var seed: UInt64
  public var variants: [Variant]
  /// As ``Evaluator`` gives them.                                    (variants × episodes)
  public var policy: [EpisodeOutcome]
  /// Trained without randomization.
  public var control: [EpisodeOutcome]?
  /// Trained on this very set: what is possible at all.
  public var reference: [EpisodeOutcome]?

  public init(
    name: String, seed: UInt64, variants: [Variant], policy: [EpisodeOutcome], control: [EpisodeOutcome]? = nil,
    reference: [EpisodeOutcome]? = nil
  ) {
    self.name = name
    self.seed = seed
    self.variants = variants
    self.policy = policy
    self.control = control
    self.reference = reference
  }
}

/// The figures of one set.
public struct SetReport: Sendable, Equatable, Codable {
  public var name: String
  public var seed: UInt64
  public var variants: Int
  /// Of each variant and arm.
  public var episodes: Int
  public var policy: ArmFigures
  public var control: ArmFigures?
  public var reference: ArmFigures?
  /// Success of the policy less that of the control arm; the bootstrap resamples variants, both arms together.
  public var successGain: Estimate?

  public init(_ run: SetRun, scale: ReturnScale) {
    let stream = RandomStream(seed: run.seed).split("bootstrap." + run.name)
    func figures(_ arm: String, _ outcomes: [EpisodeOutcome]) -> ArmFigures {
      ArmFigures(outcomes, of: run.variants, scale: scale, bootstrapping: stream.split(arm))
    }
    name = run.name
    seed = run.seed
    variants = run.variants.count
    episodes = run.policy.count / run.variants.count
    policy = figures("policy", run.policy)
    control = run.control.map { figures("control", $0) }
    reference = run.reference.map { figures("reference", $0) }
    successGain = run.control.map { control in
      let arms = [run.policy, control].map {
        VariantOutcome.collect($0, variants: run.variants.count, scale: scale).map(\.success)
      }
      let gains = zip(arms[0], arms[1]).map { $0 - $1 }
      var stream = stream.split("gain")
      return Estimate(mean(gains), bootstrapInterval(gains, drawingFrom: &stream, statistic: mean))
    }
  }
}
