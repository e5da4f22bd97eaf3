import CKernels
import CPlainKernels
import Mathematics
import Testing

/// Each kernel, as dispatched to the widest vectors of this processor, against itself compiled plainly.
@Suite struct SameBitsTests {
  /// Over a million Floats: all kinds of bit patterns (NaN, ∞, denormal numbers) and ordinary sizes, an odd count.
  static let inputs: [Float] = {
    var stream = RandomStream(seed: 5).split("bits")
    let patterns = (0..<600_000).map { _ in Float(bitPattern: UInt32(truncatingIfNeeded: stream.next())) }
    let ordinary = (0..<600_000).map { _ in Float(3 * stream.normal()) }
    let special: [Float] = [
      .nan, .signalingNaN, .infinity, -.infinity, 0, -0.0, .leastNonzeroMagnitude, -.leastNonzeroMagnitude,
      .leastNormalMagnitude, .greatestFiniteMagnitude, 88.7, 88.8, -87.4, -103.9, -104, 0.625,
    ]
    return patterns + ordinary + special + [1]
  }()

  static let shuffled = Array(inputs.reversed())

  struct Map: Sendable {
    let wide, plain: @Sendable (Int, UnsafePointer<Float>?, UnsafeMutablePointer<Float>?) -> Void
  }

  struct Backward: Sendable {
    let wide, plain:
      @Sendable (Int, UnsafePointer<Float>?, UnsafePointer<Float>?, UnsafeMutablePointer<Float>?) -> Void
  }

  @Test(
    "functions",
    arguments: [
      Map(wide: { s2r_exp($0, $1, $2) }, plain: { plain_exp($0, $1, $2) }),
      Map(wide: { s2r_tanh($0, $1, $2) }, plain: { plain_tanh($0, $1, $2) }),
      Map(wide: { s2r_elu($0, $1, $2) }, plain: { plain_elu($0, $1, $2) }),
      Map(wide: { s2r_relu($0, $1, $2) }, plain: { plain_relu($0, $1, $2) }),
      Map(wide: { s2r_silu($0, $1, $2) }, plain: { plain_silu($0, $1, $2) }),
    ])
  func functions(map: Map) {
    let n = Self.inputs.count
    var (a, b) = ([Float](repeating: 0, count: n), [Float](repeating: 0, count: n))
    map.wide(n, Self.inputs, &a)
    map.plain(n, Self.inputs, &b)
    #expect(differences(a, b) == 0)
    var inPlace = Self.inputs
    inPlace.withUnsafeMutableBufferPointer { map.wide(n, $0.baseAddress, $0.baseAddress) }
    #expect(differences(inPlace, b) == 0)
  }

  @Test(
    "derivatives",
    arguments: [
      Backward(wide: { s2r_tanh_backward($0, $1, $2, $3) }, plain: { plain_tanh_backward($0, $1, $2, $3) }),
      Backward(wide: { s2r_elu_backward($0, $1, $2, $3) }, plain: { plain_elu_backward($0, $1, $2, $3) }),
      Backward(wide: { s2r_relu_backward($0, $1, $2, $3) }, plain: { plain_relu_backward($0, $1, $2, $3) }),
      Backward(wide: { s2r_silu_backward($0, $1, $2, $3) }, plain: { plain_silu_backward($0, $1, $2, $3) }),
    ])
  func derivatives(of map: Backward) {
    let n = Self.inputs.count
    var (a, b) = ([Float](repeating: 0, count: n), [Float](repeating: 0, count: n))
    map.wide(n, Self.inputs, Self.shuffled, &a)
    map.plain(n, Self.inputs, Self.shuffled, &b)
    #expect(differences(a, b) == 0)
  }

  @Test("rows", arguments: [1, 3, 17, 64, 200])
  func rows(columns: Int) {
    let rows = Self.inputs.count / columns
    let bias = Array(Self.inputs[600_000..<600_000 + columns])
    let inverse = Array(Self.inputs[700_000..<700_000 + columns])
    for activation in [S2R_IDENTITY, S2R_TANH, S2R_ELU, S2R_RELU, S2R_SILU] {
      var (a, b) = (Self.inputs, Self.inputs)
      s2r_bias_activate(rows, columns, bias, Int32(activation), &a)
      plain_bias_activate(rows, columns, bias, Int32(activation), &b)
      #expect(differences(a, b) == 0)
    }
    var (a, b) = (Self.inputs, Self.inputs)
    s2r_normalize(rows, columns, bias, inverse, 10, Self.inputs, &a)
    plain_normalize(rows, columns, bias, inverse, 10, Self.inputs, &b)
    #expect(differences(a, b) == 0)
    let ordinary = Array(Self.inputs[600_000..<1_200_000])
    s2r_column_sums(600_000 / columns, columns, ordinary, &a)
    plain_column_sums(600_000 / columns, columns, ordinary, &b)
    #expect(differences(a, b) == 0)
  }

