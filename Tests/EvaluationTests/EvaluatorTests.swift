import Control
import Evaluation
import Mathematics
import Policies
import Testing

@Suite struct EvaluatorTests {
  private let variants = (0..<100).map { Variant(["chance": $0 % 2 == 0 ? 1 : 0, "length": Double(1 + $0 % 7)]) }

  @Test("each variant runs in its own copy, for as many episodes as asked, to their ends")
  func episodes() throws {
    var told: [Int] = []
    let outcomes = try Evaluator(threads: 2).run(
      NetworkPolicy(Samples.network), on: CoinEnvironment(count: 100, seed: 1), variants: variants, episodes: 3
    ) { told.append($0) }
    #expect(outcomes.map(\.variant) == (0..<300).map { $0 / 3 })
    #expect(outcomes.allSatisfy { $0.succeeded == ($0.variant % 2 == 0) && $0.steps == 1 + $0.variant % 7 })
    #expect(told.last == 300 && told == told.sorted())
  }

  @Test("the outcomes have the same bits for any number of threads", arguments: [2, 3, 8])
  func threads(threads: Int) throws {
    let one = try Evaluator(threads: 1).run(
      NetworkPolicy(Samples.network), on: CoinEnvironment(count: 100, seed: 1), variants: variants, episodes: 2)
    let many = try Evaluator(threads: threads).run(
      NetworkPolicy(Samples.network), on: CoinEnvironment(count: 100, seed: 1), variants: variants, episodes: 2)
    #expect(one == many)
    #expect(Set(one.map(\.totalReward)).count > 100)
  }

  @Test("actions are those of one-sample inference, to the bit")
  func inference() throws {
    let outcomes = try Evaluator(threads: 2).run(
      NetworkPolicy(Samples.network), on: CoinEnvironment(count: 100, seed: 1), variants: variants)
    let environment = CoinEnvironment(count: 100, seed: 1)
    var batch = environment.makeBatch()
    for i in variants.indices { environment.reset(copy: i, variant: variants[i], into: &batch) }
    var policy = NetworkPolicy(Samples.network)
    var actions = Matrix(rows: 100, columns: 1)
    var action: [Float] = [0]
    var returns = [Double](repeating: 0, count: 100)
    for step in 0..<7 {
      for row in 0..<100 {
        policy.act(on: batch.observations.elements, at: batch.observations.offset(ofRow: row), into: &action)
        actions[row, 0] = action[0]
        if step < 1 + row % 7 { returns[row] += Double(action[0]) }
      }
      environment.step(actions, into: &batch)
    }
    #expect(outcomes.map(\.totalReward) == returns)
  }

  @Test("a known chance of success lies in the interval")
  func knownChance() throws {
    let variants = (0..<400).map { _ in Variant(["chance": 0.8]) }
    let outcomes = try Evaluator(threads: 2).run(
      NetworkPolicy(Samples.network), on: CoinEnvironment(count: 400, seed: 6), variants: variants)
    let report = SetReport(
      SetRun(name: "coin", seed: 1, variants: variants, policy: outcomes), scale: Samples.unit)
    #expect(report.policy.success.lower < 0.8 && 0.8 < report.policy.success.upper)
    #expect(report.policy.success.upper - report.policy.success.lower < 0.09)
  }
}
