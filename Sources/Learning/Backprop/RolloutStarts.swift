package import Control
package import Mathematics
package import Networks
package import Scenarios

/// States of a learned model in which episodes began, and where a policy's rollouts begin.
package struct RolloutStarts: Sendable {
  private let count: Int
  private var elements: [Float] = []  // (starts × s)

  package init(_ state: StateLayout) { count = state.count }

  package var rows: Int { elements.count / count }

  /// Takes the first state of an episode in.
  package mutating func append(_ history: StateHistory, copy: Int) {
    let start = history.states.offset(ofRow: copy)
    for i in 0..<count { elements.append(history.states.elements[start + i]) }
  }

  /// Draws where rollouts begin.
  ///
  /// - Parameters:
  ///   - steps: states that were visited.
  ///   - states: written.                                      (rows × s)
  package func draw(
    _ kind: PolicyBackpropSettings.Starts, rows: Int, or steps: TransitionBuffer, into states: FloatBuffer,
    from stream: inout RandomStream
  ) {
    for row in 0..<rows {
      let isFirst: Bool
      switch kind {
      case .episodes: isFirst = true
      case .visited: isFirst = false
      case .both: isFirst = row % 2 == 0
      }
      let (source, start) =
        isFirst
        ? (elements, stream.index(below: self.rows) * count)
        : (steps.elements, stream.index(below: steps.count) * steps.width)
      for i in 0..<count { states[row * count + i] = source[start + i] }
    }
  }

  package func save(into writer: inout CheckpointWriter) { writer.append(elements) }

  /// - Returns: false when the checkpoint holds no states of this width.
  package mutating func restore(_ reader: inout CheckpointReader) -> Bool {
    guard let saved = reader.takeFloats(), saved.count % count == 0 else { return false }
    elements = saved
    return true
  }
}
