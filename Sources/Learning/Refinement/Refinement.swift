package import Control
import Foundation
import Mathematics
package import Policies
package import Scenarios

/// The parts of a refinement that need no plant, put together: data from simulation, and the trainer.
package struct Refinement {
  package let scenario: Scenario
  package let settings: RefinementSettings
  package let seed: UInt64
  package let threads: Int
  /// Makes copies of the scenario in the simulator: so many, with their physics drawn from the training box, at any of
  /// the scenario's starts or only at its own, with this seed.
  package let simulator: (_ copies: Int, _ randomStarts: Bool, _ seed: UInt64) -> any VectorEnvironment

  package init(
    _ scenario: Scenario, settings: RefinementSettings, seed: UInt64, threads: Int,
    simulator: @escaping (_ copies: Int, _ randomStarts: Bool, _ seed: UInt64) -> any VectorEnvironment
  ) {
    self.scenario = scenario
    self.settings = settings
    self.seed = seed
    self.threads = threads
    self.simulator = simulator
  }

  /// Episodes in the model that a candidate is judged by.
  private static let judgedCopies = 64

  package var task: ModelTask { ModelTask(scenario) }

  /// The model's state, with room for twice the training box's largest delays: the plant may be slower than any of it.
  package var state: StateLayout {
    let inside = StateLayout(for: scenario, set: scenario.training, settings: DynamicsSettings())
    return StateLayout(
      sensors: inside.sensors, actuators: inside.actuators, frames: inside.frames,
      commands: max(inside.commands, 2 * inside.commands - 1))
  }

  /// What the policy does in the randomized simulator: half with little exploration, half with much.
  package func simulate(_ policy: Network) throws(EnvironmentFailure) -> TransitionBuffer {
    var buffer = TransitionBuffer(state: state)
    guard settings.simulatedSteps > 0 else { return buffer }
    let copies = min(100, settings.simulatedSteps)
    for (part, sigma) in [0.3, 1].enumerated() {
      let stream = RandomStream(seed: seed).split("refinement.simulated", part)
      var collector = ExperienceCollector(
        policy, on: simulator(copies, true, stream.split("environments").words[0]), state: state,
        exploration: ExplorationNoise(
          sigma: sigma, period: scenario.controlPeriod, seed: stream.split("noise").words[0]))
      try collector.reset()
      for _ in 0..<max(1, settings.simulatedSteps / 2 / copies) { _ = try collector.step(into: &buffer) }
    }
    return buffer
  }

  /// - Parameters:
  ///   - start: the old policy, its exploration and its critic.
  ///   - plant: what the plant did; rollouts begin at its states.
  ///   - ppo: how the run was trained.
  ///   - variants: of the training box, that candidates are tried on.
  package func trainer(
    _ start: PPOStart, ppo: PPOSettings, ensemble: DynamicsEnsemble, plant: TransitionBuffer, variants: [Variant],
    identity: String
  ) throws(EnvironmentFailure) -> RefinementTrainer {
    let stream = RandomStream(seed: seed).split("refinement.policy")
    func word(_ name: String) -> UInt64 { stream.split(name).words[0] }
    var places: [any VectorEnvironment] = [
      ModelEnvironment(
        ensemble, task: task, starts: plant, copies: settings.modelCopies, steps: settings.rolloutLength,
        seed: word("model"), threads: threads)
    ]
    if settings.simulatedCopies > 0 { places.append(simulator(settings.simulatedCopies, true, word("simulator"))) }
    let begun = PPOStart(
      policy: start.policy, logDeviations: start.logDeviations.map { $0 + settings.deviationScale.logarithm },
      value: start.value, rewardScale: start.rewardScale, heldIterations: start.heldIterations,
      trustRegion: settings.trustRegion)
    let judged = ModelEnvironment(
      ensemble, task: task, starts: try starts(word("starts")), copies: Self.judgedCopies, steps: scenario.episodeSteps,
      isStaggered: false, success: scenario.success, seed: word("judged"), threads: threads)
    return RefinementTrainer(
      PPOTrainer(
        environment: JoinedEnvironments(places), settings: settings.ppo(after: ppo), start: begun, seed: self.seed,
        threads: threads, identity: identity),
      from: start.policy, settings: settings, model: judged, inside: simulator(variants.count, false, word("inside")),
      variants: variants)
  }

  /// States in which the scenario's own episodes begin.
  private func starts(_ seed: UInt64) throws(EnvironmentFailure) -> TransitionBuffer {
    let simulator = simulator(Self.judgedCopies, false, seed)
    var batch = simulator.makeBatch()
    try simulator.reset(into: &batch)
    var history = StateHistory(state, copies: simulator.count)
    history.begin(batch)
    var buffer = TransitionBuffer(state: state)
    for copy in 0..<simulator.count {
      buffer.append(
        states: history.states.elements, at: history.states.offset(ofRow: copy), applied: batch.applied.elements,
        at: batch.applied.offset(ofRow: copy), readings: batch.readings.elements,
        at: batch.readings.offset(ofRow: copy), reward: 0, terminated: false)
    }
    return buffer
  }
}

extension Float {
  fileprivate var logarithm: Float { Float(log(Double(self))) }
}
