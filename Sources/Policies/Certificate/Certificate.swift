import FoundationEssentials

/// What travels in the policy file: the figures that an evaluation proved, and of what.
///
/// What may be missing was not asked for, or the certificate is older than the figure.
public struct Certificate: Sendable, Equatable, Codable {
  /// The policy's identity; the certificate speaks of no other.
  public var policySha256: String
  public var scenario: String
  /// Of the resolved scenario.
  public var scenarioSha256: String
  public var robot: String?
  /// Of what `robot.yaml` says of the robot itself.
  public var robotSha256: String?
  public var trainingSeed: UInt64
  /// The evaluating program's.
  public var version: String
  /// ISO 8601.
  public var date: String
  /// What the policy's file says of the physics that it was trained in: each parameter's least and greatest value.
  public var trainingBox: [String: [Double]]?
  public var sets: [CertifiedSet]
  /// The boxes of Packer et al. 2018, where there is a control arm.
  public var boxes: BoxFigures?
  /// All policies of the training that this one is of, itself among them: whether it was picked as the best shows here.
  public var seeds: [SeedFigures]?

  public struct CertifiedSet: Sendable, Equatable, Codable {
    public var name: String
    /// What the variants were drawn with.
    public var seed: UInt64
    public var variants: Int
    public var episodes: Int
    public var success: Estimate
    public var normalisedReturn: Estimate
    public var worstDecileSuccess: Double
    public var worstDecileReturn: Double
    /// Success less that of the arm trained without randomization.
    public var successGain: Estimate?
    /// That the policy earns more than the control arm, on the same variant.
    public var probabilityOfImprovement: Estimate?
    public var profile: Profile?
    /// What separates the worst tenth from the others; empty: nothing that chance would not.
    public var worstDecileCauses: [Cause]?

    public init(
      name: String, seed: UInt64, variants: Int, episodes: Int, success: Estimate, normalisedReturn: Estimate,
      worstDecileSuccess: Double, worstDecileReturn: Double, successGain: Estimate? = nil,
      probabilityOfImprovement: Estimate? = nil, profile: Profile? = nil, worstDecileCauses: [Cause]? = nil
    ) {
      self.name = name
      self.seed = seed
      self.variants = variants
      self.episodes = episodes
      self.success = success
      self.normalisedReturn = normalisedReturn
      self.worstDecileSuccess = worstDecileSuccess
      self.worstDecileReturn = worstDecileReturn
      self.successGain = successGain
      self.probabilityOfImprovement = probabilityOfImprovement
      self.profile = profile
      self.worstDecileCauses = worstDecileCauses
    }
  }

  /// The fraction of variants whose normalised return is above each threshold, with a pointwise 95 % band.
  public struct Profile: Sendable, Equatable, Codable {
    public var thresholds: [Double]
    public var fractions: [Double]
    public var lower: [Double]
    public var upper: [Double]

    public init(thresholds: [Double], fractions: [Double], lower: [Double], upper: [Double]) {
      (self.thresholds, self.fractions, self.lower, self.upper) = (thresholds, fractions, lower, upper)
    }
  }

  /// A parameter by which the worst tenth of the variants differ from the others.
  public struct Cause: Sendable, Equatable, Codable {
    public var parameter: String
    public var side: Side
    /// Cliff's δ, 0 to 1: how surely the worst have the parameter on that side of the others.
    public var delta: Double
    /// How often a random tenth shows as large an effect in any parameter.
    public var chance: Double

    public enum Side: String, Sendable, Codable { case low, high, extreme, middle }

    public init(parameter: String, side: Side, delta: Double, chance: Double) {
      (self.parameter, self.side, self.delta, self.chance) = (parameter, side, delta, chance)
    }
  }

  /// A policy of the same training with another seed.
  public struct SeedFigures: Sendable, Equatable, Codable {
    public var seed: UInt64
    public var policySha256: String
    /// In the sets' order.
    public var success: [Double]

    public init(seed: UInt64, policySha256: String, success: [Double]) {
      (self.seed, self.policySha256, self.success) = (seed, policySha256, success)
    }
  }

  public init(
    policySha256: String, scenario: String, scenarioSha256: String, robot: String? = nil, robotSha256: String? = nil,
    trainingSeed: UInt64, version: String, date: String, sets: [CertifiedSet], boxes: BoxFigures? = nil,
    seeds: [SeedFigures]? = nil
  ) {
    self.policySha256 = policySha256
    self.scenario = scenario
    self.scenarioSha256 = scenarioSha256
    self.robot = robot
    self.robotSha256 = robotSha256
    self.trainingSeed = trainingSeed
    self.version = version
    self.date = date
    self.sets = sets
    self.boxes = boxes
    self.seeds = seeds
  }

  /// Keys in snake_case and in alphabetical order.
  public func json() -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    do { return String(decoding: try encoder.encode(self), as: UTF8.self) } catch {
      preconditionFailure("an evaluation holds finite numbers: \(error)")
    }
  }

  /// - Throws: what the decoder throws on anything else than a certificate's JSON.
  public init(json: String) throws {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    self = try decoder.decode(Certificate.self, from: Data(json.utf8))
  }
}

extension PolicyFile {
  /// The same policy with this certificate.
  ///
  /// - Precondition: the certificate is this policy's.
  public func settingCertificate(_ certificate: Certificate) -> PolicyFile {
    precondition(certificate.policySha256 == identity, "the certificate is another policy's")
    return settingCertificate(certificate.json())
  }

  /// The certificate, if there is one and it speaks of this policy.
  public func validCertificate() -> Certificate? {
    guard let certificate, let decoded = try? Certificate(json: certificate) else { return nil }
    return decoded.policySha256 == identity ? decoded : nil
  }
}
