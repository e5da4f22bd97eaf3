import Control
import Foundation
import Mathematics
import Scenarios
import Testing

@Suite struct AutomaticRandomizationTests {
  private static func set(group: String? = nil) -> RandomizationSet {
    RandomizationSet(
      name: "training",
      randomizations: [
        Randomization(
          field: "a", operation: .scale, distribution: .uniform([1...1]), group: group,
          adaptation: RangeAdaptation(limit: 0.5...2, step: 0.25)),
        Randomization(field: "b", operation: .add, distribution: .uniform([-1...1])),
        Randomization(
          field: "c", operation: .scale, distribution: group == nil ? .logUniform([1...1]) : .uniform([1...1]),
          group: group, adaptation: RangeAdaptation(limit: group == nil ? 1...4 : 0.5...2, step: group == nil ? 1 : 0.25)),
      ])
  }

  private static let nominal = Variant(["a": 10, "b": 0, "c": 100])

  private static func adaptation(probability: Float = 0.5, group: String? = nil) -> AutomaticRandomization {
    var settings = AutomaticRandomizationSettings()
    settings.boundaryProbability = probability
    settings.episodes = 4
    settings.low = 0.25
    settings.high = 0.75
    return AutomaticRandomization(set(group: group), settings)
  }

  /// The next episode that is held at a boundary, and its outcome.
  private static func report(_ adaptation: AutomaticRandomization, boundary: Int, _ outcomes: [Bool]) {
    var n = 0
    for outcome in outcomes {
      var pin: AutomaticRandomization.Pin?
      while pin?.boundary != boundary {
        pin = adaptation.draw(nominal: nominal, from: RandomStream(seed: UInt64(n))).pin
        n += 1
      }
      adaptation.report(pin!, succeeded: outcome, episodeReturn: 0)
    }
  }

  @Test("a boundary moves outward above the high mark, inward below the low one, and stays between")
  func moves() {
    let adaptation = Self.adaptation()
    func ranges() -> [ClosedRange<Double>] { adaptation.dimensions.map(\.range) }
    #expect(ranges() == [1...1, 1...1])
    Self.report(adaptation, boundary: 1, [true, true, true])
    #expect(ranges()[0] == 1...1)  // the buffer is not full
    Self.report(adaptation, boundary: 1, [true])
    #expect(ranges()[0] == 1...1.25)
    Self.report(adaptation, boundary: 0, [true, true, true, true])
    #expect(ranges()[0] == 0.75...1.25)
    Self.report(adaptation, boundary: 1, [true, true, false, false])
    #expect(ranges()[0] == 0.75...1.25)  // half is between the marks
    Self.report(adaptation, boundary: 0, [false, false, false, false])
    #expect(ranges()[0] == 1...1.25)
    Self.report(adaptation, boundary: 0, [false, false, false, false])
    #expect(ranges()[0] == 1...1.25)  // never narrower than it began
    // A log-uniform range is multiplied by 1 + step, up to its limit.
    for want in [2, 4, 4.0] {
      Self.report(adaptation, boundary: 3, [true, true, true, true])
      #expect(ranges()[1] == 1...want)
    }
    #expect(adaptation.set.randomizations[0].distribution == .uniform([1...1.25]))
    #expect(adaptation.set.randomizations[2].distribution == .logUniform([1...4]))
    let entropy = (log(0.25) + log(log(4.0))) / 2
    #expect(abs(adaptation.entropy - entropy) < 1e-12)
  }

  @Test("the mean return judges where the measure says so")
  func byReturn() {
    var settings = AutomaticRandomizationSettings()
    (settings.measure, settings.episodes, settings.low, settings.high) = (.return, 2, 10, 20)
    let adaptation = AutomaticRandomization(Self.set(), settings)
    for (first, second, want) in [(21, 21, 1.25), (30, 9, 1.25), (9, 9, 1)] as [(Double, Double, Double)] {
      for value in [first, second] {
        let moves = adaptation.dimensions[0].range == 1...1 ? want == 1.25 ? 0 : 2 : 1
        adaptation.report(.init(boundary: 1, move: moves), succeeded: false, episodeReturn: value)
      }
      #expect(adaptation.dimensions[0].range.upperBound == want)
    }
  }

  @Test("episodes that began before a boundary moved are not counted for its new place")
  func stale() {
    let adaptation = Self.adaptation()
    for _ in 0..<100 { adaptation.report(.init(boundary: 1, move: 0), succeeded: true, episodeReturn: 0) }
    #expect(adaptation.dimensions[0].range == 1...1.25)
  }

  @Test("of the episodes the share asked for is held at ends that can move, all else is drawn within the box")
  func draws() {
    let adaptation = Self.adaptation(probability: 0.3)
    Self.report(adaptation, boundary: 1, [true, true, true, true])
    Self.report(adaptation, boundary: 3, [true, true, true, true])
    var (held, at) = (0, [0, 0, 0, 0])
    for n in 0..<4_000 {
      let (variant, pin) = adaptation.draw(nominal: Self.nominal, from: RandomStream(seed: UInt64(n)))
      let (a, b, c) = (variant.parameters["a"]!, variant.parameters["b"]!, variant.parameters["c"]!)
      #expect(a >= 10 && a <= 12.5 && abs(b) <= 1 && c >= 100 && c <= 200)
      guard let pin else { continue }
      held += 1
      at[pin.boundary] += 1
      if pin.boundary < 2 { #expect(a == [10, 12.5][pin.boundary]) } else { #expect(c == 200) }
    }
    #expect(abs(Double(held) / 4_000 - 0.3) < 0.03)
    #expect(at[2] == 0)  // c's lower end begins at its limit
    #expect(at.allSatisfy { $0 == 0 || abs(Double($0) / Double(held) - 1.0 / 3) < 0.05 })
  }

  @Test("the parameters of a group have one range and are held together")
  func groups() {
    let adaptation = Self.adaptation(probability: 1, group: "both")
    #expect(adaptation.dimensions.map(\.name) == ["both"])
    Self.report(adaptation, boundary: 1, [true, true, true, true])
    for n in 0..<50 {
      let (variant, _) = adaptation.draw(nominal: Self.nominal, from: RandomStream(seed: UInt64(n)))
      #expect(variant.parameters["c"] == 10 * variant.parameters["a"]!)
    }
    #expect(adaptation.set.randomizations[2].distribution == .uniform([1...1.25]))
  }

  @Test("saved and restored it goes on to the same box")
  func restores() {
    let (one, other) = (Self.adaptation(), Self.adaptation())
    Self.report(one, boundary: 1, [true, true, true, true, true, true])
    Self.report(one, boundary: 3, [true])
    var state = SavedState()
    one.save(into: &state)
    other.restore(&state)
    for adaptation in [one, other] {
      Self.report(adaptation, boundary: 1, [true, true])
      Self.report(adaptation, boundary: 3, [true, true, true])
    }
    #expect(one.dimensions == other.dimensions && one.set == other.set)
    #expect(other.dimensions.map(\.range) == [1...1.5, 1...2])
  }
}
