import ArgumentParser
import CommandLineSupport
import Evaluation
import Foundation
import Policies
import Robots
import Scenarios

struct Ablate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Find out which randomization mattered, by training without each.",
    discussion: """
      Trains the policy with the whole training box and once more without each randomized parameter, whose nominal value
      stands then, for each seed; evaluates all on the same fresh variants of the held-out sets; and prints what each was
      worth, paired variant by variant, the largest effect first. Parameters of one group are left out together, and so are
      those that one --leave-out names. Trainings are run folders below the ablation's own, with ablation.json for
      sim2real report; with --resume an interrupted ablation goes on, also after kill -9.

      Example:  sim2real ablate scenarios/cartpole-swingup.yaml --seeds 1..3 --out runs/ablation
                sim2real ablate scenarios/cartpole-swingup.yaml --leave-out '*.noise,*.bias' --leave-out '*_delay_s' \
      --leave-out '*.mass_kg'
      """)

  @Argument(help: "A robot's scenario of scenarios/.")
  var scenario: String

  @Option(name: .customLong("set"), help: "Override a value of the scenario, key.path=value; may be given again.")
  var overrides: [String] = []

  @Option(
    help: "Train each arm once for each of these seeds, 1..5 or 1,3,7; otherwise 1..3.", transform: SeedList.init(parsing:))
  var seeds = SeedList(1...3)

  @Option(help: "Leave out these alone, KEY or KEY,KEY together, with * for any letters; may be given again. Otherwise each in turn.")
  var leaveOut: [String] = []

  @Option(help: "The ablation's folder; otherwise runs/SCENARIO-ablation.")
  var out: String?

  @Option(help: "Threads; they change the speed and nothing else.")
  var threads = ProcessInfo.processInfo.activeProcessorCount

  @Flag(help: "Go on with the folder's trainings: finished ones are skipped.")
  var resume = false

  @Option(help: "Evaluate on this held-out set alone.")
  var variants: String?

  @Option(help: "Variants of each set, an episode each.")
  var episodes = 200

  @Option(help: "Fixes the variants, starts and noise of the evaluation.")
  var evaluationSeed: UInt64 = 20_261

  @Option(help: "Write the figures to this file as JSON.")
  var json: String?

  func validate() throws {
    guard episodes >= 10 else { throw ValidationError("--episodes \(episodes): give at least 10, better 200 or more.") }
    guard threads > 0 else { throw ValidationError("--threads \(threads): give at least 1.") }
  }

  /// What is left out together.
  private struct Arm {
    let name: String
    let fields: [String]

    /// Its folder, with no letter that a shell would take for something else.
    var folder: String { "without-" + name.replacing("*", with: "_").replacing("/", with: "_") }
  }

  func run() throws {
    let loaded = try robotScenario()
    let (arms, sets) = (try arms(of: loaded), try sets(of: loaded))
    let folder = RunFolder(out ?? "runs/\(loaded.name)-ablation")
    let (complete, parts) = (folder.document("complete"), arms.map { folder.document($0.folder) })
    if !resume, let found = ([complete] + parts).first(where: { !SeedFolder($0).seeds.isEmpty }) {
      throw ValidationError("\(found): holds trainings already: go on with --resume or name another folder with --out.")
    }
    Terminal.say("\((arms.count + 1) * seeds.seeds.count) trainings: complete, and without each of \(arms.count), for \(seeds.seeds.count == 1 ? "1 seed" : "\(seeds.seeds.count) seeds").")
    try train(without: nil, in: complete)
    for (arm, part) in zip(arms, parts) {
      Terminal.say("Without \(arm.name):")
      try train(without: arm, in: part)
    }

    let judge = try PolicyJudge(
      try RunFolder.scenario(for: SeedFolder(complete).run(seeds.seeds[0]).policy, named: nil), seed: evaluationSeed,
      threads: threads)
    func policies(_ path: String) throws -> [PolicyFile] {
      try seeds.seeds.map { try PolicyFile(reading: SeedFolder(path).run($0).policy) }
    }
    let runs = try sets.map { set in
      let variants = judge.variants(episodes, of: set)
      func run(_ path: String, _ name: String) throws -> ArmRun {
        try judge.run(policies(path), on: variants, showing: "\(set.name), \(name)")
      }
      return AblationReport.Run(
        name: set.name, seed: evaluationSeed, variants: variants, complete: try run(complete, "complete"),
        arms: try zip(arms, parts).map { arm, path in
          AblationReport.Run.Arm(name: arm.name, parameters: arm.fields, run: try run(path, "without " + arm.name))
        })
    }
    let report = AblationReport(of: runs, in: judge.scenario, version: Version.text, date: Date().formatted(.iso8601))
    try OutputFile.write(report.json(), to: folder.ablation)
    if let json { try OutputFile.write(report.json(), to: json) }
    Terminal.show(report.text())
    Terminal.show("Wrote \(folder.ablation); sim2real report \(folder.path) draws it.")
  }

  private func robotScenario() throws -> Scenario {
    switch try ScenarioFile(contentsOf: URL(fileURLWithPath: scenario), overrides: overrides) {
    case .robot(let scenario): return scenario
    case .external(let scenario):
      throw ValidationError("\(scenario.file): \(scenario.environment.text) is not randomized: give a robot's scenario.")
    case .gridworld(let scenario):
      throw ValidationError("\(scenario.file): a gridworld is not randomized: give a robot's scenario.")
    }
  }

  private func arms(of scenario: Scenario) throws -> [Arm] {
    let training = scenario.training
    guard !training.randomizations.isEmpty else {
      throw ValidationError("\(scenario.file): training: randomizes nothing, so nothing can be left out: add a parameter.")
    }
    guard leaveOut.isEmpty else {
      return try leaveOut.map { Arm(name: $0, fields: try training.fields(matching: $0, in: scenario, flag: "--leave-out")) }
    }
    var arms: [Arm] = []
    for randomization in training.randomizations where !arms.contains(where: { $0.fields.contains(randomization.field) }) {
      let fields = try training.fields(matching: randomization.field, in: scenario, flag: "--leave-out")
      arms.append(Arm(name: randomization.group.map { "group \($0)" } ?? randomization.field, fields: fields))
    }
    return arms
  }

  private func sets(of scenario: Scenario) throws -> [RandomizationSet] {
    let sets = variants == nil ? scenario.heldOut : scenario.set(named: variants ?? "").map { [$0] } ?? []
    guard !sets.isEmpty else {
      let known = scenario.heldOut.map(\.name).joined(separator: ", ")
      throw ValidationError(
        variants.map { "--variants \($0): \(scenario.file) has no such set: choose of \(known)." }
          ?? "\(scenario.file): held_out: has no set to evaluate on: add one.")
    }
    return sets
  }

  /// All seeds of one arm, in run folders of their own; those that are finished are left alone.
  private func train(without arm: Arm?, in path: String) throws {
    var arguments = [scenario, "--seeds", seeds.text, "--out", path, "--threads", "\(threads)", "--resume"]
    arguments += overrides.flatMap { ["--set", $0] }
    if let arm { arguments += ["--without", arm.fields.joined(separator: ",")] }
    try Train.parse(arguments).run()
  }
}
