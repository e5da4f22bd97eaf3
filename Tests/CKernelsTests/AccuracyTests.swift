import CKernels
import Foundation
import Testing

@Suite struct AccuracyTests {
  /// Every 997th Float there is, NaN and infinities among them.
  static let everywhere: [Float] = stride(from: UInt64(0), to: 1 << 32, by: 997).map {
    Float(bitPattern: UInt32($0))
  }

  struct Function: Sendable {
    let name: String
    let ulps: Double
    let kernel: @Sendable (Int, UnsafePointer<Float>?, UnsafeMutablePointer<Float>?) -> Void
    let exact: @Sendable (Double) -> Double
  }

  @Test(
    "own functions are within their stated error of the exact value",
    arguments: [
      Function(name: "exp", ulps: 1, kernel: { s2r_exp($0, $1, $2) }, exact: { exp($0) }),
      Function(name: "tanh", ulps: 3, kernel: { s2r_tanh($0, $1, $2) }, exact: { tanh($0) }),
      Function(name: "elu", ulps: 2, kernel: { s2r_elu($0, $1, $2) }, exact: { $0 > 0 ? $0 : expm1($0) }),
    ])
  func accuracy(of function: Function) {
    let x = Self.everywhere
    var y = [Float](repeating: 0, count: x.count)
    function.kernel(x.count, x, &y)
    var worst = (error: 0.0, at: Float(0))
    for i in x.indices {
      let want = function.exact(Double(x[i]))
      if want.isNaN || Float(want).isInfinite {
        if Float(want) != y[i] && !(want.isNaN && y[i].isNaN) { worst = (.infinity, x[i]) }
        continue
      }
      let error = abs(Double(y[i]) - want) / Double(Float(want).magnitude.ulp)
      if !(error <= worst.error) { worst = (error, x[i]) }
    }
    #expect(worst.error <= function.ulps, "\(function.name) is \(worst.error) ulp off at \(worst.at)")
  }

  @Test("silu is within 4 ulp of the exact value where that is no denormal number")
  func silu() {
    let x = Self.everywhere.filter { abs($0) < 80 && abs($0) > .leastNormalMagnitude * 4 }
    var y = [Float](repeating: 0, count: x.count)
    s2r_silu(x.count, x, &y)
    for i in x.indices {
      let want = Double(x[i]) / (1 + exp(-Double(x[i])))
      if abs(Double(y[i]) - want) > 4 * Double(Float(want).magnitude.ulp) {
        Issue.record("silu(\(x[i])) = \(y[i]), not \(want)")
        return
      }
    }
  }

  @Test("the limits are exact")
  func limits() {
    let x: [Float] = [-.infinity, -200, 0, -0.0, 200, .infinity, .nan]
    var y = [Float](repeating: 7, count: x.count)
    s2r_exp(x.count, x, &y)
    #expect(y[..<6].elementsEqual([0, 0, 1, 1, .infinity, .infinity]) && y[6].isNaN)
    s2r_tanh(x.count, x, &y)
    #expect(y[..<6].elementsEqual([-1, -1, 0, 0, 1, 1]) && y[6].isNaN)
    s2r_elu(x.count, x, &y)
    #expect(y[..<6].elementsEqual([-1, -1, 0, 0, 200, .infinity]) && y[6].isNaN)
    s2r_relu(x.count, x, &y)
    #expect(y[..<6].elementsEqual([0, 0, 0, 0, 200, .infinity]) && y[6].isNaN)
  }

  @Test("a dense layer is the sum in rising order, whatever the number of outputs")
  func dense() {
    for outputs in [1, 3, 4, 7, 8, 12, 15, 16, 17, 31, 64, 65, 100, 129] {
      let inputs = 37
      let w = (0..<inputs * outputs).map { Float(sin(Double($0))) }
      let b = (0..<outputs).map { Float(cos(Double($0))) }
      let x = (0..<inputs).map { Float(sin(3 * Double($0))) }
      var y = [Float](repeating: .nan, count: outputs + 1)
      s2r_dense(inputs, outputs, w, b, x, &y)
      var want = b
      for i in 0..<inputs {
        for o in 0..<outputs {
          let product = w[i * outputs + o] * x[i]
          want[o] += product
        }
      }
      #expect(Array(y[..<outputs]) == want, "\(outputs) outputs")
      #expect(y[outputs].isNaN, "wrote past the end at \(outputs) outputs")
    }
  }