  @Test("layer normalisation", arguments: [1, 3, 17, 64, 200])
  func layerNorm(columns: Int) {
    let rows = 600_000 / columns
    let ordinary = Array(Self.inputs[600_000..<600_000 + rows * columns])
    let (gain, shift) = (Array(ordinary.prefix(columns)), Array(ordinary.suffix(columns)))
    var (a, b) = (ordinary, ordinary)
    var (inverse, plainInverse) = ([Float](repeating: 0, count: rows), [Float](repeating: 0, count: rows))
    s2r_layer_norm(rows, columns, 1e-5, &a, &inverse)
    plain_layer_norm(rows, columns, 1e-5, &b, &plainInverse)
    #expect(differences(a, b) == 0 && differences(inverse, plainInverse) == 0)

    var (sums, plainSums) = ([Float](repeating: 0, count: columns), [Float](repeating: 0, count: columns))
    s2r_column_products(rows, columns, a, ordinary, &sums)
    plain_column_products(rows, columns, a, ordinary, &plainSums)
    #expect(differences(sums, plainSums) == 0)

    for activation in [S2R_IDENTITY, S2R_TANH, S2R_ELU, S2R_RELU, S2R_SILU] {
      var (c, d) = (ordinary, ordinary)
      s2r_scale_shift_activate(rows, columns, gain, shift, Int32(activation), a, &c)
      plain_scale_shift_activate(rows, columns, gain, shift, Int32(activation), a, &d)
      #expect(differences(c, d) == 0)
    }
    var (c, d) = (Array(ordinary.reversed()), Array(ordinary.reversed()))
    s2r_layer_norm_backward(rows, columns, gain, a, inverse, &c)
    plain_layer_norm_backward(rows, columns, gain, a, inverse, &d)
    #expect(differences(c, d) == 0)
  }

  @Test("vectors")
  func vectors() {
    let n = Self.inputs.count
    var (a, b) = (Self.shuffled, Self.shuffled)
    s2r_axpy(n, 0.3, Self.inputs, &a)
    plain_axpy(n, 0.3, Self.inputs, &b)
    #expect(differences(a, b) == 0)
    s2r_scale(n, 0.7, &a)
    plain_scale(n, 0.7, &b)
    #expect(differences(a, b) == 0)
    s2r_multiply(n, Self.inputs, &a)
    plain_multiply(n, Self.inputs, &b)
    #expect(differences(a, b) == 0)
    for count in [0, 1, 63, 64, 65, 599_999] {
      let ordinary = Array(Self.inputs[600_000..<600_000 + count])
      #expect(s2r_sum_of_squares(count, ordinary) == plain_sum_of_squares(count, ordinary))
    }
  }

  @Test("silu with its slope", arguments: [1, 3, 17, 64, 200])
  func siluSlope(columns: Int) {
    let rows = 600_000 / columns
    let ordinary = Array(Self.inputs[600_000..<600_000 + rows * columns])
    let (gain, shift) = (Array(ordinary.prefix(columns)), Array(ordinary.suffix(columns)))
    var (a, b, slopeA, slopeB) = (Self.inputs, Self.inputs, Self.inputs, Self.inputs)
    s2r_silu_slope(a.count, Self.inputs, &a, &slopeA)
    plain_silu_slope(b.count, Self.inputs, &b, &slopeB)
    #expect(differences(a, b) == 0 && differences(slopeA, slopeB) == 0)
    var (c, d) = (ordinary, ordinary)
    s2r_bias_silu_slope(rows, columns, gain, &c, &slopeA)
    plain_bias_silu_slope(rows, columns, gain, &d, &slopeB)
    #expect(differences(c, d) == 0 && differences(slopeA, slopeB) == 0)
    s2r_scale_shift_silu_slope(rows, columns, gain, shift, ordinary, &c, &slopeA)
    plain_scale_shift_silu_slope(rows, columns, gain, shift, ordinary, &d, &slopeB)
    #expect(differences(c, d) == 0 && differences(slopeA, slopeB) == 0)
  }

