public import Control
public import Mathematics

/// What a tabular learner knows of its environment, as a model to search a tree in.
///
/// An action never taken leads back to its state and pays nothing, as in Dyna-Q+.
public struct LearnedTable: DiscreteEnvironment, Sendable {
  private let model: TableModel
  private let start: Int
  private var state: Int

  /// - Parameter start: the state in which episodes begin.
  public init(_ trainer: DynaQTrainer, start: Int) {
    model = trainer.learner.model
    self.start = start
    state = start
  }

  public var stateCount: Int { model.states }
  public var actionCount: Int { model.actions }

  public mutating func begin() -> Int {
    state = start
    return state
  }

  /// Stands in another state.
  public mutating func place(at state: Int) { self.state = state }

  public mutating func step(_ action: Int) -> DiscreteStep {
    guard let outcome = model.outcome(state * model.actions + action) else {
      return DiscreteStep(state: state, reward: 0)
    }
    state = outcome.successor
    return DiscreteStep(state: state, reward: outcome.reward, ending: outcome.terminates ? .terminated : .running)
  }

  public func save(into saved: inout SavedState) { saved.append(state) }
  public mutating func restore(_ saved: inout SavedState) { state = saved.takeInt() }
}
