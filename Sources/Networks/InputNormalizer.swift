import CKernels
public import Mathematics

/// (x − mean) · inverse deviation, clamped: what a ``Network`` value does to its input, for whole rows.
public struct InputNormalizer: Sendable, Equatable {
  public let mean: [Float]               // (columns)
  public let inverseDeviation: [Float]   // (columns)
  public let clip: Float

  public init(mean: [Float], inverseDeviation: [Float], clip: Float) {
    precondition(mean.count == inverseDeviation.count, "the sizes disagree")
    self.mean = mean
    self.inverseDeviation = inverseDeviation
    self.clip = clip
  }

  /// Leaves rows as they are.
  public static func none(columns: Int) -> InputNormalizer {
    InputNormalizer(
      mean: [Float](repeating: 0, count: columns), inverseDeviation: [Float](repeating: 1, count: columns),
      clip: .greatestFiniteMagnitude)
  }

  /// For rows with the columns of `other` behind this one's; both clip alike.
  public func followed(by other: InputNormalizer) -> InputNormalizer {
    precondition(clip == other.clip, "a network has one clip")
    return InputNormalizer(
      mean: mean + other.mean, inverseDeviation: inverseDeviation + other.inverseDeviation, clip: clip)
  }

  /// Writes the normalised rows of `matrix` to `result`, from `start` on.
  public func apply(to matrix: Matrix, rows: Range<Int>, into result: FloatBuffer, at start: Int) {
    precondition(matrix.columns == mean.count && rows.upperBound <= matrix.rows, "the rows are not the matrix's")
    let target = result.address(from: start, rows.count * mean.count)
    matrix.elements.withUnsafeBufferPointer { elements in
      guard let first = elements.baseAddress else { return }
      s2r_normalize(
        rows.count, mean.count, mean, inverseDeviation, clip, first + matrix.offset(ofRow: rows.lowerBound), target)
    }
  }

  /// The same of the first rows of a buffer; `result` may be `values`.
  public func apply(to values: FloatBuffer, rows: Int, into result: FloatBuffer) {
    let count = rows * mean.count
    s2r_normalize(rows, mean.count, mean, inverseDeviation, clip, values.address(count), result.address(count))
  }
}
