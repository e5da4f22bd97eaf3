import Control
import Mathematics
import Networks

/// A fixed part of the copies, acted for with streams of their own and with memories that go on from step to step.
final class ActingShard: @unchecked Sendable {
  private let copies: Range<Int>
  private let pass: SequencePass
  private let anchorPass: NetworkPass?
  /// Exploration, one stream for each copy.
  var streams: [RandomStream]
  /// Of the raw observations acted on since they were last merged, and of the privileged values beside them.
  var moments: BatchMoments
  var privilegedMoments: BatchMoments

  /// - Parameters:
  ///   - firstCopy: the number of this process's first copy among those of all processes.
  ///   - privilegedCount: what the value function sees beside the observation.
  init(
    copies: Range<Int>, firstCopy: Int, policy: TrainableNetwork, anchor: TrainableNetwork?, observationCount: Int,
    privilegedCount: Int, exploration: RandomStream
  ) {
    self.copies = copies
    pass = SequencePass(policy, rows: copies.count, sequences: copies.count)
    anchorPass = anchor.map { NetworkPass($0, capacity: copies.count) }
    streams = copies.map { exploration.split("copy", firstCopy + $0) }
    moments = BatchMoments(columns: observationCount)
    privilegedMoments = BatchMoments(columns: privilegedCount)
  }

  /// Normalises this shard's observations into the rollout and draws an action for each.
  func act(
    on batch: StepBatch, at step: Int, of rollout: Rollout, normalizer: InputNormalizer, privileged: InputNormalizer?,
    head: ActionHead
  ) {
    let (o, a, n) = (rollout.observationCount, head.count, head.outputs)
    let first = step * rollout.copies + copies.lowerBound
    moments.add(
      batch.observations.elements, at: batch.observations.offset(ofRow: copies.lowerBound), rows: copies.count)
    if privileged != nil {
      privilegedMoments.add(
        batch.privileged.elements, at: batch.privileged.offset(ofRow: copies.lowerBound), rows: copies.count)
    }
    rollout.observe(batch, rows: copies, at: step, normalizer: normalizer, privileged: privileged)
    keepStates(at: step, of: rollout)
    let width = pass.network.shape.inputs
    pass.input.copy(copies.count * width, of: rollout.policyRows, from: first * width, to: 0)
    pass.forward(sequences: copies.count, steps: 1)
    for row in 0..<copies.count {
      head.sample(
        outputs: pass.output, at: row * n, into: rollout.actions, at: (first + row) * a, from: &streams[row])
      rollout.logProbabilities[first + row] = head.logProbability(
        of: rollout.actions, at: (first + row) * a, outputs: pass.output, at: row * n)
    }
    if let anchorPass, let anchorOutputs = rollout.anchorOutputs {
      anchorPass.input.copy(copies.count * o, of: rollout.observations, from: first * o, to: 0)
      anchorPass.forward(rows: copies.count)
      anchorOutputs.copy(copies.count * n, of: anchorPass.output, from: 0, to: first * n)
    }
  }

  /// What the copies remember.
  var states: FloatBuffer { pass.state }

  /// Forgets the episodes that ended.
  func forget(_ endings: [Ending]) {
    let count = pass.network.shape.stateCount
    guard count > 0 else { return }
    for (row, copy) in copies.enumerated() where endings[copy] != .running {
      pass.state.fill(0, row * count..<(row + 1) * count)
    }
  }

  private func keepStates(at step: Int, of rollout: Rollout) {
    let count = pass.network.shape.stateCount
    guard count > 0, let first = rollout.sequence(beginningAt: step, copy: copies.lowerBound) else { return }
    rollout.policyStates.copy(copies.count * count, of: pass.state, from: 0, to: first * count)
  }
}
