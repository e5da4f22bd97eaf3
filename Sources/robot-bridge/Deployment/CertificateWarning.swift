import ArgumentParser
import CommandLineSupport
import Foundation
import Policies
import Robots

/// What a person is told, loudly, before a policy drives a robot that its certificate does not vouch for.
struct CertificateWarning {
  let policy: String
  let doubts: [CertificateDoubt]

  /// Time to think before anything moves, s.
  static let pause = 5

  /// - Returns: nil where the certificate vouches for the policy on this robot.
  init?(of loaded: LoadedPolicy) throws {
    policy = loaded.path
    doubts = loaded.file.certificateDoubts(robotSha256: Fingerprint.sha256(try loaded.robot.identityText()))
    if doubts.isEmpty { return nil }
  }

  var lines: [String] {
    let rule = String(repeating: "!", count: 78)
    return [rule, "!! THIS POLICY IS NOT CERTIFIED FOR WHAT IT IS ABOUT TO DO", "!! \(policy)"]
      + doubts.flatMap(\.sentences).map { "!! " + $0 }
      + ["!! Keep a hand on the power switch; begin with --dry-run and --limit-scale 0.3.", rule]
  }

  /// Says so, and waits while somebody could still object.
  ///
  /// - Throws: ``NegativeAnswer`` when somebody does.
  func show(pausing: Bool) throws {
    for line in lines { Terminal.say(line) }
    guard pausing else { return }
    for second in stride(from: Self.pause, to: 0, by: -1) {
      Terminal.say("Moving in \(second) s; Ctrl-C to stop, --accept-uncertified to wait no more.")
      let end = Date().addingTimeInterval(1)
      while Date() < end {
        if StopSignals.requested { throw NegativeAnswer(sentence: "Stopped before anything moved.") }
        Thread.sleep(forTimeInterval: 0.02)
      }
    }
  }
}

extension CertificateDoubt {
  var sentences: [String] {
    func percent(_ value: Double) -> String { String(format: "%.1f", 100 * value) }
    return switch self {
    case .missing:
      ["Nobody has measured it on held-out physics.", "Run sim2real evaluate RUN, which certifies it."]
    case .foreign:
      ["Its certificate cannot be read or speaks of another policy.", "Run sim2real evaluate RUN again."]
    case .otherScenario(let name):
      ["Its certificate is of another scenario than it was trained in (\(name), or another version of it).", "Run sim2real evaluate RUN again."]
    case .otherRobot(let name):
      ["Its certificate is of another robot: robot.yaml of \(name) differs from the one at hand.", "Compare the two, or evaluate again."]
    case .lowSuccess(let set, let success):
      ["Even in \(set), where it did best, \(percent(success.value)) % of its episodes succeeded [\(percent(success.lower)), \(percent(success.upper))]."]
    }
  }
}
