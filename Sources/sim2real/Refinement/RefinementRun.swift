import ArgumentParser
import CommandLineSupport
import Control
import Environments
import Evaluation
import Foundation
import Hardware
import Learning
import Mathematics
import Policies
import Robots
import Scenarios
import Simulation

/// One refinement in its folder, phase after phase; each is kept as soon as it is done, so that none is done twice.
struct RefinementRun {
  let old: RunFolder
  let file: PolicyFile
  let scenario: Scenario
  let ppo: PPOSettings
  let settings: RefinementSettings
  let keys: RefinementReport.Settings
  /// Nil: the logs are learned from.
  let place: TrainingEnvironments.RobotOnLink?
  let logs: [Recording]
  let folder: RunFolder
  let threads: Int

  /// Variants of the interpolation set, or of the training box, that old and new policy are compared on.
  private static let insideVariants = 500
  /// Fewer steps than this teach nothing.
  private static let fewestSteps = 100

  private var data: URL { folder.url.appendingPathComponent("data") }
  private var model: URL { folder.url.appendingPathComponent("model") }

  func run(_ report: inout RefinementReport) throws {
    let physics = try SimulationModel(of: scenario)
    // What it learns from is looked at before anything is written.
    let plant = try place?.environment(of: scenario, episodeSteps: scenario.episodeSteps)
    let refinement = Refinement(scenario, settings: settings, seed: keys.seed, threads: threads) {
      [scenario, threads] copies, randomStarts, seed in
      SimulatedEnvironments(
        scenario: scenario, model: physics, copies: copies, randomization: scenario.training,
        randomStarts: randomStarts, seed: seed, threads: threads)
    }
    var steps = TransitionBuffer(state: refinement.state)
    if plant == nil { try take(logs: &steps, refinement.task, &report) }
    try folder.create()
    StopSignals.install()
    try folder.keep(.robot(scenario))
    try keep(report)

    if let plant { try explore(plant, refinement, &steps, &report) }
    let ensemble = try learn(refinement, steps, &report)
    let network = try improve(refinement, ensemble, steps, physics, &report)
    if let plant, keys.episodes > 0 { try judge(network, on: plant, &report) }
    if report.inside == nil {
      report.inside = try inside(network, physics)
      try keep(report)
    }
  }

  private func keep(_ report: RefinementReport) throws { try OutputFile.write(report, to: folder.refinement) }

  /// - Throws: ``NegativeAnswer`` when a signal has come.
  private func stopIfAsked() throws {
    guard StopSignals.requested else { return }
    throw NegativeAnswer(sentence: "Stopped; go on with --resume.")
  }

  // MARK: Data

  private func take(logs steps: inout TransitionBuffer, _ task: ModelTask, _ report: inout RefinementReport) throws {
    for recording in logs { steps.append(recording, task: task) }
    guard steps.count >= Self.fewestSteps else {
      throw ValidationError("--log: the logs hold \(steps.count) steps to learn from, and \(Self.fewestSteps) are the fewest: record more.")
    }
    report.data = RefinementReport.Data(
      steps: steps.count, seconds: Double(steps.count) * scenario.controlPeriod, episodes: logs.count)
  }

