import Control
import Policies

/// A guide's networks at work on rows of states.
struct GuideRows {
  let guide: PlanningGuide
  private let state: StateLayout
  private let observationCount: Int
  private let actionCount: Int
  private var observations: [Float]  // (capacity × o)
  private var inputs: [Float]        // (capacity × (o + a)), of critics of actions
  private var policy: NetworkRows?
  private var critics: [NetworkRows]

  init(_ guide: PlanningGuide, state: StateLayout, capacity: Int) {
    self.guide = guide
    self.state = state
    actionCount = state.actuators
    observationCount = guide.layout.terms.count * guide.layout.frames + guide.layout.commands * state.actuators
    observations = [Float](repeating: 0, count: capacity * observationCount)
    inputs = [Float](repeating: 0, count: capacity * (observationCount + actionCount))
    policy = guide.policy.map { NetworkRows($0, capacity: capacity) }
    critics = guide.critics.map { NetworkRows($0, capacity: capacity) }
  }

  /// Perturbations → what the policy does under them.
  ///
  /// - Parameter actions: of each row, `stride` apart.
  mutating func act(
    rows: Int, states: UnsafePointer<Float>, actions: UnsafeMutablePointer<Float>, stride: Int
  ) {
    answer(rows, states)
    for row in 0..<rows {
      for i in 0..<actionCount {
        let answer = policy!.values[row * actionCount + i]
        actions[row * stride + i] = max(-1, min(1, max(-1, min(1, answer)) + actions[row * stride + i]))
      }
    }
  }

  /// Runs the policy on the rows' observations.
  private mutating func answer(_ rows: Int, _ states: UnsafePointer<Float>) {
    guide.layout.encode(rows: rows, states: states, of: state, into: &observations)
    policy?.run(rows: rows, on: observations)
  }

  /// The critics' smallest value of each row; 0 without any.
  mutating func values(rows: Int, states: UnsafePointer<Float>, into values: UnsafeMutablePointer<Float>) {
    answer(rows, states)
    let (o, a) = (observationCount, actionCount)
    for row in 0..<rows {
      values[row] = critics.isEmpty ? 0 : .infinity
      for i in 0..<o { inputs[row * (o + a) + i] = observations[row * o + i] }
      guard let policy else { continue }
      for i in 0..<a { inputs[row * (o + a) + o + i] = max(-1, min(1, policy.values[row * a + i])) }
    }
    for k in critics.indices {
      critics[k].run(rows: rows, on: critics[k].network.inputs == o ? observations : inputs)
      for row in 0..<rows { values[row] = min(values[row], critics[k].values[row]) }
    }
  }
}
