import Control

/// What a scenario's success compares with its target, as those see it who are told the true state: an environment's
/// `privileged` values are the true sensors and then the truths.
public struct Aim: Sendable {
  /// The sensor's or truth's name.
  public let name: String
  /// Empty for a quantity without a unit.
  public let unit: String
  fileprivate let condition: SuccessCriterion.Condition

  /// How far the value is from its target, in the quantity's unit.
  ///
  /// - Parameter privileged: a row of them.
  public func deviation(_ privileged: ArraySlice<Float>) -> Double {
    condition.deviation { Double(privileged[privileged.startIndex + $0]) }
  }
}

extension Scenario {
  /// One for each condition of the success that is about the state.
  public var aims: [Aim] {
    let inputs = inputs
    func place(_ input: Int) -> Int? {
      if input < inputs.interface.sensors.count { return input }
      return input >= inputs.truthStart ? inputs.interface.sensors.count + input - inputs.truthStart : nil
    }
    return success.conditions.compactMap { condition in
      guard let input = place(condition.input) else { return nil }
      var told = condition
      told.input = input
      if case .input(let target) = condition.target {
        guard let target = place(target) else { return nil }
        told.target = .input(target)
      }
      return Aim(
        name: inputs.name(condition.input), unit: inputs.quantity(condition.input).map(inputs.interface.unit(of:)) ?? "", condition: told)
    }
  }
}
