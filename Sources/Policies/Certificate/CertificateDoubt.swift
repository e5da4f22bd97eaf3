import Control

/// Why a policy's certificate does not vouch for it on a robot.
public enum CertificateDoubt: Sendable, Equatable {
  /// Nobody has evaluated the policy.
  case missing
  /// It cannot be read, or speaks of another policy.
  case foreign
  /// It was evaluated in another scenario than it was trained in.
  case otherScenario(String)
  /// The robot's file has changed since, or is another one.
  case otherRobot(String)
  /// Even in the set that it did best in.
  case lowSuccess(set: String, Estimate)

  /// Below this the interval of the best set's success must not begin.
  public static let leastSuccess = 0.8
}

extension PolicyFile {
  /// What speaks against letting this policy drive a robot; empty when its certificate vouches for it.
  ///
  /// - Parameter robotSha256: the robot's at hand.
  public func certificateDoubts(robotSha256: String) -> [CertificateDoubt] {
    if certificate == nil { return [.missing] }
    guard let certificate = validCertificate() else { return [.foreign] }
    var doubts: [CertificateDoubt] = []
    if certificate.scenarioSha256 != provenance.scenarioHash { doubts.append(.otherScenario(certificate.scenario)) }
    // Older certificates do not say.
    if let certified = certificate.robotSha256, certified != robotSha256 {
      doubts.append(.otherRobot(certificate.robot ?? interface.robot))
    }
    let best = certificate.sets.max { $0.success.lower < $1.success.lower }
    guard let best else { return [.missing] }
    if best.success.lower < CertificateDoubt.leastSuccess { doubts.append(.lowSuccess(set: best.name, best.success)) }
    return doubts
  }
}
