package import Control
package import Scenarios
import Mathematics

/// A tabular learner in its environment: the lecture's loop, one decision at a time.
package struct TabularAgent {
  package var environment: any DiscreteEnvironment
  package private(set) var learner: TabularLearner
  /// Where the running episode stands; nil: none has begun.
  private var state: Int?

  /// - Parameter seed: every draw of the learner follows from it.
  package init(environment: any DiscreteEnvironment, settings: DynaQSettings, seed: UInt64) {
    self.environment = environment
    learner = TabularLearner(
      settings: settings, states: environment.stateCount, actions: environment.actionCount,
      stream: RandomStream(seed: seed).split("dyna-q"))
  }

  /// Acts ε-greedily in the running episode, or in a new one, and learns from it.
  ///
  /// - Parameter exploration: ε
  package mutating func decide(exploration: Double) throws(EnvironmentFailure) -> DiscreteStep {
    let before = if let state { state } else { try environment.begin() }
    let action = learner.act(in: before, exploration: exploration)
    let step = try environment.step(action)
    if !step.ending.isVoid {
      learner.learn(before, action, reward: step.reward, next: step.state, terminates: step.ending == .terminated)
    }
    state = step.ending == .running ? step.state : nil
    return step
  }

  func save(into saved: inout SavedState) throws(EnvironmentFailure) {
    saved.append(state ?? -1)
    learner.save(into: &saved)
    try environment.save(into: &saved)
  }

  mutating func restore(_ saved: inout SavedState) throws(EnvironmentFailure) {
    let place = saved.takeInt()
    state = place < 0 ? nil : place
    learner.restore(&saved)
    try environment.restore(&saved)
  }
}
