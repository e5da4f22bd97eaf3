internal import CGSL

/// The interval of an estimate over crossed samples, such as seeds × variants: it speaks of other seeds and other
/// variants of the same kind.
///
/// Every seed meets the same variants, so neither the values nor the seeds' means are independent. The variance is that of
/// the crossed random effects model, to first order: of the seeds, and of the variants, less that of their interaction,
/// which both hold (Searle, Casella & McCulloch 1992; Owen 2007); Student's t with Satterthwaite's degrees of freedom
/// (1946) stands for how few seeds there are. A sample of one, such as a single policy, is taken as it is: the interval
/// speaks of that policy.
///
/// - Parameter blocks: how the estimate leans on each block of values.
public func crossedInterval(_ value: Double, _ blocks: [InfluenceBlock], confidence: Double = 0.95) -> Interval {
  precondition(confidence > 0 && confidence < 1, "a confidence lies between 0 and 1")
  var rows: [Int: [Double]] = [:]
  var columns: [Int: [Double]] = [:]
  var components: [Component] = []
  for block in blocks {
    let (n, m) = (block.values.count, block.values[0].count)
    let byRow = block.values.map(mean)
    let byColumn = (0..<m).map { j in block.values.reduce(0) { $0 + $1[j] } / Double(n) }
    add(byRow, to: &rows[block.rows, default: byRow.map { _ in 0 }])
    add(byColumn, to: &columns[block.columns, default: byColumn.map { _ in 0 }])
    guard n > 1, m > 1 else { continue }
    var squares = 0.0
    for i in 0..<n {
      for j in 0..<m {
        let residual = block.values[i][j] - byRow[i] - byColumn[j]
        squares += residual * residual
      }
    }
    let degrees = Double((n - 1) * (m - 1))
    components.append(Component(variance: -squares / degrees / Double(n * m), degrees: degrees))
  }
  // In a fixed order, so that sums have the same bits in every run.
  let effects = rows.sorted { $0.key < $1.key }.map(\.value) + columns.sorted { $0.key < $1.key }.map(\.value)
  let factors = effects.filter { $0.count > 1 }.map { effects in
    let deviation = standardDeviation(effects)
    return Component(variance: deviation * deviation / Double(effects.count), degrees: Double(effects.count - 1))
  }
  components += factors
  let sum = components.reduce(0) { $0 + $1.variance }
  let largest = factors.max { $0.variance < $1.variance }
  guard let largest, largest.variance > 0 else { return Interval(lower: value, upper: value) }
  // The difference of estimates can fall below a part of the whole.
  let variance = max(sum, largest.variance)
  let spread = components.reduce(0) { $0 + $1.variance * $1.variance / $1.degrees }
  let degrees = max(variance * variance / spread, factors.map(\.degrees).min() ?? 1)
  let half = gsl_cdf_tdist_Pinv(0.5 + confidence / 2, degrees) * variance.squareRoot()
  return Interval(lower: value - half, upper: value + half)
}

private struct Component {
  var variance: Double
  var degrees: Double
}

private func add(_ values: [Double], to sums: inout [Double]) {
  precondition(values.count == sums.count, "blocks of the same rows or columns are of the same size")
  for i in values.indices { sums[i] += values[i] }
}
