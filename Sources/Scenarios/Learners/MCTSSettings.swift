public import Control
import Robots

/// Settings of a planner that searches a tree of countable actions with the simulator as its model (UCT; Kocsis &
/// Szepesvári 2006), each with its default. Nothing is learned: it plans anew before each decision.
public struct MCTSSettings: LearnerSettings {
  /// What tells this planner from the others.
  public enum Planner: String, Sendable, CaseIterable { case mcts }

  public var planner = Planner.mcts
  /// Episodes played.
  public var episodes = 10
  /// Simulations before each decision.
  public var simulations = 1_000
  /// Decisions looked ahead, those of the rollout included.
  public var horizon = 50
  /// γ, for each decision.
  public var discount: Float = 0.95
  /// C of UCB1, for values brought to 0 … 1.
  public var exploration: Float = 1
  /// What makes a robot's readings and actions countable; nil on gridworlds.
  public var discretisation: Discretisation?

  public init() {}

  public static let name = "planner"

  public static var fields: [SettingField<MCTSSettings>] { fields(for: nil) }

  public static func fields(for interface: ControlInterface?) -> [SettingField<MCTSSettings>] {
    [
      .choice("planner", \.planner), .count("episodes", \.episodes), .count("simulations", \.simulations),
      .count("horizon", \.horizon), .number("discount", \.discount, .between(0, 1)),
      .number("exploration", \.exploration, .notNegative),
      .discretisation("discretisation", \.discretisation, for: interface),
    ]
  }

  public func missing(for interface: ControlInterface?) -> String? {
    guard interface != nil, discretisation == nil else { return nil }
    return "searches a tree of countable actions; add discretisation, with sensors and actuators"
  }
}
