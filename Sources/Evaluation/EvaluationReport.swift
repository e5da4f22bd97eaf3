import Control
import FoundationEssentials
public import Policies
public import Scenarios
import Statistics

/// Everything that an evaluation found out about a policy, or about the policies of several seeds.
public struct EvaluationReport: Sendable, Equatable, Codable {
  /// ``PolicyFile/identity``; of several policies the first one's.
  public var policySha256: String
  /// The scenario that it was evaluated in.
  public var scenario: String
  /// Of the resolved scenario.
  public var scenarioSha256: String
  public var robot: String?
  /// Of ``RobotDescription/identityText()``.
  public var robotSha256: String?
  public var trainingSeed: UInt64
  /// The evaluating program's.
  public var version: String
  /// ISO 8601.
  public var date: String
  public var sets: [SetReport]
  /// Where there are a control arm and the sets `interpolation` and `extrapolation`.
  public var boxes: BoxFigures?
  public var maps: [SuccessMap]?
  /// Every policy of the training that was evaluated, where there are several.
  public var seeds: [Certificate.SeedFigures]?

  public init(
    policySha256: String, scenario: String, scenarioSha256: String, trainingSeed: UInt64, version: String, date: String,
    sets: [SetReport]
  ) {
    self.policySha256 = policySha256
    self.scenario = scenario
    self.scenarioSha256 = scenarioSha256
    self.trainingSeed = trainingSeed
    self.version = version
    self.date = date
    self.sets = sets
  }

  /// - Parameters:
  ///   - files: the policies, one for each seed, in the order of the runs' policy arm.
  ///   - robotIdentity: ``RobotDescription/identityText()``.
  public init(
    of files: [PolicyFile], in scenario: Scenario, robotIdentity: String, runs: [SetRun], maps: [SuccessMap] = [],
    version: String, date: String
  ) {
    let scale = ReturnScale(for: scenario)
    self.init(
      policySha256: files[0].identity, scenario: scenario.name,
      scenarioSha256: Fingerprint.sha256(scenario.resolvedText), trainingSeed: files[0].provenance.seed,
      version: version, date: date, sets: runs.map { SetReport($0, scale: scale, aims: scenario.aims) })
    robot = scenario.interface.robot
    robotSha256 = Fingerprint.sha256(robotIdentity)
    if let inside = runs.first(where: { $0.name == "interpolation" }),
      let beyond = runs.first(where: { $0.name == "extrapolation" })
    {
      boxes = BoxFigures(inside: inside, beyond: beyond)
    }
    if !maps.isEmpty { self.maps = maps }
    guard files.count > 1 else { return }
    seeds = files.enumerated().map { i, file in
      Certificate.SeedFigures(
        seed: file.provenance.seed, policySha256: file.identity,
        success: sets.map { $0.policy.seeds?[i].success ?? $0.policy.success.value })
    }
  }

  /// What the policy file is to carry of it.
  public var certificate: Certificate {
    Certificate(
      policySha256: policySha256, scenario: scenario, scenarioSha256: scenarioSha256, robot: robot,
      robotSha256: robotSha256, trainingSeed: trainingSeed, version: version, date: date,
      sets: sets.map(Certificate.CertifiedSet.init), boxes: boxes, seeds: seeds)
  }

  /// Keys in snake_case and in alphabetical order.
  public func json() -> String { encodeJSON(self) + "\n" }

  /// - Throws: what the decoder throws on anything else than a report's JSON.
  public init(json: String) throws { self = try decodeJSON(EvaluationReport.self, json) }
}

extension Certificate.CertifiedSet {
  init(_ set: SetReport) {
    let (arm, worst) = (set.policy, set.policy.worstDecile)
    self.init(
      name: set.name, seed: set.seed, variants: set.variants, episodes: set.episodes, success: arm.success,
      normalisedReturn: arm.normalisedReturn, worstDecileSuccess: worst.success,
      worstDecileReturn: worst.normalisedReturn, successGain: set.successGain,
      probabilityOfImprovement: set.probabilityOfImprovement,
      profile: arm.profile.map {
        Certificate.Profile(thresholds: $0.thresholds, fractions: $0.fractions, lower: $0.lower, upper: $0.upper)
      },
      worstDecileCauses: worst.causes == nil ? nil : worst.significantCauses)
  }
}

func encodeJSON(_ value: some Encodable) -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
  encoder.keyEncodingStrategy = .convertToSnakeCase
  do { return String(decoding: try encoder.encode(value), as: UTF8.self) } catch {
    preconditionFailure("an evaluation holds finite numbers: \(error)")
  }
}

func decodeJSON<T: Decodable>(_ type: T.Type, _ text: String) throws -> T {
  let decoder = JSONDecoder()
  decoder.keyDecodingStrategy = .convertFromSnakeCase
  return try decoder.decode(type, from: Data(text.utf8))
}
