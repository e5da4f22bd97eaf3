package import Networks

/// Mean and spread of vectors that are draws of one random vector, such as a gradient's estimates.
package struct SignalToNoise: Sendable {
  package private(set) var count = 0
  private var mean: [Double]     // (elements)
  private var squares: [Double]  // Σ (x − mean)²  (elements)
  private var norms = 0.0

  package init(elements: Int) {
    mean = [Double](repeating: 0, count: elements)
    squares = mean
  }

  /// Takes one draw in (Welford 1962).
  package mutating func add(_ vector: FloatBuffer) {
    precondition(vector.count == mean.count, "the sizes disagree")
    count += 1
    var sum = 0.0
    for i in 0..<vector.count {
      let x = Double(vector[i])
      let before = x - mean[i]
      mean[i] += before / Double(count)
      squares[i] += before * (x - mean[i])
      sum += x * x
    }
    norms += sum.squareRoot()
  }

  /// Of a draw, on average.
  package var norm: Double { norms / Double(count) }

  /// ‖E x‖ / √(tr Cov x), both without bias from the number of draws; a signal without noise counts as 10⁶.
  package var ratio: Double {
    guard count > 1 else { return 0 }
    let noise = squares.reduce(0, +) / Double(count - 1)
    let signal = max(0, mean.reduce(0) { $0 + $1 * $1 } - noise / Double(count))
    guard noise > 0 else { return signal > 0 ? Self.most : 0 }
    return min(Self.most, (signal / noise).squareRoot())
  }

  private static let most = 1e6
}
