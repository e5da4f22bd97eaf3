import Foundation
import Mathematics
import Networks
import Testing

@Suite struct CategoricalTests {
  private let categorical = Categorical(count: 2, levels: 3)
  private let logits: [Float] = [0.4, -1.1, 0.9, 2.0, 0.1, -0.3]
  private let others: [Float] = [-0.2, 0.5, 0.3, 1.0, -0.6, 0.8]
  /// The second level of the first action, the first of the other.
  private let actions: [Float] = [0, -1]

  private func buffer(_ values: [Float]) -> FloatBuffer {
    let buffer = FloatBuffer(count: values.count)
    buffer.array = values
    return buffer
  }

  /// p by the textbook, in Double.
  private func probabilities(_ logits: [Float]) -> [[Double]] {
    (0..<2).map { i in
      let exponentials = (0..<3).map { exp(Double(logits[3 * i + $0])) }
      return exponentials.map { $0 / exponentials.reduce(0, +) }
    }
  }

  private func objective(_ logits: [Float]) -> Double {
    let p = probabilities(logits)
    let entropy = -p.flatMap { $0 }.reduce(0) { $0 + $1 * log($1) }
    return 2 * (log(p[0][1]) + log(p[1][0])) + 0.7 * entropy
  }

  private func divergence(_ logits: [Float]) -> Double {
    zip(probabilities(others).flatMap { $0 }, probabilities(logits).flatMap { $0 }).reduce(0) {
      $0 + $1.0 * log($1.0 / $1.1)
    }
  }

  @Test("log-probability, entropy and divergence are the definitions")
  func values() {
    let row = buffer([9] + logits)
    let p = probabilities(logits)
    let logProbability = categorical.logProbability(of: buffer([7] + actions), at: 1, logits: row, at: 1)
    #expect(abs(Double(logProbability) - log(p[0][1]) - log(p[1][0])) < 1e-6)
    let entropy = -p.flatMap { $0 }.reduce(0) { $0 + $1 * log($1) }
    // The same of two rows, of which the other is evenly spread.
    let (scores, values) = (FloatBuffer(count: 2 * categorical.scoreCount), FloatBuffer(count: 2))
    categorical.logProbabilities(
      rows: 2, of: buffer([1, 1] + actions), logits: buffer([5, 5, 5, -3, -3, -3] + logits), scores: scores, into: values)
    #expect(abs(values[0] + 2 * logf(3)) < 1e-6 && values[1] == logProbability)
    #expect(abs(categorical.entropy(rows: 2, scores: scores) - entropy - 2 * log(3)) < 1e-6)
    #expect(abs(Double(categorical.divergence(from: buffer(others), at: 0, logits: row, at: 1)) - divergence(logits)) < 1e-6)
  }

  @Test("the derivatives agree with central differences")
  func gradients() {
    let (gradient, divergenceGradient) = (FloatBuffer(count: 6), buffer([1, 1, 1, 1, 1, 1]))
    let scores = FloatBuffer(count: categorical.scoreCount)
    categorical.logProbabilities(
      rows: 1, of: buffer(actions), logits: buffer(logits), scores: scores, into: FloatBuffer(count: 1))
    categorical.backward(
      rows: 1, buffer([2]), entropyScale: 0.7, actions: buffer(actions), scores: scores, into: gradient)
    categorical.divergenceBackward(
      3, from: buffer(others), at: 0, logits: buffer(logits), at: 0, into: divergenceGradient)
    for i in 0..<6 {
      let h: Float = 1e-2
      var (above, below) = (logits, logits)
      above[i] += h
      below[i] -= h
      #expect(abs((objective(above) - objective(below)) / Double(2 * h) - Double(gradient[i])) < 1e-4)
      let numeric = 3 * (divergence(above) - divergence(below)) / Double(2 * h)
      #expect(abs(1 + numeric - Double(divergenceGradient[i])) < 1e-4)
    }
  }

  @Test("draws come as often as they are likely, and stand for −1, 0 and 1")
  func draws() {
    var stream = RandomStream(seed: 4)
    let (row, drawn) = (buffer(logits), FloatBuffer(count: 2))
    let n = 20_000
    var counts = [[0, 0, 0], [0, 0, 0]]
    for _ in 0..<n {
      categorical.sample(logits: row, at: 0, into: drawn, at: 0, from: &stream)
      for i in 0..<2 { counts[i][Int(drawn[i]) + 1] += 1 }
    }
    for (i, p) in probabilities(logits).enumerated() {
      for k in 0..<3 {
        // Five standard deviations of the share.
        #expect(abs(Double(counts[i][k]) / Double(n) - p[k]) < 5 * (p[k] * (1 - p[k]) / Double(n)).squareRoot())
      }
    }
  }
}