  /// The old policy's episodes, and then its exploration; interrupted, it goes on where it was.
  private func explore(
    _ plant: PlantEnvironment<HardwarePlant>, _ refinement: Refinement, _ steps: inout TransitionBuffer,
    _ report: inout RefinementReport
  ) throws {
    if keys.episodes > 0, report.plantBefore == nil {
      let (outcomes, interventions) = try episodes(of: file.network, on: plant, "before")
      (report.plantBefore, report.plantBeforeInterventions) = (outcomes, interventions)
      try keep(report)
    }
    if FileManager.default.fileExists(atPath: data.path) { try steps.restore(from: data) }
    let wanted = max(Self.fewestSteps, Int((keys.seconds / scenario.controlPeriod).rounded()))
    guard steps.count < wanted else { return }
    var figures = report.data ?? RefinementReport.Data(
      steps: 0, seconds: 0, episodes: 0, interventions: .init(limited: 0, stopped: 0))
    let stream = RandomStream(seed: keys.seed).split("refinement.exploration", steps.count)
    var collector = ExperienceCollector(
      file.network, on: plant, state: refinement.state,
      exploration: keys.explore > 0
        ? ExplorationNoise(sigma: keys.explore, period: scenario.controlPeriod, seed: stream.words[0]) : nil)
    var counted = plant.interventions
    try collector.reset()
    while steps.count < wanted {
      try stopIfAsked()
      let isOver = try collector.step(into: &steps)[0] != .running || steps.count == wanted
      Terminal.rewrite("exploring: \(steps.count) of \(wanted) steps")
      guard isOver else { continue }
      figures.steps = steps.count
      figures.seconds = Double(steps.count) * scenario.controlPeriod
      figures.episodes += 1
      figures.interventions?.limited += plant.interventions.limited - counted.limited
      figures.interventions?.stopped += plant.interventions.stopped - counted.stopped
      counted = plant.interventions
      try steps.save(to: data)
      report.data = figures
      try keep(report)
    }
    plant.stop()
    Terminal.rewrite("")
    Terminal.say("The robot was driven for \(String(format: "%.1f", figures.seconds)) s in \(figures.episodes) episodes.")
  }

  // MARK: Model and policy

  private func learn(
    _ refinement: Refinement, _ steps: TransitionBuffer, _ report: inout RefinementReport
  ) throws -> DynamicsEnsemble {
    if report.model != nil {
      return try RefinedModel.restore(
        interface: scenario.interface, state: refinement.state, settings: settings, seed: keys.seed, from: model)
    }
    Terminal.say("Learning a model of the robot.")
    let learned = RefinedModel(
      interface: scenario.interface, task: refinement.task, settings: settings,
      simulated: try refinement.simulate(file.network), plant: steps, seed: keys.seed, threads: threads)
    try learned.save(to: model)
    report.model = RefinementReport.Model(
      openLoop: zip(learned.before.openLoop, learned.after.openLoop).map {
        .init(steps: $1.steps, simulation: $0.relativeErrors, plant: $1.relativeErrors)
      },
      simulationNats: learned.before.negativeLogLikelihood, plantNats: learned.after.negativeLogLikelihood,
      coverage95: learned.after.coverage.last?.observed ?? 0)
    try keep(report)
    try stopIfAsked()
    return learned.ensemble
  }

  private func improve(
    _ refinement: Refinement, _ ensemble: DynamicsEnsemble, _ steps: TransitionBuffer, _ physics: SimulationModel,
    _ report: inout RefinementReport
  ) throws -> Network {
    if report.policy != nil { return try PolicyFile(reading: folder.policy).network }
    let (start, criticCame) = begin()
    let trainer = try refinement.trainer(
      start, ppo: ppo, ensemble: ensemble, plant: steps,
      variants: scenario.training.variants(
        settings.candidateVariants, nominal: physics.nominal,
        seed: RandomStream(seed: keys.seed).split("refinement.candidates").words[0]),
      identity: Fingerprint.sha256(scenario.resolvedText + keys.policySha256 + keys.plant))
    let isResuming = FileManager.default.fileExists(atPath: folder.checkpoint.path)
    if isResuming {
      try trainer.resume(from: folder.checkpoint)
      Terminal.say("Resuming after \(trainer.iteration) of \(trainer.iterations) iterations.")
    }
    let recorder = try RecordingObserver(trainer, folder: folder, resuming: isResuming, showsSuccess: false)
    try trainer.train(observer: recorder)
    try recorder.finish()
    guard trainer.isFinished else {
      throw NegativeAnswer(
        sentence: "Stopped after \(trainer.iteration) of \(trainer.iterations) iterations; go on with --resume.")
    }
    let refined = PolicyFile(
      network: trainer.policy, interface: file.interface, layout: file.layout, decoder: file.decoder,
      limits: file.limits,
      provenance: PolicyProvenance(
        scenario: scenario.name, scenarioHash: Fingerprint.sha256(scenario.resolvedText), seed: keys.seed,
        version: Version.text))
    try refined.write(to: folder.policy)
    report.policy = RefinementReport.Policy(
      sha256: refined.identity, divergence: recorder.last?["policy/divergence_from_start"], chosen: trainer.best,
      candidates: trainer.candidates, criticCame: criticCame)
    try keep(report)
    try recorder.save()
    return trainer.policy
  }

