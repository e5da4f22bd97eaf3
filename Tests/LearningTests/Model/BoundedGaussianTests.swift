import Learning
import Mathematics
import Networks
import Testing

import func Foundation.exp

@Suite struct BoundedGaussianTests {
  @Test("the loss's gradients, the bounds' included, agree with central differences")
  func gradient() {
    let (rows, count) = (3, 2)
    var stream = RandomStream(seed: 4)
    let (bounds, boundGradient) = (FloatBuffer(count: 2 * count), FloatBuffer(count: 2 * count))
    let (outputs, gradient) = (FloatBuffer(count: rows * 2 * count), FloatBuffer(count: rows * 2 * count))
    let targets = FloatBuffer(count: rows * count)
    bounds.array = [0.5, 1, -1.5, -2]
    for buffer in [outputs, targets] { for i in 0..<buffer.count { buffer[i] = Float(stream.normal()) } }
    let distribution = BoundedGaussian(bounds: bounds)
    func loss() -> Double {
      distribution.differentiate(
        rows: rows, outputs: outputs, targets: targets, outputGradient: gradient, boundGradient: boundGradient)
    }
    _ = loss()
    let h: Float = 1e-2
    for (values, analytic) in [(outputs, gradient.array), (bounds, boundGradient.array)] {
      for i in 0..<values.count {
        let x = values[i]
        values[i] = x + h
        let above = loss()
        values[i] = x - h
        let below = loss()
        values[i] = x
        #expect(abs((above - below) / Double(2 * h) - Double(analytic[i])) < 1e-3, "value \(i)")
      }
    }
  }

  @Test("the log-variance stays within its bounds, and between them is nearly the network's")
  func bounds() {
    let bounds = FloatBuffer(count: 2)
    bounds.array = [0.5, -10]
    let distribution = BoundedGaussian(bounds: bounds)
    // The softplus at the lower bound lifts the upper end by ln(1 + e^-10.5).
    for raw in [-100, -20, 20, 100] as [Float] {
      let value = distribution.logVariance(raw, 0)
      #expect(value >= -10 && value <= 0.5001)
    }
    #expect(abs(distribution.logVariance(-5, 0) + 5) < 0.02)
  }

  @Test("the deviation is the log-variance's, and its slope agrees with central differences")
  func deviations() {
    let bounds = FloatBuffer(count: 4)
    bounds.array = [0.5, 1, -4, -2]
    let distribution = BoundedGaussian(bounds: bounds)
    let (outputs, deviations, slopes) = (FloatBuffer(count: 12), FloatBuffer(count: 6), FloatBuffer(count: 6))
    outputs.array = [0, 0, -9, 0.3, 0, 0, -1, -1, 0, 0, 2, 40]
    func deviate() -> [Float] {
      distribution.deviate(rows: 3, outputs: outputs, deviations: deviations, slopes: slopes)
      return deviations.array
    }
    let values = deviate()
    let analytic = slopes.array
    let h: Float = 1e-2
    for (place, i) in [2, 3, 6, 7, 10, 11].enumerated() {
      let raw = outputs[i]
      #expect(abs(values[place] - exp(0.5 * distribution.logVariance(raw, place % 2))) < 1e-6)
      outputs[i] = raw + h
      let above = deviate()[place]
      outputs[i] = raw - h
      let below = deviate()[place]
      outputs[i] = raw
      #expect(abs((above - below) / (2 * h) - analytic[place]) < 1e-3)
    }
  }
}
