import Policies
import Testing

@Suite struct CertificateDoubtTests {
  private func certificate(
    policy: String = Samples.file.identity, scenario: String = Samples.file.provenance.scenarioHash,
    robot: String? = "robot", lower: Double = 0.9
  ) -> String {
    Certificate(
      policySha256: policy, scenario: "swing", scenarioSha256: scenario, robot: "pole", robotSha256: robot,
      trainingSeed: 1, version: "0", date: "2026-11-30T10:00:00Z",
      sets: [
        .init(
          name: "extrapolation", seed: 1, variants: 100, episodes: 1, success: Estimate(0.3, lower: 0.2, upper: 0.4),
          normalisedReturn: Estimate(0.3, lower: 0.2, upper: 0.4), worstDecileSuccess: 0, worstDecileReturn: 0),
        .init(
          name: "interpolation", seed: 1, variants: 100, episodes: 1, success: Estimate(0.95, lower: lower, upper: 1),
          normalisedReturn: Estimate(0.3, lower: 0.2, upper: 0.4), worstDecileSuccess: 0, worstDecileReturn: 0),
      ]
    ).json()
  }

  private func doubts(_ json: String?, robot: String = "robot") -> [CertificateDoubt] {
    Samples.file.settingCertificate(json).certificateDoubts(robotSha256: robot)
  }

  @Test("a certificate of this policy, scenario and robot, with success where it did best, leaves no doubt")
  func good() { #expect(doubts(certificate()) == []) }

  @Test("an older certificate, which names no robot, is not held against it")
  func older() { #expect(doubts(certificate(robot: nil)) == []) }

  @Test("each fault is a doubt of its own")
  func faults() {
    #expect(doubts(nil) == [.missing])
    #expect(doubts("{") == [.foreign] && doubts(certificate(policy: "another")) == [.foreign])
    #expect(doubts(certificate(scenario: "another")) == [.otherScenario("swing")])
    #expect(doubts(certificate(), robot: "another") == [.otherRobot("pole")])
    #expect(
      doubts(certificate(lower: 0.79)) == [.lowSuccess(set: "interpolation", Estimate(0.95, lower: 0.79, upper: 1))])
    #expect(doubts(certificate(scenario: "another", lower: 0.1), robot: "another").count == 3)
  }
}
