/// The clipped surrogate of one sample (Schulman et al. 2017, eq. 7), as a loss.
public struct ClippedSurrogate: Sendable {
  /// ε
  public let clip: Float

  public init(clip: Float) { self.clip = clip }

  /// −min(r·A, clamp(r, 1 − ε, 1 + ε)·A) and its derivative by ln p.
  ///
  /// - Parameters:
  ///   - ratio: r, the action's probability now to that when it was drawn.
  ///   - advantage: A
  public func callAsFunction(ratio: Float, advantage: Float) -> (loss: Float, derivative: Float, isClipped: Bool) {
    let clamped = min(max(ratio, 1 - clip), 1 + clip)
    let isClipped = clamped != ratio
    let (plain, bounded) = (ratio * advantage, clamped * advantage)
    // ∂r/∂ln p = r; where the bounded branch is the smaller one, nothing pulls any more.
    return plain <= bounded ? (-plain, -plain, isClipped) : (-bounded, 0, isClipped)
  }
}
