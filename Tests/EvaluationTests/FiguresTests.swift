import Control
import Evaluation
import Mathematics
import Policies
import Testing

@Suite struct FiguresTests {
  @Test("figures of a small set, computed by hand")
  func byHand() {
    // Eleven variants with two episodes each; variant v earns 10·v, and those below 3 fail half their episodes.
    let variants = (0..<11).map { Variant(["mass_kg": Double($0)]) }
    let outcomes = (0..<22).map { (i: Int) -> EpisodeOutcome in
      let (variant, episode) = (i / 2, i % 2)
      return EpisodeOutcome(
        variant: variant, succeeded: variant >= 3 || episode == 0, totalReward: Double(10 * variant + episode),
        steps: 100 + variant, diverged: variant == 1)
    }
    let figures = ArmFigures(
      outcomes, of: variants, scale: ReturnScale(zero: 0.5, one: 100.5), bootstrapping: RandomStream(seed: 1))
    #expect(abs(figures.success.value - 19.0 / 22) < 1e-12)
    // ⌊11 / 4⌋ = 2 left out at either end: the mean of variants 2 … 8 is that of variant 5.
    #expect(abs(figures.normalisedReturn.value - 0.5) < 1e-12)
    #expect(figures.normalisedReturn.lower < 0.5 && figures.normalisedReturn.upper > 0.5)
    #expect(abs(figures.meanSteps - 105) < 1e-9)
    #expect(abs(figures.diverged! - 1.0 / 11) < 1e-12)
    #expect(figures.worstDecile.variants.map(\.variant) == [0, 1])
    #expect(abs(figures.worstDecile.success - 0.5) < 1e-12)
    #expect(abs(figures.worstDecile.normalisedReturn - 0.05) < 1e-12)
    #expect(figures.worstDecile.variants[1].parameters == ["mass_kg": 1])
  }

  @Test("the intervals cover the truth as often as they claim")
  func coverage() {
    let (repetitions, count) = (200, 100)
    let stream = RandomStream(seed: 12)
    let variants = [Variant](repeating: .nominal, count: count)
    var (success, returns, gains) = (0, 0, 0)
    for i in 0..<repetitions {
      var draws = stream.split("set", i)
      let policy = Samples.outcomes(count, chance: 0.9, from: &draws)
      let control = Samples.outcomes(count, chance: 0.6, from: &draws)
      let report = SetReport(
        SetRun(name: "set", seed: UInt64(i), variants: variants, policy: policy, control: control), scale: Samples.unit)
      func covers(_ estimate: Estimate, _ truth: Double) -> Int {
        estimate.lower <= truth && truth <= estimate.upper ? 1 : 0
      }
      success += covers(report.policy.success, 0.9)
      returns += covers(report.policy.normalisedReturn, 0.5)
      gains += covers(report.successGain!, 0.3)
    }
    // 95 % of 200 is 190, with a standard deviation of 3.1.
    for covered in [success, returns, gains] { #expect((178...200).contains(covered), "\(covered) of 200") }
    #expect(success + returns + gains < 3 * repetitions, "intervals that always cover say nothing")
  }

  @Test("the gain is paired: arms that fail on the same variants have no gain, surely")
  func paired() {
    var stream = RandomStream(seed: 2)
    let outcomes = Samples.outcomes(50, chance: 0.5, from: &stream)
    let report = SetReport(
      SetRun(
        name: "set", seed: 1, variants: [Variant](repeating: .nominal, count: 50), policy: outcomes, control: outcomes),
      scale: Samples.unit)
    #expect(report.successGain?.value == 0 && report.successGain?.lower == 0 && report.successGain?.upper == 0)
  }

  @Test("the same seed gives the same intervals, another seed others")
  func seeded() {
    var stream = RandomStream(seed: 2)
    let outcomes = Samples.outcomes(50, chance: 0.5, from: &stream)
    func report(_ seed: UInt64) -> SetReport {
      SetReport(
        SetRun(name: "set", seed: seed, variants: [Variant](repeating: .nominal, count: 50), policy: outcomes),
        scale: Samples.unit)
    }
    #expect(report(1) == report(1))
    #expect(report(1).policy.normalisedReturn != report(2).policy.normalisedReturn)
  }
}
