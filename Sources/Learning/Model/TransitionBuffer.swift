package import Control
package import Mathematics

/// Steps of a plant as a learned model sees them, in the order in which they came.
package struct TransitionBuffer: Sendable, Equatable {
  package let state: StateLayout
  package private(set) var count = 0
  /// State | applied command | reading reached | reward | terminated (0 or 1).   (count × width)
  package private(set) var elements: [Float] = []

  package init(state: StateLayout) { self.state = state }

  package var width: Int { state.count + state.actuators + state.sensors + 2 }
  // Where the parts of a row begin.
  package var applied: Int { state.count }
  package var reading: Int { state.count + state.actuators }
  package var reward: Int { reading + state.sensors }
  package var terminated: Int { reward + 1 }

  /// Takes one step in; each array's row begins at its place.
  ///
  /// - Parameters:
  ///   - states: before the step.                        (s)
  ///   - applied: what the supervisor let through.       (actuators)
  ///   - readings: truly reached.                        (sensors)
  package mutating func append(
    states: [Float], at stateRow: Int, applied: [Float], at appliedRow: Int, readings: [Float], at readingRow: Int,
    reward: Float, terminated: Bool
  ) {
    for i in 0..<state.count { elements.append(states[stateRow + i]) }
    for i in 0..<state.actuators { elements.append(applied[appliedRow + i]) }
    for i in 0..<state.sensors { elements.append(readings[readingRow + i]) }
    elements.append(reward)
    elements.append(terminated ? 1 : 0)
    count += 1
  }

  /// Takes the step of a copy in.
  ///
  /// - Parameter states: of all copies, before the step.   (copies × s)
  package mutating func append(_ copy: Int, of batch: StepBatch, from states: Matrix) {
    append(
      states: states.elements, at: states.offset(ofRow: copy), applied: batch.applied.elements,
      at: batch.applied.offset(ofRow: copy), readings: batch.reachedReadings.elements,
      at: batch.reachedReadings.offset(ofRow: copy), reward: batch.rewards[copy],
      terminated: batch.endings[copy] == .terminated)
  }

  /// Takes all steps of another one in.
  package mutating func append(contentsOf other: TransitionBuffer) {
    precondition(other.state == state, "the states differ")
    elements += other.elements
    count += other.count
  }

  package mutating func removeAll() {
    elements.removeAll(keepingCapacity: true)
    count = 0
  }

  package func save(into writer: inout CheckpointWriter) { writer.append(elements) }

  /// - Returns: false when the checkpoint holds no rows of this width; the buffer is as before then.
  package mutating func restore(_ reader: inout CheckpointReader) -> Bool {
    guard let saved = reader.takeFloats(), saved.count % width == 0 else { return false }
    elements = saved
    count = saved.count / width
    return true
  }
}
