import Control
import Mathematics
import Networks

/// A fixed part of the copies, acted for with streams of their own.
final class ActingShard: @unchecked Sendable {
  private let copies: Range<Int>
  private let pass: NetworkPass
  private let anchorPass: NetworkPass?
  /// Exploration, one stream for each copy.
  var streams: [RandomStream]
  /// Of the raw observations acted on since they were last merged.
  var moments: BatchMoments

  init(copies: Range<Int>, policy: TrainableNetwork, anchor: TrainableNetwork?, exploration: RandomStream) {
    self.copies = copies
    pass = NetworkPass(policy, capacity: copies.count)
    anchorPass = anchor.map { NetworkPass($0, capacity: copies.count) }
    streams = copies.map { exploration.split("copy", $0) }
    moments = BatchMoments(columns: policy.shape.inputs)
  }

  /// Normalises this shard's observations into the rollout and draws an action for each.
  func act(
    on observations: Matrix, at step: Int, of rollout: Rollout, normalizer: InputNormalizer, head: ActionHead
  ) {
    let (o, a, n) = (observations.columns, head.count, head.outputs)
    let first = step * rollout.copies + copies.lowerBound
    moments.add(observations.elements, at: observations.offset(ofRow: copies.lowerBound), rows: copies.count)
    normalizer.apply(to: observations, rows: copies, into: rollout.observations, at: first * o)
    pass.input.copy(copies.count * o, of: rollout.observations, from: first * o, to: 0)
    pass.forward(rows: copies.count)
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
}
