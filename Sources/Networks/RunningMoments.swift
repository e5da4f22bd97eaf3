public import Mathematics

/// Number, mean and spread by columns of all rows ever seen, in Double: the observation normaliser.
///
/// Rows are gathered in ``BatchMoments``, one for each shard, and merged in a fixed order.
public struct RunningMoments: Sendable, Equatable {
  public private(set) var count = 0.0
  public private(set) var mean: [Double]               // (columns)
  /// Σ (x − mean)²
  public private(set) var squaredDeviations: [Double]  // (columns)

  public init(columns: Int) {
    mean = [Double](repeating: 0, count: columns)
    squaredDeviations = [Double](repeating: 0, count: columns)
  }

  /// Takes a batch in (Chan, Golub & LeVeque 1983, eq. 2.1).
  public mutating func merge(_ batch: BatchMoments) {
    precondition(batch.columns == mean.count, "the columns disagree")
    guard batch.count > 0 else { return }
    let total = count + batch.count
    for i in mean.indices {
      let batchMean = batch.sums[i] / batch.count
      let difference = batch.origin[i] + batchMean - mean[i]
      let batchSquares = max(0, batch.squares[i] - batch.sums[i] * batchMean)
      squaredDeviations[i] += batchSquares + difference * difference * count * batch.count / total
      mean[i] += difference * batch.count / total
    }
    count = total
  }

  /// σ² by column, of the rows as a whole population.
  public func variance(_ column: Int) -> Double { count > 0 ? squaredDeviations[column] / count : 0 }

  public var means: [Float] { mean.map { Float($0) } }

  /// 1/σ by column; 1 for a column that has never varied.
  public var inverseDeviations: [Float] {
    mean.indices.map { variance($0) > 1e-12 ? Float(1 / variance($0).squareRoot()) : 1 }
  }

  public var isFinite: Bool { mean.allSatisfy(\.isFinite) && squaredDeviations.allSatisfy(\.isFinite) }

  public func save(into state: inout SavedState) {
    state.append(count)
    state.append(contentsOf: mean)
    state.append(contentsOf: squaredDeviations)
  }

  public mutating func restore(_ state: inout SavedState) {
    count = state.takeReal()
    state.take(into: &mean)
    state.take(into: &squaredDeviations)
  }
}

/// Sums over the rows of one shard, taken about its first row so that a large mean costs no digits.
public struct BatchMoments: Sendable {
  public private(set) var count = 0.0
  fileprivate private(set) var origin: [Double]   // (columns)
  fileprivate private(set) var sums: [Double]     // (columns)
  fileprivate private(set) var squares: [Double]  // (columns)

  public init(columns: Int) {
    origin = [Double](repeating: 0, count: columns)
    sums = origin
    squares = origin
  }

  public var columns: Int { origin.count }

  // For another process: the number of rows, then the three columns one after the other.
  public static func valueCount(columns: Int) -> Int { 1 + 3 * columns }
  public var values: [Double] { [count] + origin + sums + squares }

  /// - Precondition: as ``values`` gives them.
  public init(values: ArraySlice<Double>) {
    let columns = (values.count - 1) / 3
    let parts = (0..<3).map { Array(values.dropFirst(1 + $0 * columns).prefix(columns)) }
    count = values[values.startIndex]
    (origin, sums, squares) = (parts[0], parts[1], parts[2])
  }

  /// Takes in the rows of `elements` that begin at `offset`.   (rows × columns)
  public mutating func add(_ elements: [Float], at offset: Int, rows: Int = 1) {
    if count == 0, rows > 0 { for i in 0..<columns { origin[i] = Double(elements[offset + i]) } }
    for start in stride(from: offset, to: offset + rows * columns, by: columns) {
      for i in 0..<columns {
        let value = Double(elements[start + i]) - origin[i]
        sums[i] += value
        squares[i] += value * value
      }
    }
    count += Double(rows)
  }

  /// Forgets all rows.
  public mutating func clear() {
    count = 0
    for i in 0..<columns { (sums[i], squares[i]) = (0, 0) }
  }
}
