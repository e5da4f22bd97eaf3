import CKernels
public import Mathematics
import Policies

/// Independent categorical distributions, one for each action, over the same number of levels spread evenly over ±1; a
/// network's outputs are their logits.
///
/// An action stands in its normalised value, so whatever acts on it need not know that it is one of a few.
public struct Categorical: Sendable, Equatable {
  /// Actions.
  public let count: Int
  public let levels: Int

  public init(count: Int, levels: Int) {
    precondition(count > 0 && levels > 1, "a choice needs at least two levels")
    self.count = count
    self.levels = levels
  }

  /// Logits of a row.
  public var outputs: Int { count * levels }

  private func level(_ value: Float) -> Int { Int(((value + 1) * Float(levels - 1) / 2).rounded()) }

  // MARK: A row

  /// Draws a row's actions.                               (count)
  public func sample(
    logits: FloatBuffer, at row: Int, into actions: FloatBuffer, at place: Int, from stream: inout RandomStream
  ) {
    withProbabilities(logits, at: row) { _, p in
      for i in 0..<count {
        var rest = Float(stream.uniform())
        var chosen = 0
        while chosen < levels - 1 {
          rest -= p[i * levels + chosen]
          if rest < 0 { break }
          chosen += 1
        }
        actions[place + i] = Network.action(ofLevel: chosen, of: levels)
      }
    }
  }

  /// ln p of a row of actions.
  public func logProbability(of actions: FloatBuffer, at place: Int, logits: FloatBuffer, at row: Int) -> Float {
    withProbabilities(logits, at: row) { logP, _ in
      var sum: Float = 0
      for i in 0..<count { sum += logP[i * levels + level(actions[place + i])] }
      return sum
    }
  }

  /// KL(other ‖ this) of a row, nats, both given by their logits.
  public func divergence(from others: FloatBuffer, at otherRow: Int, logits: FloatBuffer, at row: Int) -> Float {
    withProbabilities(others, at: otherRow) { logQ, q in
      withProbabilities(logits, at: row) { logP, _ in
        var sum: Float = 0
        for k in 0..<outputs { sum += q[k] * (logQ[k] - logP[k]) }
        return sum
      }
    }
  }

  /// Adds the derivatives of `scale` · KL(other ‖ this) to a row of `gradient`.
  public func divergenceBackward(
    _ scale: Float, from others: FloatBuffer, at otherRow: Int, logits: FloatBuffer, at row: Int,
    into gradient: FloatBuffer
  ) {
    withProbabilities(others, at: otherRow) { _, q in
      withProbabilities(logits, at: row) { _, p in
        for k in 0..<outputs { gradient[row + k] += scale * (p[k] - q[k]) }
      }
    }
  }

  /// ln p and p of a row's levels.                         (outputs each)
  private func withProbabilities<Result>(
    _ logits: FloatBuffer, at row: Int, _ body: (_ logP: UnsafePointer<Float>, _ p: UnsafePointer<Float>) -> Result
  ) -> Result {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * outputs) { scratch in
      let (logP, p) = (scratch.baseAddress!, scratch.baseAddress! + outputs)
      s2r_log_softmax(count, levels, logits.address(from: row, outputs), logP, p)
      return body(logP, p)
    }
  }

  // MARK: Many rows

  /// Numbers by row that the following keep for one another: ln p of its levels and p of them.
  public var scoreCount: Int { 2 * outputs }

  /// ln p of the first rows of actions.
  ///
  /// - Parameters:
  ///   - scores: ln p of all rows' levels, then p of them.   (2 × rows × outputs)
  ///   - values: ln p                                        (rows)
  public func logProbabilities(
    rows: Int, of actions: FloatBuffer, logits: FloatBuffer, scores: FloatBuffer, into values: FloatBuffer
  ) {
    let length = rows * outputs
    s2r_log_softmax(
      rows * count, levels, logits.address(length), scores.address(length), scores.address(from: length, length))
    for row in 0..<rows {
      var sum: Float = 0
      for i in row * count..<(row + 1) * count { sum += scores[i * levels + level(actions[i])] }
      values[row] = sum
    }
  }

  /// −Σ p ln p, a sum over the first rows, nats.
  public func entropy(rows: Int, scores: FloatBuffer) -> Double {
    let length = rows * outputs
    var sum: Float = 0
    for i in 0..<length { sum -= scores[length + i] * scores[i] }
    return Double(sum)
  }

  /// The derivatives of Σ `scales` · ln p + `entropyScale` · entropy over the first rows by their logits; written.
  public func backward(
    rows: Int, _ scales: FloatBuffer, entropyScale: Float, actions: FloatBuffer, scores: FloatBuffer,
    into gradient: FloatBuffer
  ) {
    let length = rows * outputs
    for row in 0..<rows {
      let scale = scales[row]
      for i in row * count..<(row + 1) * count {
        let levels = i * levels..<(i + 1) * levels
        var entropy: Float = 0
        for k in levels { entropy -= scores[length + k] * scores[k] }
        // ∂ ln p(chosen) / ∂ logit k = 1[k = chosen] − p;  ∂ H / ∂ logit k = −p (ln p + H).
        for k in levels {
          let p = scores[length + k]
          gradient[k] = -scale * p - entropyScale * p * (scores[k] + entropy)
        }
        gradient[levels.lowerBound + level(actions[i])] += scale
      }
    }
  }
}
