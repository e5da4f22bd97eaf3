/// The probability that a random row of `new` exceeds a random row of `old` at a random column, a tie counting half:
/// rliable's, with its runs as rows and its tasks as columns (Agarwal et al. 2021).
public struct CrossedImprovement: Sendable {
  public var probability: Double
  /// Of each column.
  public var byColumn: [Double]
  /// How the probability leans on the rows of either side; columns are shared.
  public var influences: [InfluenceBlock]

  /// - Parameters:
  ///   - new: values, a row for each seed, a column for each variant.    (rows × columns)
  ///   - old: the same columns.                                          (other rows × columns)
  public init(of new: [[Double]], over old: [[Double]]) {
    let columns = new[0].count
    precondition(columns > 0 && (new + old).allSatisfy { $0.count == columns }, "both sides have the same columns")
    func wins(_ a: Double, _ b: Double) -> Double { a > b ? 1 : a == b ? 0.5 : 0 }
    let ofNew = new.map { row in
      (0..<columns).map { j in old.reduce(0) { $0 + wins(row[j], $1[j]) } / Double(old.count) }
    }
    let ofOld = old.map { row in
      (0..<columns).map { j in new.reduce(0) { $0 + wins($1[j], row[j]) } / Double(new.count) }
    }
    byColumn = (0..<columns).map { j in ofNew.reduce(0) { $0 + $1[j] } / Double(new.count) }
    probability = mean(byColumn)
    let (centre, each) = (probability, byColumn)
    influences = [
      InfluenceBlock(rows: 0, columns: 0, values: ofNew.map { $0.map { $0 - centre } }),
      // What a column does is counted on the first side already.
      InfluenceBlock(rows: 1, columns: 0, values: ofOld.map { row in row.indices.map { row[$0] - each[$0] } }),
    ]
  }
}
