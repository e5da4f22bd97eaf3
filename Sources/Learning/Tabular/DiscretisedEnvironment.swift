public import Control
public import Mathematics
public import Scenarios

/// One copy of a robot's scenario with countable states and actions, by a declared discretisation of its readings.
public final class DiscretisedEnvironment: DiscreteEnvironment {
  public let discretisation: Discretisation
  private let environment: any VectorEnvironment
  private var batch: StepBatch
  private var actions: Matrix
  private var hasBegun = false

  /// - Precondition: the environment has one copy, which nobody else steps.
  public init(_ environment: any VectorEnvironment, discretisation: Discretisation) {
    precondition(environment.count == 1, "one copy")
    self.environment = environment
    self.discretisation = discretisation
    batch = environment.makeBatch()
    actions = Matrix(rows: 1, columns: environment.actionCount)
  }

  public var stateCount: Int { discretisation.stateCount }
  public var actionCount: Int { discretisation.actionCount }

  public func begin() throws(EnvironmentFailure) -> Int {
    // A copy restarts by itself when an episode ends, so only the first one is begun here.
    if !hasBegun { try environment.reset(into: &batch) }
    hasBegun = true
    return discretisation.state(of: batch.readings.elements, at: 0)
  }

  /// Holds the action for the discretisation's ticks, or until the episode ends; the reward is their sum.
  public func step(_ action: Int) throws(EnvironmentFailure) -> DiscreteStep {
    discretisation.write(action, into: &actions.elements, at: 0)
    var reward = 0.0
    for _ in 0..<discretisation.holdTicks {
      try environment.step(actions, into: &batch)
      reward += Double(batch.rewards[0])
      guard batch.endings[0] == .running else { break }
    }
    return DiscreteStep(
      state: discretisation.state(of: batch.reachedReadings.elements, at: 0), reward: reward,
      ending: batch.endings[0], succeeded: batch.succeeded[0])
  }

  public func save(into state: inout SavedState) throws(EnvironmentFailure) {
    state.append(hasBegun)
    for value in batch.readings.elements { state.append(Double(value)) }
    try environment.save(into: &state)
  }

  public func restore(_ state: inout SavedState) throws(EnvironmentFailure) {
    hasBegun = state.takeFlag()
    for i in batch.readings.elements.indices { batch.readings.elements[i] = Float(state.takeReal()) }
    try environment.restore(&state)
  }

  public func redraw(from stream: RandomStream) { environment.redraw(from: stream) }
}
