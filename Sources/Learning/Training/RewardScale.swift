package import Control
import Mathematics
import Networks

/// Brings rewards to discounted returns of unit spread (Engstrom et al. 2020, §3), so that one step size of the value
/// function fits rewards of any size. The sums begin anew with each episode, however the last one ended: what time-outs
/// leave out is bootstrapped in the scaled unit.
package struct RewardScale {
  private var moments = RunningMoments(columns: 1)
  private var batch = BatchMoments(columns: 1)
  /// Σ γᵏ r of each copy's episode so far.   (copies)
  private var returns: [Float]
  private let discount: Float

  package init(copies: Int, discount: Float) {
    returns = [Float](repeating: 0, count: copies)
    self.discount = discount
  }

  /// - Parameter copies: those that took the step; nil: all.
  package mutating func add(_ step: StepBatch, of copies: Range<Int>? = nil) {
    for copy in copies ?? returns.indices {
      returns[copy] = discount * returns[copy] + step.rewards[copy]
      batch.add(returns, at: copy)
      if step.endings[copy] != .running { returns[copy] = 0 }
    }
  }

  /// What rewards are multiplied with from now on, all steps added so far taken in.
  package mutating func factor() -> Float {
    moments.merge(batch)
    batch.clear()
    return moments.inverseDeviations[0]
  }

  func save(into state: inout SavedState) {
    moments.save(into: &state)
    for value in returns { state.append(Double(value)) }
  }

  mutating func restore(_ state: inout SavedState) {
    moments.restore(&state)
    for copy in returns.indices { returns[copy] = Float(state.takeReal()) }
  }
}
