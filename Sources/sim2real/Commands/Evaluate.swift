import ArgumentParser
import CommandLineSupport
import Control
import Evaluation
import Foundation
import Planning
import Policies
import Robots
import Scenarios
import Simulation

struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure a policy on held-out physics and certify it.",
    discussion: """
      Draws the variants of each held-out set by the seed, runs the policy's mean action on them, prints a table with \
      95 % intervals and stores the figures as a certificate in the policy file. A planner plans at every step, with
      the learned model of its file or on the nominal simulator, so give it fewer episodes.

      Example:  sim2real evaluate runs/swingup --control runs/swingup-nominal --episodes 500
      """)

  @Argument(help: "A policy.onnx or the run folder that holds it.")
  var policy: String

  @Option(help: "The scenario; otherwise the one in the policy's folder.")
  var scenario: String?

  @Option(help: "Only this set: training or a held-out one. Otherwise every held-out set.")
  var variants: String?

  @Option(help: "Episodes for each set, each on a variant of its own.")
  var episodes = 200

  @Option(help: "A run or policy to compare with: the arm trained without randomization.")
  var control: String?

  @Option(help: "A run or policy trained on the set itself: what is possible at all.")
  var reference: String?

  @Option(help: "Fixes the variants, starts and noise.")
  var seed: UInt64 = 20_261

  @Option(help: "Threads; they change the speed and nothing else.")
  var threads = ProcessInfo.processInfo.activeProcessorCount

  @Option(help: "Write the figures to this file as JSON.")
  var json: String?

  func validate() throws {
    guard episodes >= 10 else { throw ValidationError("--episodes \(episodes): give at least 10, better 200 or more.") }
    guard threads > 0 else { throw ValidationError("--threads \(threads): give at least 1.") }
  }

  func run() throws {
    let path = RunFolder.policyPath(policy)
    let file = try PolicyFile(reading: path)
    switch try RunFolder.scenarioFile(for: path, named: scenario) {
    case .robot(let scenario): try evaluate(file, at: path, in: scenario)
    case .external(let scenario): try evaluate(file, in: scenario)
    case .gridworld(let scenario):
      throw ValidationError("\(scenario.file): a gridworld has no policy file: its evaluations stand in the run folder.")
    }
  }

  private func evaluate(_ file: PolicyFile, at path: String, in loaded: Scenario) throws {
    let arms = try [control, reference].map { try $0.map { try PolicyFile(reading: RunFolder.policyPath($0)) } }
    for arm in [file] + arms.compactMap({ $0 }) where arm.interface != loaded.interface || arm.planner == nil && arm.layout != loaded.observation {
      throw ValidationError("\(loaded.file): describes another robot or observation than the policy: give the policy's own scenario with --scenario.")
    }
    let model = try SimulationModel(of: loaded)
    let runs = try sets(of: loaded).map { set in
      let variants = set.variants(episodes, nominal: model.nominal, seed: seed)
      func outcomes(_ file: PolicyFile, _ arm: String) throws -> [EpisodeOutcome] {
        // A planner sees its model's state, whatever the scenario shows to networks.
        var scenario = loaded
        scenario.observation = file.layout
        let environment = SimulatedEnvironments(
          scenario: scenario, model: model, copies: episodes, randomization: nil, randomStarts: false, seed: seed,
          threads: threads)
        defer { Terminal.rewrite("") }
        let policies = try (0..<episodes).map { _ in
          file.makePolicy(
            limits: file.limits,
            simulator: try file.needsSimulator
              ? simulatorToPlanOn(file.planner!, of: file, in: loaded, model: model) : nil)
        }
        return try Evaluator(threads: threads).run(
          making: { policies[$0] }, rowsInShard: file.planner == nil ? 32 : 1, on: environment, variants: variants
        ) { Terminal.rewrite("\(set.name), \(arm): \($0) of \(episodes) episodes") }
      }
      return SetRun(
        name: set.name, seed: seed, variants: variants, policy: try outcomes(file, "policy"),
        control: try arms[0].map { try outcomes($0, "control") }, reference: try arms[1].map { try outcomes($0, "reference") })
    }
    let report = EvaluationReport(
      of: file, in: loaded, runs: runs, version: Version.text, date: Date().formatted(.iso8601))
    Terminal.show(report.text())
    if let json { try OutputFile.write(report.json(), to: json) }
    try certify(file, report, at: path)
  }

  private func sets(of scenario: Scenario) throws -> [RandomizationSet] {
    guard let variants else {
      guard !scenario.heldOut.isEmpty else {
        throw ValidationError(
          "\(scenario.file): held_out: has no set, so there is nothing to certify on: add one, or give --variants training.")
      }
      return scenario.heldOut
    }
    guard let set = scenario.set(named: variants) else {
      let known = ["training"] + scenario.heldOut.map(\.name)
      throw ValidationError("--variants \(variants): \(scenario.file) has no such set: choose of \(known.joined(separator: ", ")).")
    }
    return [set]
  }

  /// A partial evaluation is printed, but only one of every held-out set certifies.
  private func certify(_ file: PolicyFile, _ report: EvaluationReport, at path: String) throws {
    guard variants == nil else { return }
    var certificate = Certificate(report)
    if !file.provenance.trainingBox.isEmpty { certificate.trainingBox = file.provenance.trainingBox }
    try file.settingCertificate(certificate).write(to: path)
    let beside = URL(fileURLWithPath: path).deletingLastPathComponent().appendingPathComponent("certificate.json")
    try OutputFile.write(certificate.json() + "\n", to: beside.relativePath)
    Terminal.show("Certified \(path).")
  }
}
