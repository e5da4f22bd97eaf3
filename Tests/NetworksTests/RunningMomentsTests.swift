import Mathematics
import Networks
import Testing

@Suite struct RunningMomentsTests {
  /// Rows of two columns: one far from zero and narrow, one wide.
  private static let rows: [Float] = {
    var stream = RandomStream(seed: 6)
    return (0..<1000).flatMap { _ in [Float(1000 + 0.01 * stream.normal()), Float(5 * stream.normal() - 2)] }
  }()

  @Test("merged batches of uneven size agree with two passes over all rows")
  func twoPasses() {
    var moments = RunningMoments(columns: 2)
    var (first, second) = (BatchMoments(columns: 2), BatchMoments(columns: 2))
    first.add(Self.rows, at: 0, rows: 7)
    second.add(Self.rows, at: 14, rows: 500)
    moments.merge(first)
    moments.merge(second)
    first.clear()
    for row in 507..<1000 { first.add(Self.rows, at: 2 * row) }
    moments.merge(first)

    for column in 0..<2 {
      let values = stride(from: column, to: 2000, by: 2).map { Double(Self.rows[$0]) }
      let mean = values.reduce(0, +) / 1000
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 1000
      #expect(abs(moments.mean[column] - mean) < 1e-9 * abs(mean))
      #expect(abs(moments.variance(column) - variance) < 1e-9 * variance)
      #expect(moments.inverseDeviations[column] == Float(1 / moments.variance(column).squareRoot()))
    }
    #expect(moments.count == 1000)
  }

  @Test("a column that never varies keeps its scale, and nothing seen is the identity")
  func constant() {
    var moments = RunningMoments(columns: 1)
    #expect(moments.means == [0] && moments.inverseDeviations == [1])
    var batch = BatchMoments(columns: 1)
    batch.add([3, 3, 3], at: 0, rows: 3)
    moments.merge(batch)
    #expect(moments.means == [3] && moments.inverseDeviations == [1])
  }

  @Test("saving and restoring keeps every bit")
  func restore() {
    var moments = RunningMoments(columns: 2)
    var batch = BatchMoments(columns: 2)
    batch.add(Self.rows, at: 0, rows: 100)
    moments.merge(batch)
    var state = SavedState()
    moments.save(into: &state)
    var other = RunningMoments(columns: 2)
    other.restore(&state)
    #expect(other == moments)
  }

  @Test("a value that is not a number shows")
  func notFinite() {
    var moments = RunningMoments(columns: 1)
    var batch = BatchMoments(columns: 1)
    batch.add([1, .nan], at: 0, rows: 2)
    #expect(moments.isFinite)
    moments.merge(batch)
    #expect(!moments.isFinite)
  }
}
