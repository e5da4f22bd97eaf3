import ArgumentParser
import CommandLineSupport
import Control
import Foundation
import Hardware
import Policies

struct Deploy: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Let a policy drive a robot.",
    discussion: """
      Checks the robot before any motion, arms it, and runs the policy against absolute deadlines. Ctrl-C, SIGTERM and
      robot-bridge stop end it cleanly: the robot brakes and is disarmed.
      Ends with 1 when the robot was stopped for its safety or was lost.
      A policy whose certificate (sim2real evaluate) is missing, of another scenario or robot, or poor, is warned of, and
      nothing moves for 5 s; --accept-uncertified leaves out the wait.

      Example:  robot-bridge deploy runs/swingup/policy.onnx --robot robots/cartpole --link udp:127.0.0.1:14600 \
      --seconds 30 --record log.mcap

      With --explore the log teaches what the policy alone would never try, for sim2real refine: smooth noise is added
      to the policy's action, before decoder and supervisor, so every limit holds. The log keeps σ and seed, and replay
      audits it to the bit. Begin small, such as 0.1 with --limit-scale 0.3.
      """)

  @OptionGroup var policy: PolicyOnRobot

  @Option(help: "End after so many seconds; otherwise when it is stopped.")
  var seconds: Double?

  @Option(help: "Record every tick to this file (MCAP).")
  var record: String?

  @Flag(help: "Read the robot and compute, but never arm it.")
  var dryRun = false

  @Option(help: "Scale the effort limits, above 0 and up to 1, for the first try.")
  var limitScale = 1.0

  @Flag(help: "Do not wait before a policy moves the robot that its certificate does not vouch for.")
  var acceptUncertified = false

  @Flag(help: "The robot waits for each command (sim2real emulate --lockstep); time is simulated.")
  var lockstep = false

  @Option(
    help: "Add noise of this spread to the actions, in units of the normalised action, above 0 and up to 1; needs --record.")
  var explore: Double?

  @Option(help: "Fixes the noise of --explore; otherwise drawn anew for each run.")
  var seed: UInt64?

  @Option(
    help: "Brake for so many seconds at first while a policy that remembers watches the robot; training episodes begin without.")
  var warmUp = 0.0

  @Option(help: "Write the summary to this file as JSON.")
  var json: String?

  func validate() throws {
    guard limitScale > 0, limitScale <= 1 else {
      throw ValidationError("--limit-scale \(limitScale): give a number above 0 and up to 1.")
    }
    guard warmUp >= 0, warmUp <= 60 else {
      throw ValidationError("--warm-up \(warmUp): give a number of seconds from 0 to 60.")
    }
    if let explore {
      guard explore > 0, explore <= 1 else {
        throw ValidationError("--explore \(explore): give a number above 0 and up to 1.")
      }
      guard record != nil else {
        throw ValidationError("--explore \(explore): moves the robot for a log's sake: name the log with --record.")
      }
      guard !dryRun else {
        throw ValidationError("--explore and --dry-run contradict each other: give one of them.")
      }
    } else if seed != nil {
      throw ValidationError("--seed fixes the noise of --explore: give that too, or leave it out.")
    }
    if let seconds, !(seconds > 0 && seconds < 1e7) {
      throw ValidationError("--seconds \(seconds): give a positive number, or leave it out to run until stopped.")
    }
  }

  func run() throws {
    let loaded = try policy.load()
    guard warmUp == 0 || loaded.file.network.memory != nil else {
      throw ValidationError("--warm-up \(warmUp): \(policy.policy) remembers nothing that could warm up: leave it out.")
    }
    let deployment = Deployment(
      loaded: loaded, limits: loaded.limits(scale: limitScale), seconds: seconds, log: record, isDryRun: dryRun,
      isLockstep: lockstep, warning: try CertificateWarning(of: loaded), waitsAfterWarning: !acceptUncertified,
      exploration: explore.map {
        ExplorationNoise(sigma: $0, period: loaded.file.interface.period, seed: seed ?? UInt64.random(in: 0...UInt64.max))
      }, warmUp: warmUp)
    StopSignals.install()
    let summary = try deployment.run()
    Terminal.show(summary.text)
    if let json { try OutputFile.write(summary, to: json) }
    if let failure = summary.failure { throw NegativeAnswer(sentence: failure) }
  }
}
