package import Control
import Networks
import Robots
package import Scenarios

/// What a learned model's plant is to do: how rewards and ends follow from readings and commands.
package struct ModelTask: Sendable {
  /// What a policy sees.
  package var observation: ObservationLayout
  package var decoder: ActionDecoder
  package var limits: SafetyLimits
  /// The scenario's terms; not looked at where the ensemble learned the reward.
  package var rewards: [RewardTerm]
  package var terminations: [Termination]
  /// Whether the ensemble has to learn when an episode ends, beside the terminations.
  package var learnsTermination = false
  /// Whether an episode can end before its time is up.
  package var canTerminate: Bool { !terminations.isEmpty || learnsTermination }

  package init(
    observation: ObservationLayout, decoder: ActionDecoder, limits: SafetyLimits, rewards: [RewardTerm],
    terminations: [Termination]
  ) {
    self.observation = observation
    self.decoder = decoder
    self.limits = limits
    self.rewards = rewards
    self.terminations = terminations
  }

  /// The scenario's own terms, on the reading.
  package init(_ scenario: Scenario) {
    self.init(
      observation: scenario.observation, decoder: ActionDecoder(for: scenario.interface),
      limits: scenario.robot.safetyLimits(), rewards: scenario.rewards, terminations: scenario.terminations)
  }

  /// Mean and spread of what a policy sees of the steps' states.
  package func observationScale(of steps: TransitionBuffer) -> ColumnScale {
    let (rows, s) = (steps.count, steps.state.count)
    let states = FloatBuffer(count: rows * s)
    for row in 0..<rows {
      for i in 0..<s { states[row * s + i] = steps.elements[row * steps.width + i] }
    }
    let columns = observation.terms.count * observation.frames + steps.state.actuators * observation.commands
    let observations = FloatBuffer(count: rows * columns)
    observation.encode(rows: rows, states: states, of: steps.state, into: observations)
    return ColumnScale(of: observations, rows: rows, columns: columns)
  }
}
