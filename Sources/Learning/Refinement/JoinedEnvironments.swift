package import Control
package import Mathematics

/// Several environments of one robot and task side by side as one: a learned model of a robot beside the randomized
/// simulator, so that what is refined on the one stays good on the other.
///
/// It passes no privileged values on, which the parts need not agree on.
package final class JoinedEnvironments: VectorEnvironment {
  private let parts: [any VectorEnvironment]
  private var batches: [StepBatch]
  private var actions: [Matrix]
  package let count: Int
  package var interface: ControlInterface { parts[0].interface }
  package var layout: ObservationLayout { parts[0].layout }
  package let privilegedCount = 0
  package var rewardTermNames: [String] { parts[0].rewardTermNames }

  /// - Precondition: one or more, of the same interface, observation and reward terms.
  package init(_ parts: [any VectorEnvironment]) {
    for part in parts {
      precondition(
        part.interface == parts[0].interface && part.layout == parts[0].layout
          && part.rewardTermNames == parts[0].rewardTermNames, "the environments are not of one robot and task")
    }
    self.parts = parts
    batches = parts.map { $0.makeBatch() }
    actions = parts.map { Matrix(rows: $0.count, columns: $0.actionCount) }
    count = parts.reduce(0) { $0 + $1.count }
  }

  package func reset(into batch: inout StepBatch) throws(EnvironmentFailure) {
    var first = 0
    for i in parts.indices {
      try parts[i].reset(into: &batches[i])
      gather(i, at: first, into: &batch)
      first += parts[i].count
    }
  }

  package func reset(copy: Int, variant: Variant?, into batch: inout StepBatch) throws(EnvironmentFailure) {
    var first = 0
    for i in parts.indices {
      if copy < first + parts[i].count {
        try parts[i].reset(copy: copy - first, variant: variant, into: &batches[i])
        return gather(i, at: first, into: &batch)
      }
      first += parts[i].count
    }
    preconditionFailure("there is no such copy")
  }

  package func step(_ all: Matrix, into batch: inout StepBatch) throws(EnvironmentFailure) {
    precondition(all.rows == count && all.columns == actionCount, "one action for each copy")
    var first = 0
    for i in parts.indices {
      let start = all.offset(ofRow: first)
      for k in actions[i].elements.indices { actions[i].elements[k] = all.elements[start + k] }
      try parts[i].step(actions[i], into: &batches[i])
      gather(i, at: first, into: &batch)
      first += parts[i].count
    }
  }

  private func gather(_ part: Int, at first: Int, into batch: inout StepBatch) {
    Self.copy(batches[part].observations, into: &batch.observations, at: first)
    Self.copy(batches[part].reached, into: &batch.reached, at: first)
    Self.copy(batches[part].readings, into: &batch.readings, at: first)
    Self.copy(batches[part].reachedReadings, into: &batch.reachedReadings, at: first)
    Self.copy(batches[part].applied, into: &batch.applied, at: first)
    Self.copy(batches[part].rewardTerms, into: &batch.rewardTerms, at: first)
    for row in 0..<parts[part].count {
      batch.rewards[first + row] = batches[part].rewards[row]
      batch.endings[first + row] = batches[part].endings[row]
      batch.succeeded[first + row] = batches[part].succeeded[row]
    }
  }

  private static func copy(_ source: Matrix, into target: inout Matrix, at row: Int) {
    let start = target.offset(ofRow: row)
    for i in source.elements.indices { target.elements[start + i] = source.elements[i] }
  }

  package func save(into state: inout SavedState) throws(EnvironmentFailure) {
    for part in parts { try part.save(into: &state) }
  }

  package func restore(_ state: inout SavedState) throws(EnvironmentFailure) {
    for part in parts { try part.restore(&state) }
  }
}
