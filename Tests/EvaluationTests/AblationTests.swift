import Control
import Evaluation
import Foundation
import Mathematics
import Policies
import Scenarios
import TestSupport
import Testing

@Suite struct AblationTests {
  private static let variants = (0..<200).map { Variant(["mass_kg": Double($0)]) }

  /// Policies that succeed with a chance that lies in the variant, less a loss, and in the seed.
  private static func arm(loss: Double, _ stream: inout RandomStream) -> ArmRun {
    ArmRun(
      seeds: [1, 2, 3],
      outcomes: (0..<3).map { _ in
        let ofSeed = 0.02 * stream.normal()
        return variants.indices.map {
          let chance = 0.5 + 0.4 * Double($0) / 200 - loss + ofSeed
          return EpisodeOutcome(variant: $0, succeeded: stream.uniform() < chance, totalReward: 0, steps: 1)
        }
      })
  }

  private static func report() throws -> AblationReport {
    var stream = RandomStream(seed: 11)
    let run = AblationReport.Run(
      name: "extrapolation", seed: 5, variants: variants, complete: arm(loss: 0, &stream),
      arms: [("a", 0.0), ("b", 0.3), ("c", 0.05)].map {
        .init(name: $0, parameters: [$0], run: arm(loss: $1, &stream))
      })
    let scenario = try Scenario(contentsOf: Repository.root.appendingPathComponent("scenarios/cartpole-swingup.yaml"))
    return AblationReport(of: [run], in: scenario, version: "0.1.0", date: "2026-11-30T10:00:00Z")
  }

  @Test("the largest effect comes first, with an interval that holds the truth, and comes back from JSON")
  func ranked() throws {
    let report = try Self.report()
    let arms = report.sets[0].arms
    #expect(arms[0].name == "b" && arms[0].isClear && arms[0].loss.lower < 0.3 && 0.3 < arms[0].loss.upper)
    let nothing = try #require(arms.first { $0.name == "a" })
    #expect(!nothing.isClear && nothing.loss.lower < 0 && 0 < nothing.loss.upper)
    #expect(report.seeds == [1, 2, 3])
    #expect(try AblationReport(json: report.json()) == report)
  }

  @Test("the table says what was lost without what")
  func text() throws {
    let lines = try Self.report().text().split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    #expect(lines[0].hasPrefix("Which randomization mattered in cartpole-swingup, seeds 1, 2, 3: "))
    #expect(lines[2] == "extrapolation, 200 × 1" && lines[4].hasPrefix("nothing  "), "\(lines)")
    #expect(lines[5].hasPrefix("b  ") && lines[5].hasSuffix("  clear"), "\(lines)")
  }
}
