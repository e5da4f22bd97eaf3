import ArgumentParser
import CommandLineSupport
import Foundation
import Identification
import Logs
import Planning
import Policies
import Robots
import Scenarios
import Simulation

struct Replay: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Audit a log, and say how the robot's physics differed from the simulator's.",
    discussion: """
      Runs the policy again on the logged readings, which must give the logged actions to the bit; restarts the \
      nominal simulator from logged states; and ranks the log among simulated runs from the training box.
      Ends with 1 when the audit finds a difference.

      Example:  sim2real replay runs/demo/log.mcap
      """)

  @Argument(help: "A log that robot-bridge recorded.")
  var log: String

  @Option(help: "The policy that drove the robot; otherwise the file that the log names.")
  var policy: String?

  @Option(help: "The scenario; otherwise the one in the policy's folder.")
  var scenario: String?

  @Option(help: "Simulated runs that the log is ranked among, at least 49.")
  var draws = 99

  @Option(help: "Threads.")
  var threads = ProcessInfo.processInfo.activeProcessorCount

  @Option(help: "Write the figures to this file as JSON.")
  var json: String?

  func validate() throws {
    guard draws >= 49 else { throw ValidationError("--draws \(draws): give at least 49, so that a rank below the threshold exists.") }
    guard threads > 0 else { throw ValidationError("--threads \(threads): give at least 1.") }
  }

  func run() throws {
    let recorded = try RecordedLog(reading: log)
    guard let path = policy ?? recorded.header.policyFile else {
      throw ValidationError("\(log): names no policy: give the one that drove the robot with --policy.")
    }
    let file = try PolicyFile(reading: path)
    if let hash = recorded.header.policyHash, hash != file.identity {
      throw ValidationError(
        "\(path): is not the policy that drove the robot (\(file.identity.prefix(12)) instead of \(hash.prefix(12))): give that one with --policy.")
    }
    guard !file.needsSimulator else {
      throw ValidationError("\(path): plans on the simulator and never drove a robot: give the policy that did with --policy.")
    }
    let loaded = try RunFolder.scenario(for: path, named: scenario)
    let model = try SimulationModel(of: loaded)
    guard loaded.interface == recorded.header.interface else {
      throw ValidationError("\(loaded.file): describes another robot than the log: give the policy's scenario with --scenario.")
    }
    let report = ReplayReport(
      log: recorded, policy: file, scenario: loaded, model: model, draws: draws, threads: threads)
    Terminal.show(report.text)
    if let truncation = recorded.truncation { Terminal.show("Note       \(truncation)") }
    if let json { try OutputFile.write(report, to: json) }
    guard report.audit.isIdentical else { throw NegativeAnswer(sentence: "The audit found differences.") }
  }
}
