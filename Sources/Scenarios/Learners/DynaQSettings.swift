public import Control
import Robots

/// Settings of tabular Dyna-Q (Sutton 1990; Sutton & Barto 2018, § 8.2) and of its two relatives, each with its default.
///
/// Without planning steps it is Q-learning.
public struct DynaQSettings: LearnerSettings {
  public enum Variant: String, Sendable, CaseIterable {
    case dynaQ = "dyna-q"
    /// With a bonus for what was not tried for long.
    case dynaQPlus = "dyna-q-plus"
    case prioritizedSweeping = "prioritized-sweeping"
  }

  public var variant = Variant.dynaQ
  /// n, updates from the model after each step of the environment.
  public var planningSteps = 10
  /// Outcomes of each action that the model keeps, of which planning draws one; 1 takes the environment for
  /// deterministic, as the listing does.
  public var outcomes = 1
  /// Decisions in all.
  public var totalSteps = 10_000
  /// α
  public var stepSize: Float = 0.1
  /// γ, for each decision.
  public var discount: Float = 0.95
  /// ε of the ε-greedy behaviour at the start; changes linearly to `finalExploration`.
  public var exploration: Float = 0.1
  /// nil: it stays as it is.
  public var finalExploration: Float?
  /// Of every value at the start; above what can be earned, it makes for exploration.
  public var initialValue: Float = 0
  /// κ of Dyna-Q+: the bonus is κ √τ for an action not tried for τ steps.
  public var bonus: Float = 1e-3
  /// θ of prioritized sweeping: smaller changes are not queued.
  public var threshold: Float = 1e-4
  /// Decisions between two evaluations of the greedy policy.
  public var evaluationInterval = 1_000
  /// Episodes of an evaluation.
  public var evaluationEpisodes = 10
  /// What makes a robot's readings countable; nil on gridworlds.
  public var discretisation: Discretisation?

  public init() {}

  public static let name = "dyna-q"

  public static var fields: [SettingField<DynaQSettings>] { fields(for: nil) }

  public static func fields(for interface: ControlInterface?) -> [SettingField<DynaQSettings>] {
    [
      .choice("variant", \.variant), .count("planning_steps", \.planningSteps, atLeast: 0),
      .count("outcomes", \.outcomes), .count("total_steps", \.totalSteps),
      .number("step_size", \.stepSize, .between(0, 1)), .number("discount", \.discount, .between(0, 1)),
      .number("exploration", \.exploration, .between(0, 1)),
      .number("final_exploration", \.finalExploration, .between(0, 1), otherwise: "constant"),
      .number("initial_value", \.initialValue, .any), .number("bonus", \.bonus, .notNegative),
      .number("threshold", \.threshold, .notNegative), .count("evaluation_interval", \.evaluationInterval),
      .count("evaluation_episodes", \.evaluationEpisodes),
      .discretisation("discretisation", \.discretisation, for: interface),
    ]
  }

  public var contradiction: (key: String, problem: String)? {
    guard variant == .prioritizedSweeping, outcomes > 1 else { return nil }
    return ("outcomes", "prioritized sweeping goes back from the one state that an action leads to; write 1")
  }

  public func missing(for interface: ControlInterface?) -> String? {
    guard interface != nil, discretisation == nil else { return nil }
    return "learns on countable states; add discretisation, with sensors and actuators"
  }
}

extension SettingField {
  /// - Parameter interface: of the robot whose readings are made countable; nil where there is none.
  static func discretisation(
    _ key: String, _ path: WritableKeyPath<Settings, Discretisation?>, for interface: ControlInterface?
  ) -> Self {
    Self(
      key,
      read: { settings, value throws(InputError) in
        settings[keyPath: path] = try Discretisation(value, interface: interface)
      },
      write: { $0[keyPath: path]?.yaml ?? "" })
  }
}
