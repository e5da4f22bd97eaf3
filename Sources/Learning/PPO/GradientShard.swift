import CKernels
package import Networks

/// A fixed part of a minibatch: the gradients of the policy's and the value function's losses over it.
///
/// The two networks are separate jobs; they share nothing but the rollout, which both read.
package final class GradientShard: @unchecked Sendable {
  /// Rows that go through a network at once; 128, 256 and 512 took the same time for 64 × 64 (2026-11-22).
  package static let block = 256

  /// By the whole parameter vector: policy | the head's own parameters | value function.
  package let gradient: FloatBuffer
  package var policyStatistics = PolicyStatistics()
  package var valueLoss = 0.0  // a sum over the rows

  private let policyPass: RolloutPass
  private let valuePass: RolloutPass
  /// Sequences in a block.
  private let sequences: Int
  private let policyGradient: FloatBuffer
  private let headGradient: FloatBuffer
  private let valueGradient: FloatBuffer
  // Of a block of rows.
  private let actions: FloatBuffer  // (block × a)
  private let scores: FloatBuffer   // (block × the head's)
  /// First ln r, then r, then the loss's derivative by ln p.
  private let ratios: FloatBuffer   // (block)

  package struct PolicyStatistics {  // sums over the rows
    package var loss = 0.0
    package var divergence = 0.0
    package var clipped = 0.0
    /// KL(anchor ‖ policy)
    package var anchorDivergence = 0.0
    package var entropy = 0.0
  }

  /// - Parameter sequenceSteps: the rollout's.
  package init(policy: TrainableNetwork, head: ActionHead, value: TrainableNetwork, sequenceSteps: Int = 1) {
    sequences = RolloutPass.sequences(ofSteps: sequenceSteps)
    let block = sequences * sequenceSteps
    actions = FloatBuffer(count: block * head.count)
    scores = FloatBuffer(count: block * head.scoreCount)
    ratios = FloatBuffer(count: block)
    let headParameters = head.parameterCount
    let ends = (policy.shape.parameterCount, policy.shape.parameterCount + headParameters)
    gradient = FloatBuffer(count: ends.1 + value.shape.parameterCount)
    policyGradient = gradient.view(0..<ends.0)
    headGradient = gradient.view(ends.0..<ends.1)
    valueGradient = gradient.view(ends.1..<gradient.count)
    policyPass = RolloutPass(policy, sequenceSteps: sequenceSteps, gradient: policyGradient)
    valuePass = RolloutPass(value, sequenceSteps: sequenceSteps, gradient: valueGradient)
  }

  /// The gradient of the clipped surrogate less the weighted entropy, a mean over the minibatch of 1/`scale` samples,
  /// and of a trust region's penalty where there is one.
  ///
  /// - Parameters:
  ///   - places: sequences, by their places in the rollout's order.
  ///   - advantageScale: what the rollout's advantages go through; nil: nothing.
  package func differentiatePolicy(
    _ places: Range<Int>, of rollout: Rollout, surrogate: ClippedSurrogate, head: ActionHead, entropyWeight: Float = 0,
    region: TrustRegion? = nil, advantageScale: AdvantageScale? = nil, scale: Float
  ) {
    policyGradient.fill(0)
    headGradient.fill(0)
    var statistics = PolicyStatistics()
    let (a, n, outputs) = (head.count, head.outputs, policyPass.output)
    for start in stride(from: places.lowerBound, to: places.upperBound, by: sequences) {
      policyPass.forward(
        start..<min(start + sequences, places.upperBound), of: rollout, seen: rollout.policyRows,
        states: rollout.policyStates)
      let (rows, samples) = (policyPass.rows, policyPass.samples)
      actions.gather(rows, columns: a, of: rollout.actions, at: samples)
      head.logProbabilities(rows: rows, of: actions, outputs: outputs, scores: scores, into: ratios)
      for row in 0..<rows {
        ratios[row] -= rollout.logProbabilities[samples[row]]
        statistics.divergence -= Double(ratios[row])
      }
      s2r_exp(rows, ratios.address(rows), ratios.address(rows))
      for row in 0..<rows {
        let sample = samples[row]
        let advantage = advantageScale?(rollout.advantages[sample]) ?? rollout.advantages[sample]
        let (loss, derivative, isClipped) = surrogate(ratio: ratios[row], advantage: advantage)
        statistics.loss += Double(loss)
        statistics.divergence += Double(ratios[row] - 1)
        statistics.clipped += isClipped ? 1 : 0
        ratios[row] = scale * derivative
      }
      statistics.entropy += head.entropy(rows: rows, scores: scores)
      head.backward(
        rows: rows, ratios, entropyScale: -scale * entropyWeight, actions: actions, scores: scores,
        into: policyPass.outputGradient, parameterGradient: headGradient)
      if let region, let anchorOutputs = rollout.anchorOutputs {
        for row in 0..<rows {
          let sample = samples[row]
          statistics.anchorDivergence += Double(
            head.divergence(from: region.anchor, outputs: anchorOutputs, at: sample * n, to: outputs, at: row * n))
          head.divergenceBackward(
            scale * region.weight, from: region.anchor, outputs: anchorOutputs, at: sample * n, to: outputs,
            at: row * n, into: policyPass.outputGradient, parameterGradient: headGradient)
        }
      }
      policyPass.backward()
    }
    policyStatistics = statistics
  }

  /// The gradient of `scale` times the sum of the squared errors against the rollout's targets.
  ///
  /// - Parameter clip: how far a value may profit from leaving that of the rollout; nil: as far as it likes.
  package func differentiateValue(_ places: Range<Int>, of rollout: Rollout, clip: Float? = nil, scale: Float) {
    valueGradient.fill(0)
    var sum = 0.0
    for start in stride(from: places.lowerBound, to: places.upperBound, by: sequences) {
      valuePass.forward(
        start..<min(start + sequences, places.upperBound), of: rollout, seen: rollout.criticRows,
        states: rollout.criticStates)
      for row in 0..<valuePass.rows {
        let (sample, value) = (valuePass.samples[row], valuePass.output[row])
        let (loss, derivative) = clip.map {
          clippedSquaredError(value, target: rollout.targets[sample], old: rollout.values[sample], clip: $0)
        } ?? squaredError(value, target: rollout.targets[sample])
        sum += Double(loss)
        valuePass.outputGradient[row] = scale * derivative
      }
      valuePass.backward()
    }
    valueLoss = sum
  }

  /// The value function, which remembers nothing, on a range of rows of what it sees.
  package func evaluate(_ rows: Range<Int>, of seen: FloatBuffer, into values: FloatBuffer) {
    for start in stride(from: rows.lowerBound, to: rows.upperBound, by: valuePass.capacity) {
      let count = min(valuePass.capacity, rows.upperBound - start)
      valuePass.forward(count, of: seen, from: start)
      values.copy(count, of: valuePass.output, from: 0, to: start)
    }
  }
}
