import Mathematics

/// A random matrix whose shorter side is orthonormal, by Gram and Schmidt on normal draws.   (rows × columns)
func orthogonalMatrix(rows: Int, columns: Int, from stream: inout RandomStream) -> [Float] {
  let (count, length) = (min(rows, columns), max(rows, columns))
  var vectors: [[Double]] = []
  while vectors.count < count {
    var vector = (0..<length).map { _ in stream.normal() }
    for other in vectors {
      let along = zip(vector, other).reduce(0) { $0 + $1.0 * $1.1 }
      for i in 0..<length { vector[i] -= along * other[i] }
    }
    let norm = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
    // A draw that lies in the others' span by rounding is drawn again.
    if norm > 1e-6 { vectors.append(vector.map { $0 / norm }) }
  }
  var matrix = [Float](repeating: 0, count: rows * columns)
  for row in 0..<rows {
    for column in 0..<columns {
      matrix[row * columns + column] = Float(rows < columns ? vectors[row][column] : vectors[column][row])
    }
  }
  return matrix
}
