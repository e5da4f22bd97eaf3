import Control
public import Scenarios

/// What a return of 1 means: an affine scale on which scenarios and arms can be compared.
public struct ReturnScale: Sendable, Equatable {
  public var zero: Double
  public var one: Double

  public init(zero: Double, one: Double) {
    precondition(one > zero, "the scale must rise")
    self.zero = zero
    self.one = one
  }

  /// 1 is every rewarding term at its full value in each step of a full episode, 0 is nothing earned.
  ///
  /// Terms with a positive weight reach 1 at most (see ``RewardTerm``), those with a negative one take away.
  public init(for scenario: Scenario) {
    let best = scenario.rewards.reduce(0) { $0 + Double(max(0, $1.weight)) }
    self.init(zero: 0, one: best > 0 ? best * Double(scenario.episodeSteps) : 1)
  }

  public func normalised(_ totalReward: Double) -> Double { (totalReward - zero) / (one - zero) }
}
