public import Control
import Mathematics
public import Policies
public import Scenarios
import Statistics

/// What was run on one set of variants: the policy, and the arms beside it on the very same variants.
public struct SetRun: Sendable {
  public var name: String
  /// What the variants were drawn with.
  public var seed: UInt64
  public var variants: [Variant]
  public var policy: ArmRun
  /// Trained without randomization.
  public var control: ArmRun?
  /// Trained on this very set: what is possible at all.
  public var reference: ArmRun?

  public init(
    name: String, seed: UInt64, variants: [Variant], policy: ArmRun, control: ArmRun? = nil, reference: ArmRun? = nil
  ) {
    self.name = name
    self.seed = seed
    self.variants = variants
    self.policy = policy
    self.control = control
    self.reference = reference
  }

  /// Of one policy for each arm; outcomes as ``Evaluator`` gives them.     (variants × episodes)
  public init(
    name: String, seed: UInt64, variants: [Variant], policy: [EpisodeOutcome], control: [EpisodeOutcome]? = nil,
    reference: [EpisodeOutcome]? = nil
  ) {
    func arm(_ outcomes: [EpisodeOutcome]) -> ArmRun { ArmRun(seeds: [0], outcomes: [outcomes]) }
    self.init(
      name: name, seed: seed, variants: variants, policy: arm(policy), control: control.map(arm),
      reference: reference.map(arm))
  }

  /// The run of one of the policies, beside the other arms' policy of the same seed, where they have one, else all of them.
  public func only(seed index: Int) -> SetRun {
    func partner(_ arm: ArmRun) -> ArmRun { arm.seeds.firstIndex(of: policy.seeds[index]).map(arm.only) ?? arm }
    return SetRun(
      name: name, seed: seed, variants: variants, policy: policy.only(index), control: control.map(partner),
      reference: reference.map(partner))
  }
}

/// The figures of one set.
public struct SetReport: Sendable, Equatable, Codable {
  public var name: String
  public var seed: UInt64
  public var variants: Int
  /// Of each variant and policy.
  public var episodes: Int
  public var policy: ArmFigures
  public var control: ArmFigures?
  public var reference: ArmFigures?
  /// Success of the policy less that of the control arm, variant by variant.
  public var successGain: Estimate?
  /// That the policy's return exceeds the control arm's on the same variant, a tie counting half (Agarwal et al. 2021, the
  /// variants being the tasks).
  public var probabilityOfImprovement: Estimate?

  /// - Parameter aims: what the outcomes' deviations are of.
  public init(_ run: SetRun, scale: ReturnScale, aims: [Aim] = []) {
    let stream = RandomStream(seed: run.seed).split("bootstrap." + run.name)
    let arms = [run.policy, run.control, run.reference].map {
      $0.map { ArmScores($0, variants: run.variants.count, scale: scale) }
    }
    // The arms' profiles lie in one picture.
    let thresholds = ArmFigures.thresholds(for: arms.compactMap { $0 })
    func figures(_ arm: String, _ run: ArmRun, _ variants: [Variant]) -> ArmFigures {
      ArmFigures(run, of: variants, scale: scale, aims: aims, thresholds: thresholds, bootstrapping: stream.split(arm))
    }
    name = run.name
    seed = run.seed
    variants = run.variants.count
    episodes = run.policy.outcomes[0].count / run.variants.count
    policy = figures("policy", run.policy, run.variants)
    control = run.control.map { figures("control", $0, run.variants) }
    reference = run.reference.map { figures("reference", $0, run.variants) }
    guard let policy = arms[0], let control = arms[1] else { return }
    successGain = Self.difference(of: policy.success, and: control.success, drawingFrom: stream.split("gain"))
    let improvement = CrossedImprovement(of: policy.returns, over: control.returns)
    probabilityOfImprovement = .fraction(
      improvement.probability, improvement.influences, seeds: max(policy.returns.count, control.returns.count),
      variants: run.variants.count)
  }

  /// The mean of one arm less that of another on the same variants.                          (seeds × variants)
  ///
  /// One policy on either side: the bootstrap resamples variants, both together. Else the interval speaks of new seeds too.
  static func difference(
    of new: [[Double]], and old: [[Double]], confidence: Double = 0.95, drawingFrom stream: RandomStream
  ) -> Estimate {
    guard new.count == 1, old.count == 1 else {
      let value = mean(new.flatMap { $0 }) - mean(old.flatMap { $0 })
      let blocks = [InfluenceBlock.mean(of: new), .mean(of: old, rows: 1).scaled(by: -1)]
      let interval = crossedInterval(value, blocks, confidence: confidence)
      guard interval.lower == interval.upper else { return Estimate(value, interval) }
      // That nothing was seen to vary is no proof: from both sides' own intervals (Newcombe 1998, method 10).
      let (a, b) = (Estimate.fraction(new), Estimate.fraction(old))
      func distance(_ x: Double, _ y: Double) -> Double { (x * x + y * y).squareRoot() }
      return Estimate(
        value, lower: value - distance(a.value - a.lower, b.upper - b.value),
        upper: value + distance(a.upper - a.value, b.value - b.lower))
    }
    let gains = zip(new[0], old[0]).map { $0 - $1 }
    var stream = stream
    return Estimate(
      mean(gains), bootstrapInterval(gains, confidence: confidence, drawingFrom: &stream, statistic: mean))
  }
}
