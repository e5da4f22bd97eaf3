package import Control
import Mathematics
import Robots
package import Scenarios

extension StateLayout {
  /// The state of a scenario's learned model: with the commands that its delays keep under way, ⌈largest delay /
  /// period⌉ + 1 of them, unless the settings say how many; at least what the policy sees, and the last command where
  /// its rate is limited or its change rewarded.
  ///
  /// - Parameter set: where each episode's physics is drawn from; nil: the nominal robot.
  package init(for scenario: Scenario, set: RandomizationSet?, settings: DynamicsSettings) {
    let timing = scenario.robot.timing
    func largest(_ parameter: Parameter, nominal: Double) -> Double {
      guard let randomization = set?.randomizations.first(where: { $0.field == parameter.name(for: scenario.robot) })
      else { return nominal }
      let bound = randomization.distribution.largest
      switch randomization.operation {
      case .set: return bound
      case .scale: return nominal * bound
      case .add: return nominal + bound
      }
    }
    let delay =
      largest(.actionDelay, nominal: timing.actionDelay) + largest(.observationDelay, nominal: timing.observationDelay)
    let underWay = delay > 0 ? Int((delay / scenario.controlPeriod).rounded(.up)) + 1 : 0
    self.init(
      interface: scenario.interface, observation: scenario.observation, settings: settings, commands: underWay)
    if !covers(scenario.rewards) { self = StateLayout(sensors: sensors, actuators: actuators, frames: frames, commands: 1) }
  }

  /// The same of any environment, whose delays are not known.
  package init(interface: ControlInterface, observation: ObservationLayout, settings: DynamicsSettings) {
    self.init(interface: interface, observation: observation, settings: settings, commands: 0)
  }

  private init(
    interface: ControlInterface, observation: ObservationLayout, settings: DynamicsSettings, commands: Int
  ) {
    let isRateLimited = interface.actuators.contains { $0.effortRateLimit != .infinity }
    self.init(
      sensors: interface.sensors.count, actuators: interface.actuators.count,
      frames: max(settings.frames, observation.frames),
      commands: max(settings.commands ?? commands, observation.commands, isRateLimited ? 1 : 0))
  }
}

extension Distribution {
  /// What draws hardly ever exceed.
  fileprivate var largest: Double {
    switch self {
    case .constant(let value): value
    case .uniform(let ranges), .logUniform(let ranges): ranges.map(\.upperBound).max() ?? 0
    case .normal(let mean, let deviation): mean + 3 * deviation
    case .exponential(let mean): 4 * mean
    case .arcsine(let range): range.upperBound
    }
  }
}
