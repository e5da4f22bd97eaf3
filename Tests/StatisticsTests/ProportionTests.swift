import Foundation
import Statistics
import Testing

@Suite("Intervals of proportions")
struct ProportionTests {
  /// Newcombe (1998), Two-sided confidence intervals for the single proportion, table I: methods 3 and 5.
  static let newcombe: [(successes: Int, trials: Int, wilson: (Double, Double), exactUpper: Double)] = [
    (81, 263, (0.2553, 0.3662), 0.3676),
    (15, 148, (0.0624, 0.1605), 0.1617),
    (0, 20, (0, 0.1611), 0.1684),
    (1, 29, (0.0061, 0.1718), 0.1776),
  ]

  @Test("agree with Newcombe's table", arguments: newcombe.indices)
  func published(index: Int) {
    let row = Self.newcombe[index]
    let interval = wilsonInterval(successes: row.successes, trials: row.trials)
    #expect(abs(interval.lower - row.wilson.0) < 5.1e-5)
    #expect(abs(interval.upper - row.wilson.1) < 5.1e-5)
    // A two-sided interval of 95 % ends at the one-sided bound of 97.5 %.
    let bound = clopperPearsonUpperBound(events: row.successes, trials: row.trials, confidence: 0.975)
    #expect(abs(bound - row.exactUpper) < 5.1e-5)
  }

  @Test("end at 0 and 1 when nothing or everything succeeded")
  func edges() {
    #expect(wilsonInterval(successes: 0, trials: 7).lower == 0)
    #expect(wilsonInterval(successes: 7, trials: 7).upper == 1)
    #expect(clopperPearsonUpperBound(events: 7, trials: 7) == 1)
  }

  @Test("no event in n trials has the closed form 1 − 0.05^(1/n)", arguments: [1, 59, 1500, 15_000, 1_000_000])
  func none(trials: Int) {
    let exact = -expm1(log(0.05) / Double(trials))
    let bound = clopperPearsonUpperBound(events: 0, trials: trials)
    #expect(abs(bound / exact - 1) < 1e-9)
  }

  @Test("the exact bound leaves 5 % for so few events", arguments: [(1, 10), (8, 15_000), (99, 100)])
  func definition(events: Int, trials: Int) {
    let p = clopperPearsonUpperBound(events: events, trials: trials)
    // P(X ≤ events), summed term by term.
    var tail = 0.0
    let n = Double(trials)
    for k in 0...events {
      let x = Double(k)
      let choices = lgamma(n + 1) - lgamma(x + 1) - lgamma(n - x + 1)
      tail += exp(choices + x * log(p) + (n - x) * log1p(-p))
    }
    #expect(abs(tail - 0.05) < 1e-7)
  }
}
