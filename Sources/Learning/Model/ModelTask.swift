package import Control
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
}
