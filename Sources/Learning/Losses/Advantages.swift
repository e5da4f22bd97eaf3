public import Control
public import Networks

/// Generalized advantage estimation (Schulman et al. 2016, eq. 16) over one copy's steps.
///
/// A termination cuts the bootstrap and the sum; a truncation cuts only the sum.
///
/// - Parameters:
///   - copy: which column of the (steps × copies) arrays.
///   - steps: how many of the arrays' steps there are; nil: all.
///   - values: V of the state acted in.                                          (steps × copies)
///   - nextValues: V of the state truly reached, before any restart.             (steps × copies)
///   - discount: γ
///   - decay: λ
public func estimateAdvantages(
  copy: Int, copies: Int, rewards: FloatBuffer, values: FloatBuffer, nextValues: FloatBuffer, endings: [Ending],
  steps: Int? = nil, discount: Float, decay: Float, into advantages: FloatBuffer
) {
  var sum: Float = 0
  for t in stride(from: (steps.map { $0 * copies } ?? endings.count) - copies + copy, through: copy, by: -copies) {
    let bootstrap = endings[t] == .terminated ? 0 : discount * nextValues[t]
    let carried = endings[t] == .running ? discount * decay * sum : 0
    sum = rewards[t] + bootstrap - values[t] + carried
    advantages[t] = sum
  }
}
