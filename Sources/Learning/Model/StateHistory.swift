package import Control
package import Mathematics

/// The learned model's states of an environment's copies: rows that go along with their episodes.
package struct StateHistory: Sendable {
  package let layout: StateLayout
  package private(set) var states: Matrix  // (copies × s)

  package init(_ layout: StateLayout, copies: Int) {
    self.layout = layout
    states = Matrix(rows: copies, columns: layout.count)
  }

  /// After a reset: every copy is at its first reading.
  package mutating func begin(_ batch: StepBatch) {
    for copy in 0..<states.rows { begin(copy, batch) }
  }

  /// After a step: goes on, or begins anew where an episode has ended.
  package mutating func advance(_ batch: StepBatch) {
    for copy in 0..<states.rows {
      guard batch.endings[copy] == .running else {
        begin(copy, batch)
        continue
      }
      layout.advance(
        applied: batch.applied.elements, at: batch.applied.offset(ofRow: copy),
        reading: batch.reachedReadings.elements, at: batch.reachedReadings.offset(ofRow: copy),
        state: &states.elements, at: states.offset(ofRow: copy))
    }
  }

  private mutating func begin(_ copy: Int, _ batch: StepBatch) {
    layout.begin(
      batch.readings.elements, at: batch.readings.offset(ofRow: copy), into: &states.elements,
      at: states.offset(ofRow: copy))
  }

  package func save(into state: inout SavedState) {
    for value in states.elements { state.append(Double(value)) }
  }

  package mutating func restore(_ state: inout SavedState) {
    for i in states.elements.indices { states.elements[i] = Float(state.takeReal()) }
  }
}
