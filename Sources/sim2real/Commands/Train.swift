import ArgumentParser
import CommandLineSupport
import Control
import Foundation
import Learning
import Logs
import Mathematics
import Policies
import Robots
import Scenarios
import Simulation

struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train a policy in the randomized simulator.",
    discussion: """
      Writes the run folder: scenario.yaml (resolved), policy.onnx, checkpoint, TensorBoard events, training.json.
      The same seed gives the same policy bits on the same machine, whatever --threads says.

      Example:  sim2real train scenarios/cartpole-swingup.yaml --seed 1 --out runs/swingup
      """)

  @Argument(help: "A file of scenarios/.")
  var scenario: String

  @Option(name: .customLong("set"), help: "Override a value of the scenario, key.path=value; may be given again.")
  var overrides: [String] = []

  @Option(help: "Every draw follows from it.")
  var seed: UInt64 = 1

  @Option(help: "The run folder; otherwise runs/SCENARIO, with -nominal or the set's name behind it.")
  var out: String?

  @Option(help: "Threads; they change the speed and nothing else.")
  var threads = ProcessInfo.processInfo.activeProcessorCount

  @Flag(help: "Go on from the run folder's checkpoint, to the same bits as without the interruption.")
  var resume = false

  @Flag(help: "Train on the nominal robot: mean delays, nominal noise. This is the control arm.")
  var noRandomization = false

  @Option(help: "Train on a held-out set instead of the training box, such as extrapolation: the reference arm.")
  var variants: String?

  func validate() throws {
    guard threads > 0 else { throw ValidationError("--threads \(threads): give at least 1.") }
    guard !(noRandomization && variants != nil) else {
      throw ValidationError("--no-randomization and --variants contradict each other: give one of them.")
    }
  }

  func run() throws {
    let scenario = try Scenario(contentsOf: URL(fileURLWithPath: scenario), overrides: overrides)
    let set = try randomization(of: scenario)
    let folder = RunFolder(out ?? "runs/\(scenario.name)\(noRandomization ? "-nominal" : variants.map { "-" + $0 } ?? "")")
    let exists = FileManager.default.fileExists(atPath: folder.checkpoint.path)
    if exists && !resume {
      throw ValidationError("\(folder.path): holds a run already: go on with --resume or name another folder with --out.")
    }
    if resume && !exists {
      throw ValidationError("\(folder.path): holds no checkpoint: leave out --resume to start there.")
    }
    let run = TrainingRun(scenario: scenario, set: set, seed: seed, folder: folder, isResuming: resume)
    try run.run(try trainer(for: run))
  }

  private func trainer(for run: TrainingRun) throws -> any Trainer {
    switch run.scenario.learner {
    case .ppo(let settings):
      PPOTrainer(
        environment: try environment(for: run, copies: settings.copies), settings: settings, seed: seed,
        threads: threads, identity: run.identity)
    case .sac(let settings):
      SACTrainer(
        environment: try environment(for: run, copies: settings.copies),
        evaluation: try environment(for: run, copies: settings.evaluationEpisodes, isEvaluation: true),
        settings: settings, seed: seed, threads: threads, identity: run.identity)
    }
  }

  /// - Parameter isEvaluation: episodes begin at the scenario's own start and have its full length.
  private func environment(
    for run: TrainingRun, copies: Int, isEvaluation: Bool = false
  ) throws -> any VectorEnvironment {
    SimulatedEnvironments(
      scenario: run.scenario, model: try SimulationModel(robot: run.scenario.robot), copies: copies,
      randomization: run.set, randomStarts: !isEvaluation,
      seed: isEvaluation ? RandomStream(seed: seed).split("evaluation").words[0] : seed, threads: threads)
  }

  private func randomization(of scenario: Scenario) throws -> RandomizationSet? {
    if noRandomization { return nil }
    guard let name = variants else { return scenario.training }
    guard let set = scenario.set(named: name) else {
      let known = ["training"] + scenario.heldOut.map(\.name)
      throw ValidationError("--variants \(name): \(scenario.file) has no such set: choose of \(known.joined(separator: ", ")).")
    }
    return set
  }
}
