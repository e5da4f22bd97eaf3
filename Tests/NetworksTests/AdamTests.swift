import Foundation
import Mathematics
import Networks
import Testing

@Suite struct AdamTests {
  @Test("five steps follow the paper's formula")
  func formula() {
    let count = 37
    var stream = RandomStream(seed: 4)
    let (parameters, gradient) = (FloatBuffer(count: count), FloatBuffer(count: count))
    for i in 0..<count { parameters[i] = Float(stream.normal()) }
    var adam = Adam(count: count, beta1: 0.9, beta2: 0.999, epsilon: 1e-5)

    // Algorithm 1 of Kingma & Ba 2015, in Double.
    var want = parameters.array.map(Double.init)
    var (m, v) = ([Double](repeating: 0, count: count), [Double](repeating: 0, count: count))
    for t in 1...5 {
      for i in 0..<count { gradient[i] = Float(stream.normal()) * 0.1 }
      adam.step(parameters, down: gradient, learningRate: 0.01)
      for i in 0..<count {
        let g = Double(gradient[i])
        m[i] = 0.9 * m[i] + 0.1 * g
        v[i] = 0.999 * v[i] + 0.001 * g * g
        let (mean, square) = (m[i] / (1 - pow(0.9, Double(t))), v[i] / (1 - pow(0.999, Double(t))))
        want[i] -= 0.01 * mean / (square.squareRoot() + 1e-5)
      }
    }
    for i in 0..<count { #expect(abs(Double(parameters[i]) - want[i]) < 1e-5) }
  }

  @Test("the norm is taken over all elements and cut to the maximum, never raised")
  func clip() {
    let gradient = FloatBuffer(count: 4)
    gradient.array = [3, 0, 0, 4]
    #expect(Adam.clip(gradient, toNorm: 10) == 5)
    #expect(gradient.array == [3, 0, 0, 4])
    #expect(Adam.clip(gradient, toNorm: 1) == 5)
    #expect(zip(gradient.array, [0.6, 0, 0, 0.8]).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test("the state carries a run on to the same bits")
  func state() {
    let gradient = FloatBuffer(count: 5)
    gradient.array = [1, -2, 3, -4, 5]
    let (straight, resumed) = (FloatBuffer(count: 5), FloatBuffer(count: 5))
    var first = Adam(count: 5)
    first.step(straight, down: gradient, learningRate: 0.1)
    resumed.array = straight.array
    var second = Adam(count: 5)
    second.state = first.state
    first.step(straight, down: gradient, learningRate: 0.1)
    second.step(resumed, down: gradient, learningRate: 0.1)
    #expect(straight.array == resumed.array && straight.array[0] != 0)
  }
}
