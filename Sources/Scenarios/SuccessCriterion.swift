import Foundation

/// Success of an episode: every condition holds over its last seconds, and no failure came before.
public struct SuccessCriterion: Sendable, Equatable {
  public var conditions: [Condition]
  /// How long they must hold at the end of a full episode, s.
  public var lastSeconds: Double

  public init(conditions: [Condition], lastSeconds: Double) {
    self.conditions = conditions
    self.lastSeconds = lastSeconds
  }

  /// One value close to its target.
  public struct Condition: Sendable, Equatable {
    /// Index into the scenario's ``TaskInputs``.
    public var input: Int
    public var target: Target
    public var tolerance: Double
    /// The difference is taken modulo a full turn.
    public var wraps: Bool

    public init(input: Int, target: Target, tolerance: Double, wraps: Bool) {
      self.input = input
      self.target = target
      self.tolerance = tolerance
      self.wraps = wraps
    }

    public enum Target: Sendable, Equatable {
      case value(Double)
      /// Another input: a goal.
      case input(Int)
    }

    func holds(for values: [Double], at offset: Int) -> Bool {
      deviation(in: { values[offset + $0] }).magnitude <= tolerance
    }

    /// How far the value is from its target.
    func deviation(in value: (Int) -> Double) -> Double {
      let aim =
        switch target {
        case .value(let constant): constant
        case .input(let other): value(other)
        }
      let difference = value(input) - aim
      return wraps ? difference.remainder(dividingBy: 2 * Double.pi) : difference
    }
  }

  /// - Parameter values: the scenario's ``TaskInputs``, from `offset` on; as many of them as the conditions name.
  public func holds(for values: [Double], at offset: Int = 0) -> Bool {
    conditions.allSatisfy { $0.holds(for: values, at: offset) }
  }
}
