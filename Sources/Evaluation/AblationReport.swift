public import Control
import Mathematics
public import Policies
public import Scenarios
import Statistics

/// Which randomization mattered: what success is lost when one of them is left out of the training.
public struct AblationReport: Sendable, Equatable, Codable {
  public var scenario: String
  /// Of the resolved scenario.
  public var scenarioSha256: String
  /// What each arm was trained with.
  public var seeds: [UInt64]
  /// The evaluating program's.
  public var version: String
  /// ISO 8601.
  public var date: String
  public var sets: [AblationSet]

  /// What was run on one set: the policies with everything randomized, and those of each arm on the very same variants.
  public struct Run: Sendable {
    public var name: String
    public var seed: UInt64
    public var variants: [Variant]
    public var complete: ArmRun
    public var arms: [Arm]

    public struct Arm: Sendable {
      public var name: String
      /// Left at its nominal value in training.
      public var parameters: [String]
      public var run: ArmRun

      public init(name: String, parameters: [String], run: ArmRun) {
        (self.name, self.parameters, self.run) = (name, parameters, run)
      }
    }

    public init(name: String, seed: UInt64, variants: [Variant], complete: ArmRun, arms: [Arm]) {
      (self.name, self.seed, self.variants, self.complete, self.arms) = (name, seed, variants, complete, arms)
    }
  }

  public struct AblationSet: Sendable, Equatable, Codable {
    public var name: String
    /// What the variants were drawn with.
    public var seed: UInt64
    public var variants: Int
    public var episodes: Int
    /// With everything randomized.
    public var success: Estimate
    /// The largest loss first.
    public var arms: [AblationArm]
  }

  public struct AblationArm: Sendable, Equatable, Codable {
    public var name: String
    public var parameters: [String]
    public var success: Estimate
    /// Success with everything randomized less that without these, on the same variants: above 0 it was worth randomizing.
    public var loss: Estimate
    /// Whether the loss differs from 0 even for the one of all arms that chance favoured: its interval at the confidence
    /// 1 − 0.05 / arms excludes 0 (Bonferroni).
    public var isClear: Bool
  }

  public init(of runs: [Run], in scenario: Scenario, version: String, date: String) {
    self.scenario = scenario.name
    scenarioSha256 = Fingerprint.sha256(scenario.resolvedText)
    seeds = runs[0].complete.seeds
    self.version = version
    self.date = date
    sets = runs.map(AblationSet.init)
  }

  public func json() -> String { encodeJSON(self) + "\n" }

  /// - Throws: what the decoder throws on anything else than a report's JSON.
  public init(json: String) throws { self = try decodeJSON(AblationReport.self, json) }
}

extension AblationReport.AblationSet {
  public init(_ run: AblationReport.Run) {
    let stream = RandomStream(seed: run.seed).split("ablation." + run.name)
    func successes(_ arm: ArmRun) -> [[Double]] {
      ArmScores(arm, variants: run.variants.count, scale: ReturnScale(zero: 0, one: 1)).success
    }
    let complete = successes(run.complete)
    name = run.name
    seed = run.seed
    variants = run.variants.count
    episodes = run.complete.outcomes[0].count / run.variants.count
    success = .fraction(complete)
    arms = run.arms.map { arm in
      let without = successes(arm.run)
      func loss(_ confidence: Double) -> Estimate {
        SetReport.difference(of: complete, and: without, confidence: confidence, drawingFrom: stream.split(arm.name))
      }
      let strict = loss(1 - 0.05 / Double(run.arms.count))
      return AblationReport.AblationArm(
        name: arm.name, parameters: arm.parameters, success: .fraction(without), loss: loss(0.95),
        isClear: strict.lower > 0 || strict.upper < 0)
    }.sorted { ($1.loss.value, $0.name) < ($0.loss.value, $1.name) }
  }
}

extension AblationReport {
  /// Aligned tables for a terminal, the largest effect first.
  public func text() -> String {
    let names = seeds.map { "\($0)" }.joined(separator: ", ")
    var lines = [
      "Which randomization mattered in \(scenario), seeds \(names): success lost without it, on the same variants; 95 % intervals"
        + (seeds.count > 1 ? " over seeds and variants." : " of these very policies.")
    ]
    if seeds.count == 1 {
      lines.append("One seed does not tell a randomization from the luck of a training: give several, such as --seeds 1..3.")
    }
    for set in sets {
      let rows = [["without", "success", "lost", ""]]
        + [["nothing", TextTable.percent(set.success), "", ""]]
        + set.arms.map {
          [$0.name, TextTable.percent($0.success), TextTable.points($0.loss), $0.isClear ? "clear" : ""]
        }
      lines += ["", "\(set.name), \(set.variants) × \(set.episodes)"] + TextTable.aligned(rows, words: 1)
    }
    let arms = sets.first?.arms.count ?? 0
    lines += ["", "clear: differs from 0 also when it is counted that \(arms == 1 ? "1 was" : "\(arms) were") tried (Bonferroni)."]
    return lines.joined(separator: "\n") + "\n"
  }
}
