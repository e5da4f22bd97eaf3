import Robots

/// When automatic domain randomization moves a boundary; the scenario's `adr:`.
public struct AutomaticRandomizationSettings: LearnerSettings {
  /// Share of the episodes that are held at a boundary (p_b).
  public var boundaryProbability: Float = 0.5
  /// Episodes at a boundary that are judged together (m).
  public var episodes = 32
  /// What they are judged by.
  public var measure = Measure.success
  /// Mean below which a boundary moves inward (t_L).
  public var low: Float = 0.4
  /// Mean above which it moves outward (t_H).
  public var high: Float = 0.7

  public enum Measure: String, Sendable, CaseIterable {
    /// The scenario's success criterion: the mean is a share, 0 … 1.
    case success
    /// Σ rewards of an episode.
    case `return`
  }

  public init() {}

  public static let name = "adr"

  public static var fields: [SettingField<AutomaticRandomizationSettings>] {
    [
      .number("boundary_probability", \.boundaryProbability, .between(0, 1)), .count("episodes", \.episodes),
      .choice("measure", \.measure), .number("low", \.low, .any), .number("high", \.high, .any),
    ]
  }

  public var contradiction: (key: String, problem: String)? {
    if low >= high { return ("low", "\(low) is not below high, \(high); change one of the two") }
    if boundaryProbability == 0 { return ("boundary_probability", "is 0 and no boundary would ever move; raise it") }
    return nil
  }
}