  @Test("Adam takes the step of the paper and keeps its moments out of the denormal numbers")
  func adam() {
    let g: [Float] = [0.5, -2, 0, 1e-20]
    var (m, v): ([Float], [Float]) = ([0.1, 0, 1e-30, 0], [0.2, 0, 0, 0])
    var w: [Float] = [1, 2, 3, 4]
    let t = 3.0
    s2r_adam(
      4, g, 0, 0.9, 0.999, Float(0.01 / (1 - pow(0.9, t))), Float(1 / (1 - pow(0.999, t))), 1e-8, &m, &v, &w)
    let (mean, square) = (0.9 * 0.1 + 0.1 * 0.5, 0.999 * 0.2 + 0.001 * 0.25)
    let step = 0.01 * (mean / (1 - pow(0.9, t))) / ((square / (1 - pow(0.999, t))).squareRoot() + 1e-8)
    #expect(abs(Double(w[0]) - (1 - step)) < 1e-6)
    #expect(w[1] > 2 && w[2] == 3)
    #expect(m[2] == 0 && v[3] == 0)
  }

  @Test("Adam's decay is a part of the gradient")
  func decay() {
    let g: [Float] = [0.5, -2]
    var (m, v, w): ([Float], [Float], [Float]) = ([0, 0], [0, 0], [1, -3])
    s2r_adam(2, g, 0.25, 0.9, 0.999, 0.1, 10, 1e-8, &m, &v, &w)
    var (m2, v2, w2): ([Float], [Float], [Float]) = ([0, 0], [0, 0], [1, -3])
    s2r_adam(2, [0.75, -2.75], 0, 0.9, 0.999, 0.1, 10, 1e-8, &m2, &v2, &w2)
    #expect(m == m2 && v == v2 && w == w2)
  }

  @Test("silu and its slope agree with the functions in Double")
  func siluSlope() {
    let x = stride(from: Float(-30), through: 30, by: 0.01).map { $0 }
    var (y, slope) = (x, x)
    s2r_silu_slope(x.count, x, &y, &slope)
    for i in x.indices {
      let z = Double(x[i])
      let s = 1 / (1 + exp(-z))
      #expect(abs(Double(y[i]) - z * s) < 1e-6 * max(1, abs(z)))
      #expect(abs(Double(slope[i]) - s * (1 + z * (1 - s))) < 1e-6)
    }
  }

  @Test("a softmax and its logarithm agree with the functions in Double, also of logits far apart")
  func logSoftmax() {
    let levels = 7
    for scale in [0.01, 1, 30, 300] as [Float] {
      let logits = (0..<200 * levels).map { scale * Float(sin(2.3 * Double($0))) + 1_000 }
      var (logP, p) = (logits, logits)
      s2r_log_softmax(200, levels, logits, &logP, &p)
      for row in 0..<200 {
        let own = logits[row * levels..<(row + 1) * levels].map { Double($0) }
        let sum = own.reduce(0) { $0 + exp($1 - own.max()!) }
        for k in 0..<levels {
          let want = own[k] - own.max()! - log(sum)
          #expect(abs(Double(logP[row * levels + k]) - want) < 1e-6 * max(1, abs(want)))
          #expect(abs(Double(p[row * levels + k]) - exp(want)) < 1e-6)
        }
      }
    }
  }

  @Test("ln(1 − tanh²) agrees with the function in Double, where it would cancel too")
  func logTanhSlope() {
    let u = stride(from: Float(-40), through: 40, by: 0.01).map { $0 }
    var y = u
    s2r_log_tanh_slope(u.count, u, &y)
    for i in u.indices {
      let z = abs(Double(u[i]))
      let exact = 2 * (log(2.0) - z - log1p(exp(-2 * z)))
      #expect(abs(Double(y[i]) - exact) < 3e-6 * max(1, abs(exact)))
    }
  }
}
