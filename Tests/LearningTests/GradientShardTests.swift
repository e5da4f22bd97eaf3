import Control
import Learning
import Mathematics
import Networks
import Policies
import Testing

/// The whole of each loss, from parameters to surrogate, against the definition of a derivative.
@Suite struct GradientShardTests {
  private static let samples = 300  // more than a block
  private static let (o, a) = (3, 2)

  private struct Case {
    let parameters: FloatBuffer
    let policy: TrainableNetwork
    let head: ActionHead
    let value: TrainableNetwork
    let rollout: Rollout
    let shard: GradientShard

    /// - Parameter levels: of a categorical policy; nil: a Gaussian one.
    init(levels: Int? = nil) {
      var stream = RandomStream(seed: 12)
      let policyShape = NetworkShape(inputs: o, hidden: [5], outputs: a * (levels ?? 1), activation: .tanh)
      let valueShape = NetworkShape(inputs: o, hidden: [4], outputs: 1, activation: .tanh)
      let n = policyShape.parameterCount
      let beside = levels == nil ? a : 0
      parameters = FloatBuffer(count: n + beside + valueShape.parameterCount)
      policy = TrainableNetwork(policyShape, parameters: parameters.view(0..<n))
      value = TrainableNetwork(valueShape, parameters: parameters.view(n + beside..<parameters.count))
      policy.initialize(hiddenGain: 1, outputGain: 1, from: &stream)
      value.initialize(hiddenGain: 1, outputGain: 1, from: &stream)
      head = levels.map { .categorical(Categorical(count: a, levels: $0)) }
        ?? .gaussian(DiagonalGaussian(logDeviations: parameters.view(n..<n + a)))
      rollout = Rollout(steps: samples, copies: 1, observationCount: o, actionCount: a)
      for buffer in [rollout.observations, rollout.actions, rollout.advantages, rollout.targets] {
        for i in 0..<buffer.count { buffer[i] = Float(stream.normal()) }
      }
      shard = GradientShard(policy: policy, head: head, value: value)
      // Old probabilities such that the ratios spread over both sides of both clips.
      let pass = NetworkPass(policy, capacity: samples)
      pass.input.copy(samples * o, of: rollout.observations, from: 0, to: 0)
      pass.forward(rows: samples)
      if levels != nil {
        for i in 0..<samples {
          head.sample(outputs: pass.output, at: head.outputs * i, into: rollout.actions, at: a * i, from: &stream)
        }
      }
      for i in 0..<samples {
        rollout.logProbabilities[i] =
          head.logProbability(of: rollout.actions, at: a * i, outputs: pass.output, at: head.outputs * i)
          + 0.4 * Float(stream.normal())
      }
    }

    func policyLoss(advantageScale: AdvantageScale? = nil) -> Double {
      head.refresh()
      shard.differentiatePolicy(
        0..<samples, of: rollout, surrogate: ClippedSurrogate(clip: 0.2), head: head, entropyWeight: 0.3,
        advantageScale: advantageScale, scale: 1 / Float(samples))
      return (shard.policyStatistics.loss - 0.3 * shard.policyStatistics.entropy) / Double(samples)
    }

    func valueLoss(clip: Float? = nil) -> Double {
      shard.differentiateValue(0..<samples, of: rollout, clip: clip, scale: 1 / Float(samples))
      return shard.valueLoss / Double(samples)
    }

    func numeric(_ i: Int, _ loss: () -> Double) -> Double {
      let (value, h) = (parameters[i], Float(3e-4))
      parameters[i] = value + h
      let above = loss()
      parameters[i] = value - h
      let below = loss()
      parameters[i] = value
      return (above - below) / Double(2 * h)
    }
  }

  @Test(
    "the policy's gradient, ln σ and entropy included, agrees with central differences", arguments: [nil, 3] as [Int?])
  func policy(levels: Int?) {
    let test = Case(levels: levels)
    _ = test.policyLoss()
    let clipped = test.shard.policyStatistics.clipped
    #expect(clipped > 50 && clipped < 250)
    let analytic = test.shard.gradient.array
    for i in 0..<test.policy.parameters.count + test.head.parameterCount {
      // A sample whose ratio lies within h of a clip is counted half by the differences.
      #expect(abs(test.numeric(i, { test.policyLoss() }) - Double(analytic[i])) < 5e-3, "parameter \(i)")
    }
    #expect(analytic.contains { abs($0) > 0.05 })
  }

  @Test("advantages of a minibatch are normalised as if they had been so in the rollout")
  func advantageScale() {
    let (one, other) = (Case(), Case())
    for i in 0..<Self.samples { one.rollout.advantages[i] = 3 * one.rollout.advantages[i] + 7 }
    other.rollout.advantages.array = one.rollout.advantages.array
    other.rollout.normalizeAdvantages()
    #expect(one.policyLoss(advantageScale: one.rollout.advantageScale(0..<Self.samples)) == other.policyLoss())
    #expect(one.shard.gradient.array == other.shard.gradient.array)
  }

  @Test("the value function's gradient agrees with central differences, clipped or not", arguments: [nil, 0.3] as [Float?])
  func value(clip: Float?) {
    let test = Case()
    // Old values around the present ones, so that both branches occur.
    test.shard.evaluate(0..<Self.samples, of: test.rollout.observations, into: test.rollout.values)
    var stream = RandomStream(seed: 5)
    for i in 0..<Self.samples { test.rollout.values[i] += 0.5 * Float(stream.normal()) }
    let loss = { test.valueLoss(clip: clip) }
    if clip != nil { #expect(loss() > 1.01 * test.valueLoss()) }
    _ = loss()
    let analytic = test.shard.gradient.array
    for i in test.policy.parameters.count + Self.a..<test.parameters.count {
      #expect(abs(test.numeric(i, loss) - Double(analytic[i])) < (clip == nil ? 2e-3 : 5e-3), "parameter \(i)")
    }
    #expect(analytic.contains { abs($0) > 0.05 })
  }

  @Test("the divergence is the mean of r − 1 − ln r")
  func divergence() {
    let test = Case()
    _ = test.policyLoss()
    // ln r was drawn with deviation 0.4: E[r − 1 − ln r] = e^0.08 − 1.
    #expect(abs(test.shard.policyStatistics.divergence / Double(Self.samples) - 0.083) < 0.03)
  }
}
