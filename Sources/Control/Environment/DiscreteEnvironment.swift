public import Mathematics

/// What one step of a ``DiscreteEnvironment`` gives.
public struct DiscreteStep: Sendable, Equatable {
  /// Truly reached by the step, before any restart.
  public var state: Int
  public var reward: Double
  public var ending: Ending
  /// Whether the scenario's criterion held, said when an episode ends.
  public var succeeded: Bool

  public init(state: Int, reward: Double, ending: Ending = .running, succeeded: Bool = false) {
    self.state = state
    self.reward = reward
    self.ending = ending
    self.succeeded = succeeded
  }
}

/// An environment of countable states and actions that can be saved and restored to the same bits.
///
/// A gridworld is one by nature, a robot's scenario by a declared discretisation of its readings. Tabular learners
/// learn on it, tree search plans with it.
public protocol DiscreteEnvironment {
  var stateCount: Int { get }
  var actionCount: Int { get }

  /// Begins an episode: the first one, or the next after one has ended.
  ///
  /// - Returns: its first state.
  mutating func begin() throws(EnvironmentFailure) -> Int

  /// - Precondition: an episode has begun and not ended.
  mutating func step(_ action: Int) throws(EnvironmentFailure) -> DiscreteStep

  /// The whole state, to the bit, random streams included.
  func save(into state: inout SavedState) throws(EnvironmentFailure)
  mutating func restore(_ state: inout SavedState) throws(EnvironmentFailure)

  /// Chance goes on from this stream, so that a model which was put into another's saved state does not foresee what
  /// that one will draw. Nothing by default: a world without chance, or one whose chance lies elsewhere.
  mutating func redraw(from stream: RandomStream)
}

extension DiscreteEnvironment {
  public mutating func redraw(from stream: RandomStream) {}
}
