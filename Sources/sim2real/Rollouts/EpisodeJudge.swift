import Control
import Scenarios

/// What a scenario says of an episode, from the simulator's true state: its reward, its failure, its success.
struct EpisodeJudge {
  let scenario: Scenario
  /// Sums over the steps so far, by term and weighted.
  private(set) var rewards: [Float]
  /// Ticks in a row, up to now, in which the success criterion held.
  private var holding = 0

  init(_ scenario: Scenario) {
    self.scenario = scenario
    rewards = scenario.rewards.map { _ in 0 }
  }

  /// Judges a step by where it led.
  ///
  /// - Parameters:
  ///   - state: the true one after the step.
  ///   - applied: what the step applied.                     (actuators)
  /// - Returns: the name of the termination that holds, if one does.
  mutating func judge(_ state: TrueState, applied: [Double]) -> String? {
    // In the order of the scenario's task inputs.
    let truth = state.sensors + applied + state.others
    let inputs = truth.map { Float($0) }
    for (i, term) in scenario.rewards.enumerated() { rewards[i] += term.weight * term.kind.value(inputs, at: 0) }
    holding = scenario.success.holds(for: truth) ? holding + 1 : 0
    return scenario.terminations.first { $0.holds(for: truth) }?.name
  }

  /// Whether an episode that now ends at full length succeeds.
  var isSuccess: Bool { holding >= scenario.successSteps }
}
