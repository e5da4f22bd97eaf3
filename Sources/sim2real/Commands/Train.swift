import ArgumentParser
import CommandLineSupport
import Control
import Foundation
import Learning
import Logs
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
    switch scenario.learner {
    case .ppo(let settings): try train(scenario, set, settings, in: folder)
    }
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

  private func train(
    _ scenario: Scenario, _ set: RandomizationSet?, _ settings: PPOSettings, in folder: RunFolder
  ) throws {
    let environment = SimulatedEnvironments(
      scenario: scenario, model: try SimulationModel(robot: scenario.robot), copies: settings.copies,
      randomization: set, randomStarts: true, seed: seed, threads: threads)
    let resolved = scenario.resolvedText
    let identity = Fingerprint.sha256(resolved + (set?.name ?? "nominal"))
    let trainer = PPOTrainer(
      environment: environment, settings: settings, seed: seed, threads: threads, identity: identity)
    try folder.create()
    if resume {
      try trainer.resume(from: folder.checkpoint)
      Terminal.say("Resuming after \(trainer.iteration) of \(trainer.iterations) iterations.")
    }
    try OutputFile.write(resolved, to: folder.scenario)

    let recorder = try TrainingRecorder(trainer, folder: folder, resuming: resume)
    StopSignals.install()
    try trainer.train(observer: recorder)
    try recorder.finish()
    guard trainer.isFinished else {
      throw NegativeAnswer(sentence: "Stopped after \(trainer.iteration) of \(trainer.iterations) iterations; go on with --resume.")
    }

    let provenance = PolicyProvenance(
      scenario: scenario.name, scenarioHash: Fingerprint.sha256(resolved), seed: seed, version: Version.text)
    let interface = scenario.interface
    let file = PolicyFile(
      network: trainer.policy, interface: interface, layout: scenario.observation,
      decoder: ActionDecoder(for: interface), limits: scenario.robot.safetyLimits(), provenance: provenance)
    try file.write(to: folder.policy)
    try OutputFile.write(
      TrainingSummary(recorder, trainer, identity: file.identity, variants: set?.name ?? "nominal"), to: folder.training)
    Terminal.show("Trained \(folder.policy) in \(Figures.clock(recorder.seconds)); its identity is \(file.identity.prefix(12)).")
  }
}

/// What `training.json` keeps of a run.
struct TrainingSummary: Encodable {
  let policySha256: String
  let variants: String
  let seed: UInt64
  let version: String
  let steps: Int
  /// Of this process; a resumed run counts from its resumption.
  let seconds: Double
  let meanReturn: Double?
  let successRate: Double?

  init(_ recorder: TrainingRecorder, _ trainer: PPOTrainer, identity: String, variants: String) {
    policySha256 = identity
    self.variants = variants
    seed = trainer.seed
    version = Version.text
    steps = trainer.iteration * trainer.stepsPerIteration
    seconds = recorder.seconds
    meanReturn = recorder.last?.meanReturn
    successRate = recorder.last?.successRate
  }
}
