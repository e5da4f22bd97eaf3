import Control
import Evaluation
import Foundation
import Scenarios
import TestSupport
import Testing

@Suite struct ReturnScaleTests {
  @Test("1 is every rewarding term in full in each step of a full episode")
  func scenario() throws {
    let file = Repository.root.appendingPathComponent("scenarios/cartpole-swingup.yaml")
    let scenario = try Scenario(contentsOf: file)
    let scale = ReturnScale(for: scenario)
    let best = scenario.rewards.map(\.weight).filter { $0 > 0 }.reduce(0, +)
    #expect(best > 0 && scenario.rewards.contains { $0.weight < 0 })
    #expect(abs(scale.normalised(Double(best) * Double(scenario.episodeSteps)) - 1) < 1e-6)
    #expect(scale.normalised(0) == 0)
  }
}