  @Test("bounded normal distributions", arguments: [1, 3, 17, 18, 40])
  func boundedGaussian(columns: Int) {
    let rows = 100_000 / columns
    let outputs = Array(Self.inputs[600_000..<600_000 + 2 * rows * columns])
    let targets = Array(Self.inputs[900_000..<900_000 + rows * columns])
    let upper = [Float](repeating: 0.5, count: columns)
    let lower = [Float](repeating: -10, count: columns)
    let zeros = [Float](repeating: 0, count: columns)
    var (gradientA, gradientB) = (outputs, outputs)
    var (upperA, lowerA, lossesA, upperB, lowerB, lossesB) = (zeros, zeros, zeros, zeros, zeros, zeros)
    s2r_bounded_gaussian(
      rows, columns, upper, lower, 1e-3, outputs, targets, &gradientA, &upperA, &lowerA, &lossesA)
    plain_bounded_gaussian(
      rows, columns, upper, lower, 1e-3, outputs, targets, &gradientB, &upperB, &lowerB, &lossesB)
    #expect(differences(gradientA, gradientB) == 0 && differences(lossesA, lossesB) == 0)
    #expect(differences(upperA, upperB) == 0 && differences(lowerA, lowerB) == 0)
    var (a, b, slopeA, slopeB) = (targets, targets, targets, targets)
    s2r_bounded_deviations(rows, columns, upper, lower, outputs, &a, &slopeA)
    plain_bounded_deviations(rows, columns, upper, lower, outputs, &b, &slopeB)
    #expect(differences(a, b) == 0 && differences(slopeA, slopeB) == 0)
    var (c, d) = (Self.inputs, Self.inputs)
    s2r_log_tanh_slope(c.count, Self.inputs, &c)
    plain_log_tanh_slope(d.count, Self.inputs, &d)
    #expect(differences(c, d) == 0)
  }

  @Test("densities of normal distributions", arguments: [1, 3, 12, 16, 37])
  func logDensities(columns: Int) {
    let rows = 1_000
    func part(_ start: Int, _ count: Int) -> [Float] { Array(Self.inputs[600_000 + start..<600_000 + start + count]) }
    let (inverse, x, mean) = (part(0, columns), part(columns, rows * columns), part(60_000, rows * columns))
    let scale = part(150_000, rows)
    let zeros = [Float](repeating: 0, count: rows * columns)
    var (scoresA, scoresB, yA, yB) = (zeros, zeros, scale, scale)
    s2r_gaussian_log_densities(rows, columns, inverse, -3, x, mean, &scoresA, &yA)
    plain_gaussian_log_densities(rows, columns, inverse, -3, x, mean, &scoresB, &yB)
    #expect(differences(scoresA, scoresB) == 0 && differences(yA, yB) == 0)
    var (meanA, meanB, deviationA, deviationB) = (zeros, zeros, inverse, inverse)
    s2r_gaussian_log_densities_backward(rows, columns, inverse, scale, scoresA, &meanA, &deviationA)
    plain_gaussian_log_densities_backward(rows, columns, inverse, scale, scoresA, &meanB, &deviationB)
    #expect(differences(meanA, meanB) == 0 && differences(deviationA, deviationB) == 0)
  }

  @Test("categorical distributions", arguments: [2, 3, 5, 17])
  func logSoftmax(levels: Int) {
    let rows = 1_000
    let logits = Array(Self.inputs[600_000..<600_000 + rows * levels])
    var (logA, logB, pA, pB) = (logits, logits, logits, logits)
    s2r_log_softmax(rows, levels, logits, &logA, &pA)
    plain_log_softmax(rows, levels, logits, &logB, &pB)
    #expect(differences(logA, logB) == 0 && differences(pA, pB) == 0)
  }

