/// How a tree is searched.
public struct TreeSearchSettings: Sendable, Equatable {
  /// Simulations before each decision.
  public var simulations: Int
  /// Decisions looked ahead, those of the rollout included.
  public var horizon: Int
  /// γ
  public var discount: Double
  /// C of UCB1, for values brought to 0 … 1 by the least and the greatest return seen in the search.
  public var exploration: Double
  public var leaf: Leaf

  /// What a state at the tree's edge is worth.
  public enum Leaf: Sendable, Equatable {
    /// What actions at random earn from there to the horizon.
    case rollout
    /// A table of the states' values.         (states)
    case values([Double])
  }

  public init(
    simulations: Int, horizon: Int, discount: Double, exploration: Double = 1, leaf: Leaf = .rollout
  ) {
    precondition(simulations > 0 && horizon > 0, "a search looks at something")
    self.simulations = simulations
    self.horizon = horizon
    self.discount = discount
    self.exploration = exploration
    self.leaf = leaf
  }
}
