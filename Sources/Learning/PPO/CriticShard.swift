import Control
import Networks

/// A fixed part of the copies, valued by a function that remembers: it goes through the rollout in order.
final class CriticShard: @unchecked Sendable {
  private let copies: Range<Int>
  private let pass: SequencePass
  /// For where a time-out led, which the memory does not go on from.
  private let aside: SequencePass
  private let stateCount: Int

  init(copies: Range<Int>, value: TrainableNetwork) {
    self.copies = copies
    stateCount = value.shape.stateCount
    pass = SequencePass(value, rows: copies.count, sequences: copies.count)
    aside = SequencePass(value, rows: copies.count, sequences: copies.count)
  }

  /// What the value function remembers of the copies where the next rollout begins.
  var states: FloatBuffer { pass.state }

  /// Fills in the values of all states that this shard's copies acted in or reached, and the memories with which each
  /// sequence begins.
  func evaluate(_ rollout: Rollout) {
    var place = 0
    for step in 0..<rollout.steps {
      if let first = rollout.sequence(beginningAt: step, copy: copies.lowerBound) {
        rollout.criticStates.copy(copies.count * stateCount, of: pass.state, from: 0, to: first * stateCount)
      }
      let first = step * rollout.copies + copies.lowerBound
      forward(pass, copies.count, rollout.criticRows, from: first)
      rollout.values.copy(copies.count, of: pass.output, from: 0, to: first)
      evaluateReached(step, &place, rollout)
      for row in 0..<copies.count where rollout.endings[first + row] != .running {
        pass.state.fill(0, row * stateCount..<(row + 1) * stateCount)
      }
    }
    let last = rollout.sampleCount + copies.lowerBound
    aside.state.copy(copies.count * stateCount, of: pass.state, from: 0, to: 0)
    forward(aside, copies.count, rollout.criticRows, from: last)
    rollout.values.copy(copies.count, of: aside.output, from: 0, to: last)
  }

  /// Where time-outs of a step led.
  ///
  /// - Parameter place: the first of the rollout's time-outs that is not before this step.
  private func evaluateReached(_ step: Int, _ place: inout Int, _ rollout: Rollout) {
    let width = rollout.criticCount
    while place < rollout.truncated.count, rollout.truncated[place] < (step + 1) * rollout.copies {
      defer { place += 1 }
      let copy = rollout.truncated[place] - step * rollout.copies
      guard copies.contains(copy) else { continue }
      aside.state.copy(stateCount, of: pass.state, from: (copy - copies.lowerBound) * stateCount, to: 0)
      aside.input.copy(width, of: rollout.reached, from: place * width, to: 0)
      aside.forward(sequences: 1, steps: 1)
      rollout.reachedValues[place] = aside.output[0]
    }
  }

  private func forward(_ pass: SequencePass, _ rows: Int, _ seen: FloatBuffer, from first: Int) {
    let width = pass.network.shape.inputs
    pass.input.copy(rows * width, of: seen, from: first * width, to: 0)
    pass.forward(sequences: rows, steps: 1)
  }
}
