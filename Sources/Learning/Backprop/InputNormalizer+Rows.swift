import Networks

/// A normaliser, or none, before a network that is differentiated by its observations.
extension InputNormalizer? {
  /// - Parameters:
  ///   - observations: (rows × columns)
  ///   - inputs: written.                                         (rows × columns)
  func apply(to observations: FloatBuffer, rows: Int, columns: Int, into inputs: FloatBuffer) {
    guard let self else {
      inputs.copy(rows * columns, of: observations, from: 0, to: 0)
      return
    }
    self.apply(to: observations, rows: rows, into: inputs)
  }

  /// From the derivative by the inputs to that by the observations, in place; beyond the clip nothing depends on them.
  func carryBack(through inputs: FloatBuffer, rows: Int, columns: Int, _ gradient: FloatBuffer) {
    guard let self else { return }
    for row in 0..<rows {
      for i in 0..<columns {
        let isFree = abs(inputs[row * columns + i]) < self.clip
        gradient[row * columns + i] *= isFree ? self.inverseDeviation[i] : 0
      }
    }
  }
}
