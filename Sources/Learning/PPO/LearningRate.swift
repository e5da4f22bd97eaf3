import Mathematics
package import Scenarios

/// Adam's step size over a run of PPO.
package struct LearningRate {
  /// In force.
  package private(set) var value: Float
  private let settings: PPOSettings

  package init(_ settings: PPOSettings) {
    self.settings = settings
    value = settings.learningRate
  }

  /// - Parameter done: share of the iterations before this one, 0 ..< 1.
  package mutating func begin(after done: Float) {
    guard settings.learningRateSchedule == .linear else { return }
    value = settings.learningRate + (settings.finalLearningRate - settings.learningRate) * done
  }

  /// Takes in how far the policy is from the one that collected the rollout, before a step: × or ÷ 1.5 where it is less
  /// than half or more than twice what is desired (the rule and its numbers are those of rsl_rl and legged_gym).
  ///
  /// They work out KL of two Gaussians; here it is the mean of r − 1 − ln r over the minibatch, which serves every head.
  /// Its relative error is about √(2/n): 2 % of 4,096 samples.
  ///
  /// - Parameter divergence: nats; nil: no step has been taken since.
  package mutating func adapt(to divergence: Double?) {
    guard settings.learningRateSchedule == .adaptive, let divergence else { return }
    if divergence > 2 * Double(settings.desiredDivergence) {
      value = max(settings.minimumLearningRate, value / 1.5)
    } else if divergence < 0.5 * Double(settings.desiredDivergence) {
      value = min(settings.maximumLearningRate, value * 1.5)
    }
  }

  func save(into state: inout SavedState) { state.append(Double(value)) }
  mutating func restore(_ state: inout SavedState) { value = Float(state.takeReal()) }
}
