import CKernels
package import Networks

/// Mean and spread of each column of a data set; a column that never varies is left unscaled.
package struct ColumnScale: Sendable, Equatable {
  package private(set) var mean: [Float]               // (columns)
  package private(set) var deviation: [Float]          // (columns)
  package private(set) var inverseDeviation: [Float]   // (columns)

  /// Leaves everything as it is.
  package init(columns: Int) {
    mean = [Float](repeating: 0, count: columns)
    deviation = [Float](repeating: 1, count: columns)
    inverseDeviation = deviation
  }

  package init(mean: [Float], deviation: [Float]) {
    self.mean = mean
    self.deviation = deviation
    inverseDeviation = deviation.map { 1 / $0 }
  }

  /// Of rows.                                               (rows × columns)
  package init(of data: FloatBuffer, rows: Int, columns: Int) {
    precondition(rows > 0, "no rows have no mean")
    var batch = BatchMoments(columns: columns)
    batch.add(data.array, at: 0, rows: rows)
    var moments = RunningMoments(columns: columns)
    moments.merge(batch)
    self.init(mean: moments.means, deviation: moments.inverseDeviations.map { 1 / $0 })
  }

  /// (x − mean) / deviation, in place.                      (rows × columns)
  package func normalize(rows: Int, _ data: FloatBuffer) {
    let values = data.address(rows * mean.count)
    s2r_normalize(rows, mean.count, mean, inverseDeviation, .infinity, values, values)
  }
}
