import Foundation
import Glibc
import Policies
import RobotTestSupport
import Robots
import TestSupport
import Testing

@Suite(.serialized) struct CertificateWarningTests {
  private static let loud = "!! THIS POLICY IS NOT CERTIFIED FOR WHAT IT IS ABOUT TO DO"

  /// A certificate of the bench's policy and robot.
  private func certify(_ bench: Bench, scenario: String = "0", robot: String? = nil, success: Double = 0.98) throws {
    let file = Bench.policy(action: 1)
    let identity = try RobotDescription(contentsOf: bench.folder).identityText()
    let figures = Estimate(success, lower: success - 0.02, upper: success + 0.01)
    let certificate = Certificate(
      policySha256: file.identity, scenario: "push", scenarioSha256: scenario, robot: "masses",
      robotSha256: robot ?? Fingerprint.sha256(identity), trainingSeed: 1, version: "test", date: "2026-11-30T10:00:00Z",
      sets: [
        .init(
          name: "interpolation", seed: 1, variants: 500, episodes: 1, success: figures, normalisedReturn: figures,
          worstDecileSuccess: 1, worstDecileReturn: 1)
      ])
    try file.settingCertificate(certificate).write(to: bench.policyPath)
  }

  private func deploy(_ bench: Bench, _ more: String...) throws -> (status: Int32, text: String) {
    try Program(
      "robot-bridge", ["deploy", bench.policyPath, "--robot", bench.folder.path, "--link", bench.link, "--seconds", "0.2"] + more,
      runtimeFolder: bench.folder
    ).finish()
  }

  @Test("a certified policy drives without a word of warning")
  func certified() throws {
    let bench = try Bench()
    try certify(bench)
    let (status, text) = try deploy(bench)
    #expect(status == 0 && !text.contains("!!"), "\(text)")
    let check = try bench.run("check", bench.policyPath, "--robot", bench.folder.path, "--link", bench.link)
    #expect(check.text.contains("Proven   interpolation: 98.0 % [96.0, 99.0] success on 500 variants\n"), "\(check.text)")
    #expect(!check.text.contains("Warning"))
  }

  @Test("an uncertified policy is warned of in many lines, waits 5 s, and then drives")
  func uncertified() throws {
    let bench = try Bench()
    let began = Date()
    let (status, text) = try deploy(bench)
    #expect(status == 0 && Date().timeIntervalSince(began) > 5, "\(text)")
    #expect(text.contains(Self.loud) && text.contains("!! Nobody has measured it on held-out physics."), "\(text)")
    #expect(text.contains("Moving in 5 s;") && text.contains("Moving in 1 s;"), "\(text)")
    let check = try bench.run("check", bench.policyPath, "--robot", bench.folder.path, "--link", bench.link)
    #expect(check.status == 0 && check.text.contains("Warning  Nobody has measured it"), "\(check.text)")
  }

  @Test("whoever objects meanwhile is obeyed before the robot is asked anything")
  func objection() throws {
    let bench = try Bench()
    let run = try bench.start("deploy", bench.policyPath, "--robot", bench.folder.path, "--link", bench.link)
    try run.wait(for: "Moving in 4 s")
    run.send(SIGINT)
    let (status, text) = run.finish()
    #expect(status == 1 && text.hasSuffix("Stopped before anything moved.\n") && !text.contains("is ready"), "\(text)")
  }

  @Test("every kind of doubt is told, and with --accept-uncertified or a dry run nobody waits")
  func doubts() throws {
    let bench = try Bench()
    try certify(bench, scenario: "another", robot: "another", success: 0.61)
    let began = Date()
    let (status, text) = try deploy(bench, "--accept-uncertified")
    #expect(status == 0 && text.contains(Self.loud) && !text.contains("Moving in"), "\(text)")
    #expect(text.contains("is of another scenario than it was trained in (push"), "\(text)")
    #expect(text.contains("robot.yaml of masses differs from the one at hand"), "\(text)")
    #expect(text.contains("Even in interpolation, where it did best, 61.0 % of its episodes succeeded [59.0, 62.0]."), "\(text)")
    let dry = try deploy(bench, "--dry-run")
    #expect(dry.status == 0 && dry.text.contains(Self.loud) && !dry.text.contains("Moving in"), "\(dry.text)")
    #expect(Date().timeIntervalSince(began) < 5)
  }
}
