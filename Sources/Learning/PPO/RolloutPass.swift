import Control
import Networks

/// A network's way over blocks of a rollout's sequences, forward and backward.
final class RolloutPass: @unchecked Sendable {
  /// Of the block's rows, step after step.
  private(set) var samples: [Int]
  /// Rows of the block.
  private(set) var rows = 0

  private let pass: SequencePass
  private let steps: Int

  init(_ network: TrainableNetwork, sequenceSteps: Int, gradient: FloatBuffer) {
    steps = sequenceSteps
    let sequences = Self.sequences(ofSteps: sequenceSteps)
    samples = [Int](repeating: 0, count: sequences * sequenceSteps)
    pass = SequencePass(network, rows: samples.count, sequences: sequences, gradient: gradient)
  }

  /// Sequences that go through a network at once.
  static func sequences(ofSteps steps: Int) -> Int { steps == 1 ? GradientShard.block : 32 }

  var output: FloatBuffer { pass.output }          // (rows × outputs)
  /// The loss's derivative by the output; ``backward()`` overwrites it.
  var outputGradient: FloatBuffer { pass.outputGradient }
  var capacity: Int { samples.count }

  /// Sequences at these places of the rollout's order, from what the network saw and what it remembered.
  ///
  /// - Parameters:
  ///   - seen: by sample.                                  (steps × copies × inputs)
  ///   - states: with which each sequence began.           (sequences × state)
  func forward(_ places: Range<Int>, of rollout: Rollout, seen: FloatBuffer, states: FloatBuffer) {
    let (width, stateCount) = (pass.network.shape.inputs, pass.network.shape.stateCount)
    rows = places.count * steps
    for step in 0..<steps {
      for (column, place) in places.enumerated() {
        let row = step * places.count + column
        let sample = rollout.sample(ofSequence: rollout.order[place], step: step)
        samples[row] = sample
        if stateCount > 0 { pass.begins[row] = step > 0 && rollout.endings[sample - rollout.copies] != .running }
      }
    }
    pass.input.gather(rows, columns: width, of: seen, at: samples)
    if stateCount > 0 {
      for (column, place) in places.enumerated() {
        pass.state.copy(stateCount, of: states, from: rollout.order[place] * stateCount, to: column * stateCount)
      }
    }
    pass.forward(sequences: places.count, steps: steps)
  }

  /// Carries `outputGradient` of the last block back.
  func backward() { pass.backward(sequences: rows / steps, steps: steps) }

  /// Rows from `start` on, each by itself.
  ///
  /// - Precondition: the network remembers nothing.
  func forward(_ count: Int, of seen: FloatBuffer, from start: Int) {
    let shape = pass.network.shape
    precondition(shape.stateCount == 0, "a network that remembers goes through the rollout in order")
    pass.input.copy(count * shape.inputs, of: seen, from: start * shape.inputs, to: 0)
    pass.forward(sequences: count, steps: 1)
  }
}
