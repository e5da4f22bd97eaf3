import CommandLineSupport
import Control
import Learning
import Policies
import Robots
import Scenarios

/// One training in its run folder, whatever the learner: resume, train, keep what was learned.
struct TrainingRun {
  let scenario: Scenario
  /// Where each episode's physics is drawn from; nil: the nominal robot.
  let set: RandomizationSet?
  let seed: UInt64
  let folder: RunFolder
  let isResuming: Bool

  /// What a checkpoint must be of.
  var identity: String { Fingerprint.sha256(scenario.resolvedText + variants) }

  private var variants: String { self.set?.name ?? "nominal" }

  /// - Throws: ``NegativeAnswer`` when a signal stopped the training.
  func run(_ trainer: any Trainer) throws {
    try folder.create()
    if isResuming {
      try trainer.resume(from: folder.checkpoint)
      Terminal.say("Resuming after \(trainer.iteration) of \(trainer.iterations) iterations.")
    }
    try OutputFile.write(scenario.resolvedText, to: folder.scenario)

    let recorder = try TrainingRecorder(trainer, folder: folder, resuming: isResuming)
    StopSignals.install()
    try trainer.train(observer: recorder)
    try recorder.finish()
    guard trainer.isFinished else {
      throw NegativeAnswer(
        sentence: "Stopped after \(trainer.iteration) of \(trainer.iterations) iterations; go on with --resume.")
    }

    var summary = TrainingSummary(
      trainer, recorder.last, seconds: recorder.seconds, variants: variants, learner: scenario.learner.name)
    let clock = Figures.clock(recorder.seconds)
    if let learned = trainer as? any PolicyTrainer {
      let file = policyFile(learned.policy)
      try file.write(to: folder.policy)
      summary.policySha256 = file.identity
      Terminal.show("Trained \(folder.policy) in \(clock); its identity is \(file.identity.prefix(12)).")
    } else {
      Terminal.show("Trained \(folder.path) in \(clock).")
    }
    try OutputFile.write(summary, to: folder.training)
  }

  private func policyFile(_ network: Network) -> PolicyFile {
    let interface = scenario.interface
    return PolicyFile(
      network: network, interface: interface, layout: scenario.observation, decoder: ActionDecoder(for: interface),
      limits: scenario.robot.safetyLimits(),
      provenance: PolicyProvenance(
        scenario: scenario.name, scenarioHash: Fingerprint.sha256(scenario.resolvedText), seed: seed,
        version: Version.text))
  }
}

/// What `training.json` keeps of a run.
struct TrainingSummary: Encodable {
  var policySha256: String?
  let learner: String
  let variants: String
  let seed: UInt64
  let version: String
  let steps: Int
  /// Of this process; a resumed run counts from its resumption.
  let seconds: Double
  let meanReturn: Double?
  let successRate: Double?

  init(_ trainer: any Trainer, _ last: TrainingProgress?, seconds: Double, variants: String, learner: String) {
    self.learner = learner
    self.variants = variants
    seed = trainer.seed
    version = Version.text
    steps = trainer.steps
    self.seconds = seconds
    meanReturn = last?.meanReturn
    successRate = last?.successRate
  }
}
