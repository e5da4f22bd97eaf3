import CKernels

/// A normal distribution over actions with independent components; its mean is a network's output and its ln σ are
/// parameters of their own that do not depend on the state.
public final class DiagonalGaussian: @unchecked Sendable {
  public let count: Int
  /// ln σ, part of the parameters; call ``refresh()`` when they have changed.   (count)
  public let logDeviations: FloatBuffer
  private let inverseDeviations: FloatBuffer  // 1/σ                            (count)
  /// ln of the density at the mean.
  private var peak: Float = 0

  public init(logDeviations: FloatBuffer) {
    count = logDeviations.count
    self.logDeviations = logDeviations
    inverseDeviations = FloatBuffer(count: count)
    refresh()
  }

  /// Takes changed ln σ in.
  public func refresh() {
    peak = -0.5 * Self.logTwoPi * Float(count)
    for i in 0..<count {
      peak -= logDeviations[i]
      inverseDeviations[i] = -logDeviations[i]
    }
    s2r_exp(count, inverseDeviations.address(count), inverseDeviations.address(count))
  }

  /// Σ (ln σ + ½ ln 2πe), nats; its derivative by each ln σ is 1.
  public var entropy: Float { 0.5 * Float(count) - peak }

  /// The action that a standard normal draw stands for.
  public func action(_ component: Int, mean: Float, draw: Float) -> Float {
    mean + draw / inverseDeviations[component]
  }

  /// ln p of a row of actions under a row of means.
  ///
  /// - Parameter row: where each row begins.
  public func logProbability(of actions: FloatBuffer, at row: Int, means: FloatBuffer, at meanRow: Int) -> Float {
    var sum: Float = 0
    for i in 0..<count {
      let z = (actions[row + i] - means[meanRow + i]) * inverseDeviations[i]
      sum += z * z
    }
    return peak - 0.5 * sum
  }

  /// ln p of the first rows of actions, and the actions in units of σ from the means.
  ///
  /// - Parameters:
  ///   - scores: what ``backward(rows:_:scores:meanGradient:deviationGradient:)`` needs.   (rows × count)
  ///   - values: ln p                                                                       (rows)
  public func logProbabilities(
    rows: Int, of actions: FloatBuffer, means: FloatBuffer, scores: FloatBuffer, into values: FloatBuffer
  ) {
    let length = rows * count
    s2r_gaussian_log_densities(
      rows, count, inverseDeviations.address(count), peak, actions.address(length), means.address(length),
      scores.address(length), values.address(rows))
  }

  /// The derivatives of Σ `scales` · ln p over the first rows: written over `meanGradient`, added to
  /// `deviationGradient` (by ln σ).
  public func backward(
    rows: Int, _ scales: FloatBuffer, scores: FloatBuffer, meanGradient: FloatBuffer, deviationGradient: FloatBuffer
  ) {
    let length = rows * count
    s2r_gaussian_log_densities_backward(
      rows, count, inverseDeviations.address(count), scales.address(rows), scores.address(length),
      meanGradient.address(length), deviationGradient.address(count))
  }

  /// KL(other ‖ this) of a row, nats: the other has means of its own and the ln σ of `other`.
  public func divergence(
    from other: DiagonalGaussian, otherMeans: FloatBuffer, at otherRow: Int, means: FloatBuffer, at row: Int
  ) -> Float {
    var sum: Float = 0
    for i in 0..<count {
      let ratio = inverseDeviations[i] / other.inverseDeviations[i]  // σ of the other over this one's
      let z = (means[row + i] - otherMeans[otherRow + i]) * inverseDeviations[i]
      sum += logDeviations[i] - other.logDeviations[i] + 0.5 * (ratio * ratio + z * z - 1)
    }
    return sum
  }

  /// Adds the derivatives of `scale` · KL(other ‖ this) to a row of `meanGradient` and to `deviationGradient`.
  public func divergenceBackward(
    _ scale: Float, from other: DiagonalGaussian, otherMeans: FloatBuffer, at otherRow: Int, means: FloatBuffer,
    at row: Int, meanGradient: FloatBuffer, deviationGradient: FloatBuffer
  ) {
    for i in 0..<count {
      let ratio = inverseDeviations[i] / other.inverseDeviations[i]
      let z = (means[row + i] - otherMeans[otherRow + i]) * inverseDeviations[i]
      meanGradient[row + i] += scale * z * inverseDeviations[i]
      deviationGradient[i] += scale * (1 - ratio * ratio - z * z)
    }
  }

  private static let logTwoPi: Float = 1.837_877_066_409_345_5
}
