import Control
import Evaluation
import Mathematics
import Policies
import Statistics
import Testing

@Suite struct SeedsTests {
  private let variants = (0..<50).map { Variant(["mass_kg": Double($0)]) }

  /// Policies, of which each succeeds on so many of the variants and earns as much, more on the later ones.
  private func arm(_ successes: [Int], seeds: [UInt64]? = nil) -> ArmRun {
    ArmRun(
      seeds: seeds ?? successes.indices.map { UInt64($0 + 1) },
      outcomes: successes.map { count in
        (0..<50).map {
          EpisodeOutcome(variant: $0, succeeded: $0 < count, totalReward: Double(count * (50 + $0)) / 5000, steps: 9)
        }
      })
  }

  @Test("success over seeds is as uncertain as the seeds are few")
  func overSeeds() throws {
    let report = SetReport(
      SetRun(name: "set", seed: 1, variants: variants, policy: arm([50, 40, 45, 30, 50])), scale: Samples.unit)
    let figures = report.policy
    #expect(abs(figures.success.value - 0.86) < 1e-12)
    #expect(figures.seeds?.map(\.success) == [1, 0.8, 0.9, 0.6, 1] && figures.seeds?.map(\.seed) == [1, 2, 3, 4, 5])
    let student = meanInterval([1, 0.8, 0.9, 0.6, 1])
    #expect(figures.success.lower < student.lower + 0.05 && figures.success.upper == 1)
    #expect(report.episodes == 1 && report.variants == 50)
    let these = try #require(figures.returnOfTheseSeeds)
    let (all, few) = (figures.normalisedReturn.upper - figures.normalisedReturn.lower, these.upper - these.lower)
    #expect(these.value == figures.normalisedReturn.value && few < all)
    // At a return that only some seeds reach, the band is as wide as the seeds differ.
    let profile = try #require(figures.profile)
    #expect(zip(profile.lower, profile.upper).contains { $1 - $0 > 0.3 })
    #expect(zip(profile.lower, profile.fractions).allSatisfy { $0 <= $1 } && zip(profile.fractions, profile.upper).allSatisfy { $0 <= $1 })
  }

  @Test("where every seed succeeds on everything, the interval is Wilson's over the variants")
  func nothingVaries() {
    let report = SetReport(
      SetRun(name: "set", seed: 1, variants: variants, policy: arm([50, 50, 50])), scale: Samples.unit)
    let wilson = wilsonInterval(successes: 50, trials: 50)
    #expect(report.policy.success == Estimate(1, lower: wilson.lower, upper: 1))
    let same = SetReport(
      SetRun(name: "set", seed: 1, variants: variants, policy: arm([50, 50]), control: arm([50, 50])), scale: Samples.unit)
    #expect(same.successGain?.value == 0 && abs((same.successGain?.upper ?? 0) - (1 - wilson.lower)) < 1e-12)
  }

  @Test("one of the seeds is compared with the control arm's same seed, else with all of it")
  func only() {
    let run = SetRun(
      name: "set", seed: 1, variants: variants, policy: arm([50, 40]), control: arm([10, 20, 30], seeds: [7, 2, 9]))
    #expect(run.only(seed: 1).policy.seeds == [2] && run.only(seed: 1).control?.seeds == [2])
    #expect(run.only(seed: 0).control?.seeds == [7, 2, 9])
    let report = SetReport(run.only(seed: 1), scale: Samples.unit)
    #expect(abs((report.successGain?.value ?? 0) - 0.4) < 1e-12 && report.policy.seeds == nil)
  }

  @Test("the boxes: interpolation is RR, extrapolation the geometric mean of DR, DE and RE")
  func boxes() throws {
    let inside = SetRun(name: "interpolation", seed: 1, variants: variants, policy: arm([50]), control: arm([40]))
    let beyond = SetRun(name: "extrapolation", seed: 1, variants: variants, policy: arm([40]), control: arm([25]))
    let boxes = try #require(BoxFigures(inside: inside, beyond: beyond))
    #expect(boxes.dr.value == 0.8 && boxes.de.value == 0.5 && boxes.rr.value == 1 && boxes.re.value == 0.8)
    let extrapolation = boxes.extrapolation
    #expect(boxes.interpolation == boxes.rr && abs(extrapolation.value * extrapolation.value * extrapolation.value - 0.32) < 1e-12)
    // Delta method on the logarithm: DE and RE share variants, of which RE's successes hold DE's.
    let variance = (0.2 / 0.8 + (0.5 / 0.5 + 0.2 / 0.8 + 2 * (0.5 - 0.4) / 0.4)) / 9 / 50
    #expect(abs(extrapolation.upper / extrapolation.value - extrapolation.value / extrapolation.lower) < 1e-9)
    let half = 2.0 * variance.squareRoot()
    #expect(extrapolation.upper / extrapolation.value > 1 + 0.9 * half && extrapolation.upper / extrapolation.value < 1 + 1.2 * half)
    #expect(BoxFigures(inside: inside, beyond: SetRun(name: "extrapolation", seed: 1, variants: variants, policy: arm([40]))) == nil)
    let never = SetRun(name: "extrapolation", seed: 1, variants: variants, policy: arm([40]), control: arm([0]))
    let none = try #require(BoxFigures(inside: inside, beyond: never))
    #expect(none.extrapolation.value == 0 && none.extrapolation.lower == 0 && none.extrapolation.upper > 0)
  }

  @Test("the boxes' extrapolation interval covers 93 to 97 %")
  func boxesCoverage() {
    let stream = RandomStream(seed: 5)
    let truth = (0.8 * 0.5 * 0.7 as Double)
    let covered = (0..<1000).count { repetition in
      var own = stream.split("repetition", repetition)
      func arm(_ chance: Double) -> ArmRun {
        ArmRun(seeds: [1], outcomes: [Samples.outcomes(200, chance: chance, from: &own)])
      }
      let variants = [Variant](repeating: .nominal, count: 200)
      let boxes = BoxFigures(
        inside: SetRun(name: "r", seed: 1, variants: variants, policy: arm(0.9), control: arm(0.8)),
        beyond: SetRun(name: "e", seed: 1, variants: variants, policy: arm(0.7), control: arm(0.5)))!
      func cube(_ value: Double) -> Double { value * value * value }
      return cube(boxes.extrapolation.lower) <= truth && truth <= cube(boxes.extrapolation.upper)
    }
    #expect((930...970).contains(covered), "\(covered) of 1000")
  }

  @Test("the causes of the worst tenth are told with their side")
  func causes() {
    let outcomes = (0..<50).map { EpisodeOutcome(variant: $0, succeeded: $0 > 4, totalReward: Double($0), steps: 1) }
    let report = SetReport(
      SetRun(name: "set", seed: 1, variants: variants, policy: outcomes), scale: ReturnScale(zero: 0, one: 50))
    let cause = report.policy.worstDecile.significantCauses.first
    #expect(cause?.parameter == "mass_kg" && cause?.side == .low && cause?.delta == 1)
    #expect(report.policy.worstDecile.causesText?.hasPrefix("The worst tenth has low mass_kg (δ 1.00); chance reaches") == true)
  }
}
