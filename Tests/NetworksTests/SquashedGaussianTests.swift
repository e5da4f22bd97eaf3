import Foundation
import Mathematics
import Networks
import Testing

@Suite struct SquashedGaussianTests {
  private let parameters: [Float] = [0.3, -0.7, -0.5, 0.2, 1.2, 0.1, -1.5, 2.5]  // two rows; the last ln σ is bounded
  private let draws: [Float] = [0.4, -1.2, 0.9, 0.3]

  private func buffer(_ values: [Float]) -> FloatBuffer {
    let buffer = FloatBuffer(count: values.count)
    buffer.array = values
    return buffer
  }

  @Test("the density of the actions is that of the normal distribution after the change of variables")
  func density() {
    let head = SquashedGaussian(count: 2, capacity: 2)
    head.sample(rows: 2, parameters: buffer(parameters), draws: buffer(draws))
    for row in 0..<2 {
      var expected = 0.0
      for i in 0..<2 {
        let (mean, logDeviation) = (Double(parameters[4 * row + i]), min(2, Double(parameters[4 * row + 2 + i])))
        let z = Double(draws[2 * row + i])
        let a = tanh(mean + exp(logDeviation) * z)
        #expect(abs(Double(head.actions[2 * row + i]) - a) < 1e-6)
        expected += -0.5 * z * z - logDeviation - 0.5 * log(2 * Double.pi) - log(1 - a * a)
      }
      #expect(abs(Double(head.logProbabilities[row]) - expected) < 1e-4)
    }
  }

  @Test("far out on either side the density stays finite")
  func farOut() {
    let head = SquashedGaussian(count: 1, capacity: 2)
    head.sample(rows: 2, parameters: buffer([60, 0, -60, 0]), draws: buffer([0, 0]))
    #expect(abs(head.logProbabilities[0] - (120 - 0.9189 - 1.3863)) < 1e-3)
    #expect(head.logProbabilities[0] == head.logProbabilities[1])
  }

  @Test("the derivatives through a sample agree with central differences")
  func gradient() {
    let head = SquashedGaussian(count: 2, capacity: 2)
    let weights: [Float] = [0.7, -0.4, 1.1, 0.5]
    func loss(_ parameters: [Float]) -> Double {
      head.sample(rows: 2, parameters: buffer(parameters), draws: buffer(draws))
      let value = (0..<4).reduce(0.0) { $0 + Double(weights[$1]) * Double(head.actions[$1]) }
      return value + 0.3 * Double(head.logProbabilities[0] + head.logProbabilities[1])
    }
    _ = loss(parameters)
    let gradient = FloatBuffer(count: 8)
    head.backward(rows: 2, actionGradient: buffer(weights), logProbabilityGradient: 0.3, into: gradient)
    let h: Float = 1e-3
    for i in parameters.indices {
      var (above, below) = (parameters, parameters)
      above[i] += h
      below[i] -= h
      #expect(abs((loss(above) - loss(below)) / Double(2 * h) - Double(gradient[i])) < 5e-3, "parameter \(i)")
    }
    #expect(gradient[7] == 0 && gradient[3] != 0)
  }

  @Test("normal draws have mean 0, variance 1 and the kurtosis of a normal distribution, in odd numbers too")
  func normalDraws() {
    let buffer = FloatBuffer(count: 200_001)
    var stream = RandomStream(seed: 1)
    buffer.fillNormal(buffer.count, from: &stream)
    let values = buffer.array.map(Double.init)
    let n = Double(values.count)
    #expect(abs(values.reduce(0, +) / n) < 0.01)
    #expect(abs(values.reduce(0) { $0 + $1 * $1 } / n - 1) < 0.02)
    #expect(abs(values.reduce(0) { $0 + $1 * $1 * $1 * $1 } / n - 3) < 0.1)
  }
}
