import Glibc
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

  /// Draws a row's actions.                               (count)
  public func sample(
    logits: FloatBuffer, at row: Int, into actions: FloatBuffer, at place: Int, from stream: inout RandomStream
  ) {
    for i in 0..<count {
      let start = row + i * levels
      let normalizer = logNormalizer(logits, start)
      var rest = Float(stream.uniform())
      var chosen = 0
      while chosen < levels - 1 {
        rest -= expf(logits[start + chosen] - normalizer)
        if rest < 0 { break }
        chosen += 1
      }
      actions[place + i] = Network.action(ofLevel: chosen, of: levels)
    }
  }

  /// ln p of a row of actions.
  public func logProbability(of actions: FloatBuffer, at place: Int, logits: FloatBuffer, at row: Int) -> Float {
    var sum: Float = 0
    for i in 0..<count {
      let start = row + i * levels
      sum += logits[start + level(actions[place + i])] - logNormalizer(logits, start)
    }
    return sum
  }

  /// −Σ p ln p of a row, nats.
  public func entropy(logits: FloatBuffer, at row: Int) -> Float {
    var sum: Float = 0
    for i in 0..<count { sum += entropy(logits, row + i * levels, logNormalizer(logits, row + i * levels)) }
    return sum
  }

  /// The derivatives of `scale` · ln p + `entropyScale` · entropy by a row's logits; written.
  public func backward(
    _ scale: Float, entropyScale: Float, actions: FloatBuffer, at place: Int, logits: FloatBuffer, at row: Int,
    into gradient: FloatBuffer
  ) {
    for i in 0..<count {
      let start = row + i * levels
      let chosen = level(actions[place + i])
      let normalizer = logNormalizer(logits, start)
      let entropy = entropy(logits, start, normalizer)
      for k in 0..<levels {
        let logP = logits[start + k] - normalizer
        let p = expf(logP)
        // ∂ ln p(chosen) / ∂ logit k = 1[k = chosen] − p;  ∂ H / ∂ logit k = −p (ln p + H).
        gradient[start + k] = scale * ((k == chosen ? 1 : 0) - p) - entropyScale * p * (logP + entropy)
      }
    }
  }

  /// KL(other ‖ this) of a row, nats, both given by their logits.
  public func divergence(from others: FloatBuffer, at otherRow: Int, logits: FloatBuffer, at row: Int) -> Float {
    var sum: Float = 0
    for i in 0..<count {
      let (other, this) = (otherRow + i * levels, row + i * levels)
      let (otherNormalizer, normalizer) = (logNormalizer(others, other), logNormalizer(logits, this))
      for k in 0..<levels {
        let logQ = others[other + k] - otherNormalizer
        sum += expf(logQ) * (logQ - logits[this + k] + normalizer)
      }
    }
    return sum
  }

  /// Adds the derivatives of `scale` · KL(other ‖ this) to a row of `gradient`.
  public func divergenceBackward(
    _ scale: Float, from others: FloatBuffer, at otherRow: Int, logits: FloatBuffer, at row: Int,
    into gradient: FloatBuffer
  ) {
    for i in 0..<count {
      let (other, this) = (otherRow + i * levels, row + i * levels)
      let (otherNormalizer, normalizer) = (logNormalizer(others, other), logNormalizer(logits, this))
      for k in 0..<levels {
        gradient[this + k] += scale * (expf(logits[this + k] - normalizer) - expf(others[other + k] - otherNormalizer))
      }
    }
  }

  /// ln Σ exp of one action's logits.
  private func logNormalizer(_ logits: FloatBuffer, _ start: Int) -> Float {
    var largest = logits[start]
    for k in 1..<levels { largest = max(largest, logits[start + k]) }
    var sum: Float = 0
    for k in 0..<levels { sum += expf(logits[start + k] - largest) }
    return largest + logf(sum)
  }

  private func entropy(_ logits: FloatBuffer, _ start: Int, _ normalizer: Float) -> Float {
    var sum: Float = 0
    for k in 0..<levels {
      let logP = logits[start + k] - normalizer
      sum -= expf(logP) * logP
    }
    return sum
  }
}
