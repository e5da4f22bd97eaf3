import Foundation
package import Networks

/// A normal distribution by columns whose mean and log-variance are a network's outputs; the log-variance is held
/// softly within learned bounds (Chua et al. 2018, appendix A.1).
package struct BoundedGaussian: Sendable {
  package let count: Int
  package let upper: FloatBuffer  // largest ln σ² (count)
  package let lower: FloatBuffer  // smallest      (count)

  /// - Parameter bounds: upper and lower bounds, where the optimiser has them.   (2 · count)
  package init(bounds: FloatBuffer) {
    count = bounds.count / 2
    upper = bounds.view(0..<count)
    lower = bounds.view(count..<2 * count)
  }

  /// ln σ² within the bounds and its derivatives by the network's output and by the two bounds.
  @inline(__always)
  package func logVariance(_ raw: Float, _ i: Int) -> (value: Float, byRaw: Float, byUpper: Float, byLower: Float) {
    let above = upper[i] - raw
    let capped = upper[i] - softplus(above)
    let value = lower[i] + softplus(capped - lower[i])
    let (s1, s2) = (sigmoid(above), sigmoid(capped - lower[i]))
    return (value, s2 * s1, s2 * (1 - s1), 1 - s2)
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
    var loss = 0.0
    let scale = 1 / Float(rows * count)
    for i in 0..<count {
      boundGradient[i] = Self.tightening
      boundGradient[count + i] = -Self.tightening
      loss += Double(Self.tightening * (upper[i] - lower[i]))
    }
    for row in 0..<rows {
      for i in 0..<count {
        let place = row * 2 * count + i
        let difference = outputs[place] - targets[row * count + i]
        let variance = logVariance(outputs[place + count], i)
        let precision = exp(-variance.value)
        let square = difference * difference * precision
        loss += Double(scale * (square + variance.value))
        outputGradient[place] = scale * 2 * difference * precision
        let slope = scale * (1 - square)
        outputGradient[place + count] = slope * variance.byRaw
        boundGradient[i] += slope * variance.byUpper
        boundGradient[count + i] += slope * variance.byLower
      }
    }
    return loss
  }

  /// Weight of the bounds' distance in the loss.
  private static let tightening: Float = 0.01
  /// Where the bounds begin, in normalised units (as published with MBPO).
  package static let initialBounds: (upper: Float, lower: Float) = (0.5, -10)
}

/// ln(1 + eˣ)
private func softplus(_ x: Float) -> Float { max(x, 0) + log1p(exp(-abs(x))) }

private func sigmoid(_ x: Float) -> Float { 1 / (1 + exp(-x)) }
