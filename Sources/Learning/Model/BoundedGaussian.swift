import CKernels
import Glibc
package import Networks

/// A normal distribution by columns whose mean and log-variance are a network's outputs; the log-variance is held
/// softly within learned bounds (Chua et al. 2018, appendix A.1).
package struct BoundedGaussian: Sendable {
  package let count: Int
  package let upper: FloatBuffer  // largest ln σ² (count)
  package let lower: FloatBuffer  // smallest      (count)
  private let losses: FloatBuffer // by column     (count)

  /// - Parameter bounds: upper and lower bounds, where the optimiser has them.   (2 · count)
  package init(bounds: FloatBuffer) {
    count = bounds.count / 2
    upper = bounds.view(0..<count)
    lower = bounds.view(count..<2 * count)
    losses = FloatBuffer(count: count)
  }

  /// ln σ² within the bounds.
  package func logVariance(_ raw: Float, _ i: Int) -> Float {
    let capped = upper[i] - softplus(upper[i] - raw)
    return lower[i] + softplus(capped - lower[i])
  }

  /// The mean over rows and columns of (μ − y)²/σ² + ln σ², with 0.01·Σ(upper − lower); and its gradients.
  ///
  /// - Parameters:
  ///   - outputs: means and raw log-variances.              (rows × 2·count)
  ///   - targets: (rows × count)
  ///   - outputGradient: written.                           (rows × 2·count)
  ///   - boundGradient: written.                            (2·count)
  package func differentiate(
    rows: Int, outputs: FloatBuffer, targets: FloatBuffer, outputGradient: FloatBuffer, boundGradient: FloatBuffer
  ) -> Double {
    for i in 0..<count {
      boundGradient[i] = Self.tightening
      boundGradient[count + i] = -Self.tightening
      losses[i] = Self.tightening * (upper[i] - lower[i])
    }
    s2r_bounded_gaussian(
      rows, count, upper.address(count), lower.address(count), 1 / Float(rows * count),
      outputs.address(2 * rows * count), targets.address(rows * count), outputGradient.address(2 * rows * count),
      boundGradient.address(count), boundGradient.address(from: count, count), losses.address(count))
    var loss = 0.0
    for i in 0..<count { loss += Double(losses[i]) }
    return loss
  }

  /// σ of rows, and its derivative by the raw log-variance.
  ///
  /// - Parameters:
  ///   - outputs: means and raw log-variances.              (rows × 2·count)
  ///   - deviations: written.                               (rows × count)
  ///   - slopes: written.                                   (rows × count)
  package func deviate(rows: Int, outputs: FloatBuffer, deviations: FloatBuffer, slopes: FloatBuffer) {
    s2r_bounded_deviations(
      rows, count, upper.address(count), lower.address(count), outputs.address(2 * rows * count),
      deviations.address(rows * count), slopes.address(rows * count))
  }

  /// Weight of the bounds' distance in the loss.
  private static let tightening: Float = 0.01
  /// Where the bounds begin, in normalised units (as published with MBPO).
  package static let initialBounds: (upper: Float, lower: Float) = (0.5, -10)
}

/// ln(1 + eˣ)
private func softplus(_ x: Float) -> Float { max(x, 0) + log1p(exp(-abs(x))) }
