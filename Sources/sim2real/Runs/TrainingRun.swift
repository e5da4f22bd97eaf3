import CommandLineSupport
import Control
import Foundation
import Learning
import Policies
import Processes
import Robots
import Scenarios

/// One training in its run folder, whatever the learner: resume, train, keep what was learned.
struct TrainingRun {
  let environments: TrainingEnvironments
  let folder: RunFolder
  let isResuming: Bool
  /// Between two checkpoints, s; nil: as the run can bear.
  var checkpointInterval: Double?

  var scenario: ScenarioFile { environments.scenario }
  private var variants: String { environments.variants }

  /// What a checkpoint must be of.
  var identity: String { Fingerprint.sha256(scenario.resolvedText + variants) }

  /// - Throws: ``NegativeAnswer`` when a signal stopped the training.
  func run(_ trainer: any Trainer) throws {
    let processes = environments.processes
    if processes.isFirst {
      try folder.create()
      try folder.claim()
    }
    if isResuming {
      try trainer.resume(from: folder.checkpoint)
      Terminal.say("Resuming after \(trainer.iteration) of \(trainer.iterations) iterations.")
    }
    if processes.isFirst { try folder.keep(scenario) }

    let recorder = try RecordingObserver(
      trainer, in: environments, folder: folder, resuming: isResuming, interval: checkpointInterval,
      showsSuccess: scenario.judgesSuccess, sharedBy: processes)
    StopSignals.install()
    try trainer.train(observer: recorder)
    try recorder.finish()
    guard trainer.isFinished else {
      throw NegativeAnswer(
        sentence: "Stopped after \(trainer.iteration) of \(trainer.iterations) iterations; go on with --resume.")
    }
    if processes.isFirst { try keepResult(of: trainer, recorder) }
    // Last, so that a run which is resumed as finished has all its files.
    try recorder.save()
  }

  private func keepResult(of trainer: any Trainer, _ recorder: RecordingObserver) throws {
    if let adaptation = environments.adaptation { try keep(adaptation) }
    var summary = TrainingSummary(
      trainer, recorder.last, seconds: recorder.seconds, variants: variants, learner: scenario.learner.name)
    let clock = Figures.clock(recorder.seconds)
    if let environment = environments.training, let file = policyFile(of: trainer, for: environment) {
      try file.write(to: folder.policy)
      summary.policySha256 = file.identity
      Terminal.show("Trained \(folder.policy) in \(clock); its identity is \(file.identity.prefix(12)).")
    } else {
      Terminal.show("Trained \(folder.path) in \(clock).")
    }
    if let learned = trainer as? any ModelTrainer, let report = learned.modelReport, let environment = environments.training {
      try OutputFile.write(report.json(for: environment.interface), to: folder.modelReport)
      Terminal.show("The model, on steps that it had not been trained on:\n" + report.text(for: environment.interface))
    }
    if let documented = trainer as? any DocumentedTrainer {
      for document in try documented.documents() { try OutputFile.write(document.text, to: folder.document(document.name)) }
      if let line = documented.summary { Terminal.show(line) }
    }
    // A run that was killed behind its last iteration keeps what it wrote of it.
    if recorder.last != nil || !FileManager.default.fileExists(atPath: folder.training) {
      try OutputFile.write(summary, to: folder.training)
    }
  }

  /// Shows and keeps how far the box has come: from here on the run's scenario is the one that it was trained on.
  private func keep(_ adaptation: AutomaticRandomization) throws {
    try OutputFile.write(scenario.resolvedText, to: folder.declaredScenario)
    try folder.keep(environments.reached)
    let report = ReachedBox(adaptation)
    try OutputFile.write(report, to: folder.document("adr.json"))
    Terminal.show(report.text)
  }

  /// Nil where nothing was learned that acts on readings.
  private func policyFile(of trainer: any Trainer, for environment: any VectorEnvironment) -> PolicyFile? {
    let provenance = PolicyProvenance(
      scenario: scenario.name, scenarioHash: Fingerprint.sha256(environments.reached.resolvedText),
      seed: environments.seed, version: Version.text, trainingBox: environments.box)
    let model = (trainer as? any ModelTrainer)?.learnedModel
    if let planner = trainer as? any PlannerTrainer {
      return PolicyFile(
        planner: planner.description, state: StateLayout(environment.layout, of: environment.interface),
        interface: environment.interface, decoder: environment.decoder, limits: environment.limits,
        provenance: provenance, model: model)
    }
    guard let learned = trainer as? any PolicyTrainer else { return nil }
    return PolicyFile(
      network: learned.policy, interface: environment.interface, layout: environment.layout,
      decoder: environment.decoder, limits: environment.limits, provenance: provenance, model: model,
      critics: (trainer as? any CriticTrainer)?.critics ?? [])
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
  /// Episodes in which the simulation diverged.
  let divergedEpisodes: Int

  init(_ trainer: any Trainer, _ last: TrainingProgress?, seconds: Double, variants: String, learner: String) {
    self.learner = learner
    self.variants = variants
    seed = trainer.seed
    version = Version.text
    steps = trainer.steps
    self.seconds = seconds
    meanReturn = last?.meanReturn
    successRate = last?.successRate
    divergedEpisodes = last?.diverged ?? 0
  }
}