  @Test("recurrent cells, forward and backward", arguments: [1, 3, 17, 64, 100])
  func recurrent(size: Int) {
    let rows = 64_000 / size
    func draws(_ columns: Int, _ start: Int) -> [Float] {
      let source = Self.inputs[600_000..<1_200_000]
      return (0..<rows * columns * size).map { source[600_000 + (start + 7 * $0) % 600_000] }
    }
    let (sums, hidden, gradient) = (draws(4, 1), draws(1, 2), draws(1, 3))
    var (a, b, nextA, nextB, cellA, cellB) = (draws(4, 4), draws(4, 4), hidden, hidden, hidden, hidden)
    var (inputsA, inputsB, sumsA, sumsB, backA, backB) = (sums, sums, sums, sums, gradient, gradient)

    s2r_gru(rows, size, &a, sums, hidden, &nextA)
    plain_gru(rows, size, &b, sums, hidden, &nextB)
    #expect(differences(a, b) == 0 && differences(nextA, nextB) == 0)
    s2r_gru_backward(rows, size, a, sums, hidden, gradient, &inputsA, &sumsA, &backA)
    plain_gru_backward(rows, size, b, sums, hidden, gradient, &inputsB, &sumsB, &backB)
    #expect(differences(inputsA, inputsB) == 0 && differences(sumsA, sumsB) == 0 && differences(backA, backB) == 0)

    s2r_lstm(rows, size, &a, sums, hidden, &cellA, &nextA)
    plain_lstm(rows, size, &b, sums, hidden, &cellB, &nextB)
    #expect(differences(a, b) == 0 && differences(cellA, cellB) == 0 && differences(nextA, nextB) == 0)
    s2r_lstm_backward(rows, size, a, hidden, cellA, gradient, &backA, &inputsA)
    plain_lstm_backward(rows, size, b, hidden, cellB, gradient, &backB, &inputsB)
    #expect(differences(backA, backB) == 0 && differences(inputsA, inputsB) == 0)
  }

  @Test("Adam")
  func adam() {
    let n = Self.inputs.count
    let zeros = [Float](repeating: 0, count: n)
    var (m, v, w) = (zeros, zeros, Self.shuffled)
    var (plainM, plainV, plainW) = (zeros, zeros, Self.shuffled)
    for _ in 0..<2 {
      s2r_adam(n, Self.inputs, 0.01, 0.9, 0.999, 0.01, 500, 1e-8, &m, &v, &w)
      plain_adam(n, Self.inputs, 0.01, 0.9, 0.999, 0.01, 500, 1e-8, &plainM, &plainV, &plainW)
    }
    #expect(differences(m, plainM) == 0)
    #expect(differences(v, plainV) == 0)
    #expect(differences(w, plainW) == 0)
  }

  @Test("dense layers", arguments: [1, 2, 4, 5, 8, 12, 16, 33, 64, 127, 256])
  func dense(outputs: Int) {
    let inputs = 100
    let w = Array(Self.inputs[600_000..<600_000 + inputs * outputs])
    let b = Array(Self.shuffled[100..<100 + outputs])
    var (y, plainY) = ([Float](repeating: 0, count: outputs), [Float](repeating: 0, count: outputs))
    for start in stride(from: 700_000, to: 710_000, by: inputs) {
      let x = Array(Self.inputs[start..<start + inputs])
      s2r_dense(inputs, outputs, w, b, x, &y)
      plain_dense(inputs, outputs, w, b, x, &plainY)
      #expect(differences(y, plainY) == 0)
    }
  }

  @Test("dense layers over rows, each row as it is alone", arguments: [1, 4, 8, 15, 16, 33, 64, 200], [1, 5, 6, 7, 12, 23])
  func denseRows(outputs: Int, rows: Int) {
    let inputs = 37
    let w = Array(Self.inputs[600_000..<600_000 + inputs * outputs])
    let b = Array(Self.shuffled[100..<100 + outputs])
    let x = Array(Self.inputs[700_000..<700_000 + rows * inputs])
    let empty = [Float](repeating: 0, count: rows * outputs)
    var (y, plainY, alone) = (empty, empty, empty)
    s2r_dense_rows(rows, inputs, outputs, w, b, x, &y)
    plain_dense_rows(rows, inputs, outputs, w, b, x, &plainY)
    for row in 0..<rows {
      var sums = [Float](repeating: 0, count: outputs)
      s2r_dense(inputs, outputs, w, b, Array(x[row * inputs..<(row + 1) * inputs]), &sums)
      alone.replaceSubrange(row * outputs..<(row + 1) * outputs, with: sums)
    }
    #expect(differences(y, plainY) == 0)
    #expect(differences(y, alone) == 0)
  }

  /// How many differ in their bits. One NaN is as good as another: which operand's payload survives is the compiler's
  /// choice.
  private func differences(_ a: [Float], _ b: [Float]) -> Int {
    var count = 0
    for i in a.indices where a[i].bitPattern != b[i].bitPattern && !(a[i].isNaN && b[i].isNaN) { count += 1 }
    return count
  }
}
