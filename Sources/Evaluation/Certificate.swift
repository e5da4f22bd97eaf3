public import Policies

/// What travels in the policy file: the figures that an evaluation proved, and of what.
public struct Certificate: Sendable, Equatable, Codable {
  /// The policy's identity; the certificate speaks of no other.
  public var policySha256: String
  public var scenario: String
  public var scenarioSha256: String
  public var trainingSeed: UInt64
  /// The evaluating program's.
  public var version: String
  /// ISO 8601.
  public var date: String
  /// What the policy's file says of the physics that it was trained in: each parameter's least and greatest value.
  public var trainingBox: [String: [Double]]?
  public var sets: [CertifiedSet]

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
  }

  public init(_ report: EvaluationReport) {
    policySha256 = report.policySha256
    scenario = report.scenario
    scenarioSha256 = report.scenarioSha256
    trainingSeed = report.trainingSeed
    version = report.version
    date = report.date
    sets = report.sets.map {
      CertifiedSet(
        name: $0.name, seed: $0.seed, variants: $0.variants, episodes: $0.episodes, success: $0.policy.success,
        normalisedReturn: $0.policy.normalisedReturn, worstDecileSuccess: $0.policy.worstDecile.success,
        worstDecileReturn: $0.policy.worstDecile.normalisedReturn, successGain: $0.successGain)
    }
  }

  public func json() -> String { encodeJSON(self, pretty: false) }

  /// - Throws: what the decoder throws on anything else than a certificate's JSON.
  public init(json: String) throws { self = try decodeJSON(Certificate.self, json) }
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
