import CKernels

/// The tanh of a normal distribution whose mean and ln σ are both a network's outputs (Haarnoja et al. 2018, app. C).
///
/// One instance is the workspace of up to `capacity` rows: ``sample(rows:parameters:draws:)`` fills `actions` and
/// `logProbabilities`, ``backward(rows:actionGradient:logProbabilityGradient:into:)`` carries back through that sample.
public final class SquashedGaussian: @unchecked Sendable {
  /// Columns of an action.
  public let count: Int
  public let actions: FloatBuffer           // (capacity × count), within ±1
  public let logProbabilities: FloatBuffer  // (capacity)
  private let draws: FloatBuffer            // ε    (capacity × count)
  private let deviations: FloatBuffer       // σ    (capacity × count)
  private let logSlopes: FloatBuffer        // ln(1 − tanh² u)   (capacity × count)
  /// 1 where ln σ lies within its bounds, else 0.   (capacity × count)
  private let free: FloatBuffer

  /// Bounds of ln σ.
  public static let logDeviationBounds: ClosedRange<Float> = -20...2

  public init(count: Int, capacity: Int) {
    self.count = count
    actions = FloatBuffer(count: capacity * count)
    logProbabilities = FloatBuffer(count: capacity)
    draws = FloatBuffer(count: capacity * count)
    deviations = FloatBuffer(count: capacity * count)
    logSlopes = FloatBuffer(count: capacity * count)
    free = FloatBuffer(count: capacity * count)
  }

  /// a = tanh(μ + σ·ε) and its ln p, for the same ε until the next call.
  ///
  /// - Parameters:
  ///   - parameters: a row is the means and then the ln σ.           (rows × 2·count)
  ///   - draws: ε, standard normal.                                  (rows × count)
  public func sample(rows: Int, parameters: FloatBuffer, draws source: FloatBuffer) {
    let n = rows * count
    draws.copy(n, of: source, from: 0, to: 0)
    let bounds = Self.logDeviationBounds
    for row in 0..<rows {
      var sum = -0.5 * Self.logTwoPi * Float(count)
      for i in 0..<count {
        let logDeviation = parameters[row * 2 * count + count + i]
        let bounded = min(max(logDeviation, bounds.lowerBound), bounds.upperBound)
        free[row * count + i] = bounded == logDeviation ? 1 : 0
        deviations[row * count + i] = bounded
        sum -= bounded + 0.5 * draws[row * count + i] * draws[row * count + i]
      }
      logProbabilities[row] = sum
    }
    s2r_exp(n, deviations.address(n), deviations.address(n))
    for row in 0..<rows {
      for i in 0..<count {
        let place = row * count + i
        let u = parameters[row * 2 * count + i] + deviations[place] * draws[place]
        actions[place] = u
      }
    }
    s2r_log_tanh_slope(n, actions.address(n), logSlopes.address(n))
    for row in 0..<rows {
      for i in 0..<count { logProbabilities[row] -= logSlopes[row * count + i] }
    }
    s2r_tanh(n, actions.address(n), actions.address(n))
  }

  /// The derivative of a loss by the distribution's parameters, through the sample.
  ///
  /// - Parameters:
  ///   - actionGradient: by the actions.                             (rows × count)
  ///   - logProbabilityGradient: by each row's ln p.
  ///   - parameterGradient: written.                                 (rows × 2·count)
  public func backward(
    rows: Int, actionGradient: FloatBuffer, logProbabilityGradient: Float, into parameterGradient: FloatBuffer
  ) {
    for row in 0..<rows {
      for i in 0..<count {
        let place = row * count + i
        let a = actions[place]
        let byPreimage = actionGradient[place] * (1 - a * a) + logProbabilityGradient * 2 * a
        parameterGradient[row * 2 * count + i] = byPreimage
        parameterGradient[row * 2 * count + count + i] =
          free[place] * (byPreimage * deviations[place] * draws[place] - logProbabilityGradient)
      }
    }
  }

  private static let logTwoPi: Float = 1.837_877_1
}
