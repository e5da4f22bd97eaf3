package import Control
import Mathematics
package import Policies

/// Lets a policy act in an environment, with exploration, and keeps what happens.
package struct ExperienceCollector {
  private let environment: any VectorEnvironment
  private var policy: NetworkPolicy
  private var noises: [ExplorationProcess]  // (copies); empty without exploration
  private var history: StateHistory
  private var batch: StepBatch
  private var actions: Matrix             // (copies × action)
  private var action: [Float]             // (action)

  /// - Parameter exploration: each copy's noise begins with a seed of its own that follows from this one's.
  package init(
    _ policy: Network, on environment: any VectorEnvironment, state: StateLayout, exploration: ExplorationNoise?
  ) {
    self.environment = environment
    self.policy = NetworkPolicy(policy)
    noises = exploration.map { exploration in
      (0..<environment.count).map { copy in
        ExplorationProcess(
          ExplorationNoise(
            sigma: exploration.sigma, correlation: exploration.correlation, seed: exploration.seed &+ UInt64(copy)),
          actions: environment.actionCount)
      }
    } ?? []
    history = StateHistory(state, copies: environment.count)
    batch = environment.makeBatch()
    actions = Matrix(rows: environment.count, columns: environment.actionCount)
    action = [Float](repeating: 0, count: environment.actionCount)
  }

  /// Every copy begins an episode.
  package mutating func reset() throws(EnvironmentFailure) {
    try environment.reset(into: &batch)
    history.begin(batch)
  }

  /// One step of every copy; a step that did not take place is left out.
  ///
  /// - Returns: how the copies' episodes stand.               (copies)
  package mutating func step(into buffer: inout TransitionBuffer) throws(EnvironmentFailure) -> [Ending] {
    for copy in 0..<environment.count {
      let start = actions.offset(ofRow: copy)
      policy.act(on: batch.observations.elements, at: batch.observations.offset(ofRow: copy), into: &action)
      if noises.isEmpty {
        for i in action.indices { actions.elements[start + i] = action[i] }
      } else {
        noises[copy].apply(to: action, at: 0, into: &actions.elements, at: start)
        noises[copy].advance()
      }
    }
    try environment.step(actions, into: &batch)
    for copy in 0..<environment.count where !batch.endings[copy].isVoid {
      buffer.append(copy, of: batch, from: history.states)
    }
    history.advance(batch)
    return batch.endings
  }
}
