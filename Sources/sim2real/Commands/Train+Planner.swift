import ArgumentParser
import CommandLineSupport
import Control
import Foundation
import Learning
import Planning
import Policies
import Robots
import Scenarios

/// `learner: planner` for continuous actions.
extension Train {
  /// The scenario as a planner sees it: its observation is its model's state, every sensor and the last commands.
  ///
  /// - Parameter set: where each episode's physics is drawn from; nil: the nominal robot.
  func planning(_ scenario: Scenario, set: RandomizationSet?) throws -> Scenario {
    guard case .planner(var settings) = scenario.learner else { return scenario }
    let guide = try planningGuide()
    settings.ensemble.frames = max(settings.ensemble.frames, guide?.layout.frames ?? 1)
    var planned = scenario
    planned.observation.commands = max(scenario.observation.commands, guide?.layout.commands ?? 0)
    planned.observation = ObservationLayout(StateLayout(for: planned, set: set, settings: settings.ensemble))
    return planned
  }

  /// The settings of a planner for continuous actions, where the scenario has one.
  func planner(in scenario: ScenarioFile) throws -> PlannerSettings? {
    guard case .planner(let settings) = scenario.learner else {
      if let from {
        throw ValidationError("--from \(from): only a planner plans around a policy, and \(scenario.file) has another learner: leave it out.")
      }
      return nil
    }
    if case .robot = scenario { return settings }
    guard settings.plan.model == .learned else {
      throw ValidationError("\(scenario.file): model: simulator needs a robot's scenario: leave it out to learn the model.")
    }
    return settings
  }

  /// The policy of `--from`, to plan around.
  private func planningGuide() throws -> PlanningGuide? {
    guard let from else { return nil }
    let file = try PolicyFile(reading: RunFolder.policyPath(from))
    guard file.planner == nil else {
      throw ValidationError("--from \(from): is a planner itself: give a policy that is a network.")
    }
    guard file.network.memory == nil, file.network.latent == nil else {
      throw ValidationError("--from \(from): has a memory or a latent, which a planner's guide has not: give a policy of dense layers.")
    }
    return PlanningGuide(layout: file.layout, policy: file.network, critics: file.critics)
  }

  func plannerTrainer(_ settings: PlannerSettings, for run: TrainingRun) throws -> PlanningTrainer {
    let environment = try run.environments.make(copies: settings.copies)
    let state = StateLayout(environment.layout, of: environment.interface)
    guard environment.layout == ObservationLayout(state) else {
      throw ValidationError("\(run.scenario.file): a planner needs to see every sensor as it is, and this environment shows something else.")
    }
    return PlanningTrainer(
      environment: environment, evaluation: try run.environments.evaluation(copies: settings.evaluationEpisodes),
      task: run.environments.task(in: environment), state: state, settings: settings, guide: try guide(for: run),
      seed: seed, threads: threads, identity: try identity(of: run))
  }

  /// What a checkpoint must be of: the run, and what is planned around.
  private func identity(of run: TrainingRun) throws -> String {
    guard let from else { return run.identity }
    return Fingerprint.sha256(run.identity + (try PolicyFile(reading: RunFolder.policyPath(from))).identity)
  }

  private func guide(for run: TrainingRun) throws -> PlanningGuide? {
    guard let guide = try planningGuide(), let environment = run.environments.training else { return nil }
    let state = StateLayout(environment.layout, of: environment.interface)
    if let problem = guide.problem(for: environment.interface, state) {
      throw ValidationError("--from \(from ?? ""): \(problem): give a policy of the same robot and scenario.")
    }
    return guide
  }

  /// A planner on the simulator learns nothing: its file is written at once, for `sim2real evaluate`.
  func writePlanner(_ settings: PlannerSettings, for scenario: Scenario, to folder: RunFolder) throws {
    try checkPhysicsStep(of: settings.plan, in: scenario)
    let interface = scenario.interface
    let state = StateLayout(scenario.observation, of: interface)
    var plan = settings.plan
    plan.seed = seed
    let guide = try planningGuide()
    if let problem = guide?.problem(for: interface, state) {
      throw ValidationError("--from \(from ?? ""): \(problem): give a policy of the same robot and scenario.")
    }
    let file = PolicyFile(
      planner: PlannerDescription(settings: plan, guide: guide), state: state, interface: interface,
      decoder: ActionDecoder(for: interface), limits: scenario.robot.safetyLimits(),
      provenance: PolicyProvenance(
        scenario: scenario.name, scenarioHash: Fingerprint.sha256(scenario.resolvedText), seed: seed,
        version: Version.text), model: nil)
    try folder.create()
    try folder.keep(.robot(scenario))
    try file.write(to: folder.policy)
    Terminal.show(
      "Wrote \(folder.policy), which plans on the simulator and learned nothing; sim2real evaluate \(folder.path) says what it is worth.")
  }
}

extension StateLayout {
  /// The state whose whole is what this layout shows.
  init(_ layout: ObservationLayout, of interface: ControlInterface) {
    self.init(
      sensors: interface.sensors.count, actuators: interface.actuators.count, frames: layout.frames,
      commands: layout.commands)
  }
}
