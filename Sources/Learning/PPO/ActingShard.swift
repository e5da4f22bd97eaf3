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
    on observations: Matrix, at step: Int, of rollout: Rollout, normalizer: InputNormalizer,
    distribution: DiagonalGaussian
  ) {
    let (o, a) = (observations.columns, distribution.count)
    let first = step * rollout.copies + copies.lowerBound
    moments.add(observations.elements, at: observations.offset(ofRow: copies.lowerBound), rows: copies.count)
    normalizer.apply(to: observations, rows: copies, into: rollout.observations, at: first * o)
    pass.input.copy(copies.count * o, of: rollout.observations, from: first * o, to: 0)
    pass.forward(rows: copies.count)
    for row in 0..<copies.count {
      for i in 0..<a {
        rollout.actions[(first + row) * a + i] = distribution.action(
          i, mean: pass.output[row * a + i], draw: Float(streams[row].normal()))
      }
      rollout.logProbabilities[first + row] = distribution.logProbability(
        of: rollout.actions, at: (first + row) * a, means: pass.output, at: row * a)
    }
    if let anchorPass, let anchorMeans = rollout.anchorMeans {
      anchorPass.input.copy(copies.count * o, of: rollout.observations, from: first * o, to: 0)
      anchorPass.forward(rows: copies.count)
      anchorMeans.copy(copies.count * a, of: anchorPass.output, from: 0, to: first * a)
    }
  }
}
