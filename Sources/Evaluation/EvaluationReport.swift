import FoundationEssentials
public import Policies
public import Scenarios

/// Everything that an evaluation found out about a policy.
public struct EvaluationReport: Sendable, Equatable, Codable {
  /// ``PolicyFile/identity``
  public var policySha256: String
  /// The scenario that it was evaluated in.
  public var scenario: String
  public var scenarioSha256: String
  public var trainingSeed: UInt64
  /// The evaluating program's.
  public var version: String
  /// ISO 8601.
  public var date: String
  public var sets: [SetReport]

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

  public init(of file: PolicyFile, in scenario: Scenario, runs: [SetRun], version: String, date: String) {
    let scale = ReturnScale(for: scenario)
    self.init(
      policySha256: file.identity, scenario: scenario.name, scenarioSha256: Fingerprint.sha256(scenario.text),
      trainingSeed: file.provenance.seed, version: version, date: date, sets: runs.map { SetReport($0, scale: scale) })
  }

  /// Keys in snake_case and in alphabetical order.
  public func json() -> String { encodeJSON(self, pretty: true) + "\n" }

  /// - Throws: what the decoder throws on anything else than a report's JSON.
  public init(json: String) throws { self = try decodeJSON(EvaluationReport.self, json) }
}

func encodeJSON(_ value: some Encodable, pretty: Bool) -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = pretty ? [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted] : [.sortedKeys, .withoutEscapingSlashes]
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
