/// How an estimate leans on one block of values, to first order: what a value at a row and a column, such as a seed's
/// return on a variant, adds to the estimate beyond its share (the influence function; Hampel 1974).
public struct InfluenceBlock: Sendable, Equatable {
  /// Which sample of rows and of columns these are: blocks with the same number have the same ones.
  public var rows: Int
  public var columns: Int
  /// Their mean is 0.                                                 (rows × columns)
  public var values: [[Double]]

  /// - Precondition: a value at every row and column.
  public init(rows: Int, columns: Int, values: [[Double]]) {
    precondition(!values.isEmpty && !values[0].isEmpty && values.allSatisfy { $0.count == values[0].count }, "the block has holes")
    (self.rows, self.columns, self.values) = (rows, columns, values)
  }

  /// The same, of an estimate that takes so much of this one.
  public func scaled(by factor: Double) -> InfluenceBlock {
    InfluenceBlock(rows: rows, columns: columns, values: values.map { $0.map { factor * $0 } })
  }

  /// Of the mean of all values.
  public static func mean(of values: [[Double]], rows: Int = 0, columns: Int = 0) -> InfluenceBlock {
    let centre = Statistics.mean(values.flatMap { $0 })
    return InfluenceBlock(rows: rows, columns: columns, values: values.map { $0.map { $0 - centre } })
  }

  /// Of the interquartile mean of all values: what lies outside the middle half pulls like its nearest value there
  /// (Huber & Ronchetti 2009, section 3.3).
  public static func interquartileMean(of values: [[Double]], rows: Int = 0, columns: Int = 0) -> InfluenceBlock {
    let sorted = values.flatMap { $0 }.sorted()
    let cut = sorted.count / 4
    let (low, high) = (sorted[cut], sorted[sorted.count - 1 - cut])
    let block = mean(of: values.map { $0.map { min(max($0, low), high) } }, rows: rows, columns: columns)
    return block.scaled(by: Double(sorted.count) / Double(sorted.count - 2 * cut))
  }
}
