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
  package private(set) var policyStatistics = PolicyStatistics()
  package private(set) var valueLoss = 0.0  // a sum over the rows

  private let policyPass: NetworkPass
  private let valuePass: NetworkPass
  private let policyGradient: FloatBuffer
  private let headGradient: FloatBuffer
  private let valueGradient: FloatBuffer
  private let ratios = FloatBuffer(count: GradientShard.block)

  package struct PolicyStatistics {  // sums over the rows
    package var loss = 0.0
    package var divergence = 0.0
    package var clipped = 0.0
    /// KL(anchor ‖ policy)
    package var anchorDivergence = 0.0
    package var entropy = 0.0
  }

  package init(policy: TrainableNetwork, headParameters: Int, value: TrainableNetwork) {
    let ends = (policy.shape.parameterCount, policy.shape.parameterCount + headParameters)
    gradient = FloatBuffer(count: ends.1 + value.shape.parameterCount)
    policyGradient = gradient.view(0..<ends.0)
    headGradient = gradient.view(ends.0..<ends.1)
    valueGradient = gradient.view(ends.1..<gradient.count)
    policyPass = NetworkPass(policy, capacity: Self.block, gradient: policyGradient)
    valuePass = NetworkPass(value, capacity: Self.block, gradient: valueGradient)
  }

  /// The gradient of the clipped surrogate less the weighted entropy, a mean over the minibatch of 1/`scale` samples,
  /// and of a trust region's penalty where there is one.
  package func differentiatePolicy(
    _ places: Range<Int>, of rollout: Rollout, surrogate: ClippedSurrogate, head: ActionHead, entropyWeight: Float = 0,
    region: TrustRegion? = nil, scale: Float
  ) {
    policyGradient.fill(0)
    headGradient.fill(0)
    var statistics = PolicyStatistics()
    let (order, a, n, outputs) = (rollout.order, head.count, head.outputs, policyPass.output)
    for start in stride(from: places.lowerBound, to: places.upperBound, by: Self.block) {
      let rows = min(Self.block, places.upperBound - start)
      gather(order, start, rows, of: rollout.observations, into: policyPass)
      policyPass.forward(rows: rows)
      for row in 0..<rows {
        let sample = order[start + row]
        ratios[row] =
          head.logProbability(of: rollout.actions, at: sample * a, outputs: outputs, at: row * n)
          - rollout.logProbabilities[sample]
        statistics.divergence -= Double(ratios[row])
      }
      s2r_exp(rows, ratios.address(rows), ratios.address(rows))
      for row in 0..<rows {
        let sample = order[start + row]
        let (loss, derivative, isClipped) = surrogate(ratio: ratios[row], advantage: rollout.advantages[sample])
        statistics.loss += Double(loss)
        statistics.divergence += Double(ratios[row] - 1)
        statistics.clipped += isClipped ? 1 : 0
        statistics.entropy += Double(head.entropy(outputs: outputs, at: row * n))
        head.backward(
          scale * derivative, entropyScale: -scale * entropyWeight, actions: rollout.actions, at: sample * a,
          outputs: outputs, at: row * n, into: policyPass.outputGradient, parameterGradient: headGradient)
        guard let region, let anchorOutputs = rollout.anchorOutputs else { continue }
        statistics.anchorDivergence += Double(
          head.divergence(from: region.anchor, outputs: anchorOutputs, at: sample * n, to: outputs, at: row * n))
        head.divergenceBackward(
          scale * region.weight, from: region.anchor, outputs: anchorOutputs, at: sample * n, to: outputs,
          at: row * n, into: policyPass.outputGradient, parameterGradient: headGradient)
      }
      policyPass.backward(rows: rows)
    }
    policyStatistics = statistics
  }

  /// The gradient of `scale` times the sum of the squared errors against the rollout's targets.
  package func differentiateValue(_ places: Range<Int>, of rollout: Rollout, scale: Float) {
    valueGradient.fill(0)
    var sum = 0.0
    let order = rollout.order
    for start in stride(from: places.lowerBound, to: places.upperBound, by: Self.block) {
      let rows = min(Self.block, places.upperBound - start)
      gather(order, start, rows, of: rollout.criticRows, into: valuePass)
      valuePass.forward(rows: rows)
      for row in 0..<rows {
        let (loss, derivative) = squaredError(valuePass.output[row], target: rollout.targets[order[start + row]])
        sum += Double(loss)
        valuePass.outputGradient[row] = scale * derivative
      }
      valuePass.backward(rows: rows)
    }
    valueLoss = sum
  }

  /// The value function on a range of rows of what it sees.
  package func evaluate(_ rows: Range<Int>, of seen: FloatBuffer, into values: FloatBuffer) {
    let width = valuePass.network.shape.inputs
    for start in stride(from: rows.lowerBound, to: rows.upperBound, by: Self.block) {
      let count = min(Self.block, rows.upperBound - start)
      valuePass.input.copy(count * width, of: seen, from: start * width, to: 0)
      valuePass.forward(rows: count)
      values.copy(count, of: valuePass.output, from: 0, to: start)
    }
  }

  private func gather(_ order: [Int], _ start: Int, _ rows: Int, of samples: FloatBuffer, into pass: NetworkPass) {
    let width = pass.network.shape.inputs
    for row in 0..<rows { pass.input.copy(width, of: samples, from: order[start + row] * width, to: row * width) }
  }
}
