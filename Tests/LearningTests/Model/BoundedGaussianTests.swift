import Learning
import Mathematics
import Networks
import Testing

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
      let value = distribution.logVariance(raw, 0).value
      #expect(value >= -10 && value <= 0.5001)
    }
    #expect(abs(distribution.logVariance(-5, 0).value + 5) < 0.02)
  }
}