  /// The run's policy with the critic of its checkpoint, or with none.
  private func begin() -> (start: PPOStart, criticCame: String) {
    do throws(TrainingError) {
      let start = try PPOTrainer.start(
        from: old.checkpoint, policy: file.network, settings: ppo, heldIterations: settings.heldIterations,
        trustRegion: nil)
      guard start.value == nil else { return (start, "from the run's checkpoint") }
      Terminal.say("The run's critic saw privileged values, which no robot tells: a new one begins untrained.")
      return (start, "untrained")
    } catch {
      Terminal.say("\(error) The critic begins untrained instead.")
      let actions = file.network.levels == nil ? scenario.interface.actuators.count : 0
      return (
        PPOStart(
          policy: file.network,
          logDeviations: [Float](repeating: ppo.initialLogStandardDeviation, count: actions),
          heldIterations: settings.heldIterations),
        "untrained"
      )
    }
  }

  // MARK: Before and after

  private func episodes(
    of network: Network, on plant: PlantEnvironment<HardwarePlant>, _ when: String
  ) throws -> ([EpisodeOutcome], RefinementReport.Interventions) {
    let counted = plant.interventions
    var outcomes = try Evaluator(threads: 1).run(
      NetworkPolicy(network), on: plant, episodes: keys.episodes,
      progress: { Terminal.rewrite("\(when): \($0) of \(keys.episodes) episodes") },
      shouldStop: { StopSignals.requested })
    plant.stop()
    Terminal.rewrite("")
    try stopIfAsked()
    // Each episode counts by itself.
    for episode in outcomes.indices { outcomes[episode].variant = episode }
    let now = plant.interventions
    return (
      outcomes, .init(limited: now.limited - counted.limited, stopped: now.stopped - counted.stopped)
    )
  }

  private func judge(
    _ network: Network, on plant: PlantEnvironment<HardwarePlant>, _ report: inout RefinementReport
  ) throws {
    guard report.plant == nil, let before = report.plantBefore else { return }
    let (outcomes, interventions) = try episodes(of: network, on: plant, "after")
    report.plant = SetReport(
      SetRun(
        name: "plant", seed: keys.seed, variants: outcomes.map { _ in Variant() }, policy: outcomes, control: before),
      scale: ReturnScale(for: scenario))
    (report.plantAfter, report.plantAfterInterventions) = (outcomes, interventions)
    try keep(report)
  }

  /// Old and new policy in the simulator, inside the training box.
  private func inside(_ network: Network, _ physics: SimulationModel) throws -> SetReport {
    let set = scenario.set(named: "interpolation") ?? scenario.training
    let seed = RandomStream(seed: keys.seed).split("refinement.inside").words[0]
    let variants = set.variants(Self.insideVariants, nominal: physics.nominal, seed: seed)
    func outcomes(_ network: Network) throws -> [EpisodeOutcome] {
      let environment = SimulatedEnvironments(
        scenario: scenario, model: physics, copies: variants.count, randomization: nil, randomStarts: false, seed: seed,
        threads: threads)
      return try Evaluator(threads: threads).run(NetworkPolicy(network), on: environment, variants: variants)
    }
    return SetReport(
      SetRun(
        name: set.name, seed: seed, variants: variants, policy: try outcomes(network),
        control: try outcomes(file.network)),
      scale: ReturnScale(for: scenario))
  }
}
