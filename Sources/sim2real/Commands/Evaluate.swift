import ArgumentParser
import CommandLineSupport
import Control
import Evaluation
import Foundation
import Policies
import Processes
import Robots
import Scenarios

struct Evaluate: SharedCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure a policy, or the policies of several seeds, on held-out physics and certify it.",
    discussion: """
      Draws the variants of each held-out set by the seed, runs the policy's mean action on them, prints tables with \
      95 % intervals and stores the figures as a certificate in the policy file, and as evaluation.json beside it for \
      sim2real report. The folder of a training with --seeds is evaluated over seeds × variants. With --control the gain, \
      the chance of improvement and the boxes of Packer et al. 2018 are given too. A planner plans at every step, with
      the learned model of its file or on the nominal simulator, so give it fewer episodes. With mpirun (a build with
      --traits MPI) the episodes are shared among the processes; the figures are the same, to the bit.

      Example:  sim2real evaluate runs/swingup --control runs/swingup-nominal --episodes 500
                sim2real evaluate runs/swingup --map pole.length,slider.strength
                sim2real evaluate runs/swingup --map cart.mass_kg=0.2:4,action_delay_s=0:0.06 --map-cells 15
      """)

  @Argument(help: "A policy.onnx, the run folder that holds it, or the folder of a training with --seeds.")
  var policy: String

  @Option(help: "The scenario; otherwise the one in the policy's folder.")
  var scenario: String?

  @Option(help: "Only this set: training or a held-out one. Otherwise every held-out set.")
  var variants: String?

  @Option(
    parsing: .upToNextOption,
    help: "What a scenario with goals asks for in every episode, such as velocity_x_m_per_s=0.6; otherwise as the set draws.")
  var command: [String] = []

  @Option(help: "Episodes for each set, each on a variant of its own.")
  var episodes = 200

  @Option(help: "What to compare with, of the same kinds: the arm trained without randomization.")
  var control: String?

  @Option(help: "The same of policies trained on the set itself: what is possible at all.")
  var reference: String?

  @Option(
    help: "Show success over two parameters, A,B or A=LOW:HIGH,B=LOW:HIGH; a part of a name will do. May be given again.",
    transform: MapRequest.init(parsing:))
  var map: [MapRequest] = []

  @Option(help: "Cells along each axis of a map.")
  var mapCells = 11

  @Option(help: "Episodes in each cell of a map, of each policy.")
  var mapEpisodes = 10

  @Option(help: "Fixes the variants, starts and noise.")
  var seed: UInt64 = 20_261

  @Option(help: "Threads; they change the speed and nothing else.")
  var threads = ProcessInfo.processInfo.activeProcessorCount

  @Option(help: "Write the figures to this file as JSON.")
  var json: String?

  func validate() throws {
    guard episodes >= 10 else { throw ValidationError("--episodes \(episodes): give at least 10, better 200 or more.") }
    guard threads > 0 else { throw ValidationError("--threads \(threads): give at least 1.") }
    guard (2...101).contains(mapCells) else { throw ValidationError("--map-cells \(mapCells): give 2 to 101.") }
    guard (1...1000).contains(mapEpisodes) else { throw ValidationError("--map-episodes \(mapEpisodes): give 1 to 1000.") }
  }

  func run(in processes: any Communicator) throws {
    guard episodes >= processes.count else {
      throw ValidationError("--episodes \(episodes): are too few for \(processes.count) processes: give each at least one.")
    }
    let policies = try SeedFolder.policies(policy)
    let (path, file) = policies[0]
    switch try RunFolder.scenarioFile(for: path, named: scenario) {
    case .robot(let scenario): try evaluate(policies, in: scenario, sharedBy: processes)
    case .external(let scenario):
      guard processes.count == 1 else {
        throw ValidationError("\(scenario.file): several processes share episodes in the simulator only: leave out mpirun.")
      }
      guard policies.count == 1 else {
        throw ValidationError("\(policy): holds several policies, and \(scenario.environment.text) has no variants to compare them on: give one of their folders.")
      }
      try evaluate(file, in: scenario)
    case .gridworld(let scenario):
      throw ValidationError("\(scenario.file): a gridworld has no policy file: its evaluations stand in the run folder.")
    }
  }

  private func evaluate(_ policies: [(path: String, file: PolicyFile)], in scenario: Scenario, sharedBy processes: any Communicator) throws {
    let divergences = DivergenceRecords(in: URL(fileURLWithPath: policies[0].path).deletingLastPathComponent())
    let judge = try PolicyJudge(
      scenario, seed: seed, threads: threads, processes: processes, divergences: divergences)
    let asked = try judge.model.goalValues(of: command)
    let (files, sets) = (policies.map(\.file), try sets(of: scenario))
    func arm(_ argument: String?) throws -> [PolicyFile]? { try argument.map { try SeedFolder.policies($0).map(\.file) } }
    let (control, reference) = (try arm(control), try arm(reference))
    for file in files + (control ?? []) + (reference ?? []) { try judge.check(file) }
    let identity = try scenario.robot.identityText()
    let grids = try map.map { try $0.grid(in: judge, cells: mapCells) }

    let runs = try sets.map { set in
      let variants = judge.variants(episodes, of: set).map { Variant($0.parameters.merging(asked) { $1 }) }
      func run(_ arm: String, _ files: [PolicyFile]) throws -> ArmRun {
        try judge.run(files, on: variants, showing: "\(set.name), \(arm)")
      }
      return SetRun(
        name: set.name, seed: seed, variants: variants, policy: try run("policy", files),
        control: try control.map { try run("control", $0) }, reference: try reference.map { try run("reference", $0) })
    }
    let maps = try grids.map { try $0.map(of: files, by: judge, episodes: mapEpisodes) }
    func report(of files: [PolicyFile], _ runs: [SetRun], _ maps: [SuccessMap]) -> EvaluationReport {
      EvaluationReport(
        of: files, in: scenario, robotIdentity: identity, runs: runs, maps: maps, version: Version.text,
        date: Date().formatted(.iso8601))
    }
    guard processes.isFirst else { return }
    let whole = report(of: files, runs, maps)
    Terminal.show(whole.text())
    if let json { try OutputFile.write(whole.json(), to: json) }
    // A partial evaluation is printed, but only one of every held-out set, as it draws, certifies.
    guard variants == nil, command.isEmpty else { return }
    for (i, (path, file)) in policies.enumerated() {
      var single = policies.count == 1 ? whole : report(of: [file], runs.map { $0.only(seed: i) }, [])
      single.seeds = whole.seeds
      try certify(file, single, at: path)
    }
    if policies.count > 1 { try OutputFile.write(whole.json(), to: RunFolder(policy).evaluation) }
    Terminal.show("Certified \(policies.count == 1 ? policies[0].path : "the \(policies.count) policies of \(RunFolder(policy).path)").")
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

  private func certify(_ file: PolicyFile, _ report: EvaluationReport, at path: String) throws {
    var certificate = report.certificate
    if !file.provenance.trainingBox.isEmpty { certificate.trainingBox = file.provenance.trainingBox }
    try file.settingCertificate(certificate).write(to: path)
    let folder = RunFolder(URL(fileURLWithPath: path).deletingLastPathComponent().relativePath)
    try OutputFile.write(certificate.json() + "\n", to: folder.certificate)
    try OutputFile.write(report.json(), to: folder.evaluation)
  }
}
