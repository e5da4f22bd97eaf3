import Foundation
import Mathematics
import Networks
import Testing

@Suite struct DiagonalGaussianTests {
  private let means: [Float] = [0.3, -0.7, 1.1]
  private let actions: [Float] = [0.5, -1.5, 1.0]
  private let logDeviations: [Float] = [-0.5, 0.2, -1.2]

  /// ln p by the textbook, in Double.
  private func logProbability(_ means: [Float], _ logDeviations: [Float]) -> Double {
    zip(zip(actions, means), logDeviations).reduce(0) { sum, row in
      let deviation = exp(Double(row.1))
      let z = (Double(row.0.0) - Double(row.0.1)) / deviation
      return sum - 0.5 * z * z - log(deviation * (2 * Double.pi).squareRoot())
    }
  }

  private func buffer(_ values: [Float]) -> FloatBuffer {
    let buffer = FloatBuffer(count: values.count)
    buffer.array = values
    return buffer
  }

  @Test("the log-probability is the density's, at any row")
  func logProbability() {
    let distribution = DiagonalGaussian(logDeviations: buffer(logDeviations))
    let value = distribution.logProbability(of: buffer([9, 9, 9] + actions), at: 3, means: buffer(means), at: 0)
    #expect(abs(Double(value) - logProbability(means, logDeviations)) < 1e-5)
  }

  @Test("the derivatives of the log-probability agree with central differences")
  func gradient() {
    let distribution = DiagonalGaussian(logDeviations: buffer(logDeviations))
    // Two rows; the other has no weight, and its actions lie elsewhere.
    let (meanGradient, deviationGradient) = (FloatBuffer(count: 6), buffer([10, 10, 10]))
    let (scores, values) = (FloatBuffer(count: 6), FloatBuffer(count: 2))
    distribution.logProbabilities(
      rows: 2, of: buffer(actions + [9, 9, 9]), means: buffer(means + means), scores: scores, into: values)
    #expect(abs(Double(values[0]) - logProbability(means, logDeviations)) < 1e-5)
    distribution.backward(
      rows: 2, buffer([2, 0]), scores: scores, meanGradient: meanGradient, deviationGradient: deviationGradient)
    #expect(meanGradient.array[3...] == [0, 0, 0])
    let h: Float = 1e-3
    for i in 0..<3 {
      var (above, below) = (means, means)
      above[i] += h
      below[i] -= h
      let byMean = (logProbability(above, logDeviations) - logProbability(below, logDeviations)) / Double(h)
      #expect(abs(Double(meanGradient[i]) - byMean) < 2e-3)
      (above, below) = (logDeviations, logDeviations)
      above[i] += h
      below[i] -= h
      let byDeviation = (logProbability(means, above) - logProbability(means, below)) / Double(h)
      #expect(abs(Double(deviationGradient[i]) - 10 - byDeviation) < 2e-3)
    }
  }

  @Test("the entropy is the mean of −ln p over draws, and rises by one with each ln σ")
  func entropy() {
    let buffer = buffer(logDeviations)
    let distribution = DiagonalGaussian(logDeviations: buffer)
    let (drawn, mean) = (FloatBuffer(count: 3), self.buffer(means))
    var stream = RandomStream(seed: 3)
    var sum = 0.0
    for _ in 0..<100_000 {
      for i in 0..<3 { drawn[i] = distribution.action(i, mean: means[i], draw: Float(stream.normal())) }
      sum -= Double(distribution.logProbability(of: drawn, at: 0, means: mean, at: 0))
    }
    #expect(abs(sum / 100_000 - Double(distribution.entropy)) < 0.02)

    let before = distribution.entropy
    buffer[1] += 0.25
    distribution.refresh()
    #expect(abs(distribution.entropy - before - 0.25) < 1e-5)
  }

  @Test("the divergence is the mean of ln p − ln q over draws from p, and its derivatives those of central differences")
  func divergence() {
    let p = DiagonalGaussian(logDeviations: buffer([0.1, -0.3, -0.8]))
    let pMeans: [Float] = [0.1, -0.2, 0.9]
    func divergence(_ means: [Float], _ logDeviations: [Float]) -> Double {
      Double(
        DiagonalGaussian(logDeviations: buffer(logDeviations)).divergence(
          from: p, otherMeans: buffer(pMeans), at: 0, means: buffer(means), at: 0))
    }
    let q = DiagonalGaussian(logDeviations: buffer(logDeviations))
    let (drawn, mean, pMean) = (FloatBuffer(count: 3), buffer(means), buffer(pMeans))
    var stream = RandomStream(seed: 4)
    var sum = 0.0
    for _ in 0..<100_000 {
      for i in 0..<3 { drawn[i] = p.action(i, mean: pMeans[i], draw: Float(stream.normal())) }
      sum += Double(
        p.logProbability(of: drawn, at: 0, means: pMean, at: 0) - q.logProbability(of: drawn, at: 0, means: mean, at: 0))
    }
    #expect(abs(sum / 100_000 - divergence(means, logDeviations)) < 0.05)
    #expect(divergence(pMeans, [0.1, -0.3, -0.8]) == 0)

    let (meanGradient, deviationGradient) = (buffer([1, 1, 1]), buffer([1, 1, 1]))
    q.divergenceBackward(
      2, from: p, otherMeans: pMean, at: 0, means: mean, at: 0, meanGradient: meanGradient,
      deviationGradient: deviationGradient)
    let h: Float = 1e-3
    for i in 0..<3 {
      var (above, below) = (means, means)
      above[i] += h
      below[i] -= h
      let byMean = (divergence(above, logDeviations) - divergence(below, logDeviations)) / Double(h)
      #expect(abs(Double(meanGradient[i]) - 1 - byMean) < 5e-3)
      (above, below) = (logDeviations, logDeviations)
      above[i] += h
      below[i] -= h
      let byDeviation = (divergence(means, above) - divergence(means, below)) / Double(h)
      #expect(abs(Double(deviationGradient[i]) - 1 - byDeviation) < 5e-3)
    }
  }
}
