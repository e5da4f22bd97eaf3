import ArgumentParser
import CommandLineSupport
import Environments
import Evaluation
import Foundation
import Planning
import Policies
import Scenarios

extension Evaluate {
  /// Returns in somebody else's environment, which has neither variants nor a criterion of success.
  func evaluate(_ file: PolicyFile, in scenario: ExternalScenario) throws {
    for (flag, value) in [("--variants", variants), ("--control", control), ("--reference", reference)] where value != nil {
      throw ValidationError("\(flag): \(scenario.environment.text) has no held-out physics to compare on: leave it out.")
    }
    guard map.isEmpty else {
      throw ValidationError("--map: \(scenario.environment.text) has no parameters to vary: leave it out.")
    }
    guard command.isEmpty else {
      throw ValidationError("--command: \(scenario.environment.text) has no goals: leave it out.")
    }
    let environment = try GymnasiumEnvironments(scenario, copies: episodes, seed: seed)
    guard file.interface == environment.interface && file.layout == environment.layout else {
      throw ValidationError("\(scenario.file): is another environment than the policy's: give the policy's own scenario with --scenario.")
    }
    let outcomes = try Evaluator(threads: threads).run(
      making: { _ in file.makePolicy(limits: file.limits) }, rowsInShard: file.planner == nil ? 32 : 1, on: environment
    ) {
      Terminal.rewrite("\($0) of \(episodes) episodes")
    }
    Terminal.rewrite("")
    let report = ReturnReport(
      of: file, environment: "\(scenario.environment.text), gymnasium \(environment.version)", outcomes: outcomes,
      seed: seed, version: Version.text, date: Date().formatted(.iso8601))
    Terminal.show(report.text)
    if let json { try OutputFile.write(report, to: json) }
  }
}
