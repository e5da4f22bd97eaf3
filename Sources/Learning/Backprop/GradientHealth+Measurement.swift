import Control
import Foundation
import Mathematics
import Networks
import Scenarios

extension GradientHealth {
  /// Gradients of each window that means and spreads are taken over.
  private static let samples = 16
  /// σ before the tanh on which the score function of a deterministic policy is measured.
  private static let scoreDeviation = 0.1
  /// Half the length of the line along the gradient, in norms of the policy's parameters, and its points.
  private static let (reach, points) = (0.25, 41)

  /// Measures a policy as it stands in the model as it stands; neither changes.
  init(
    of learner: BackpropPolicy, starts: RolloutStarts, steps: TransitionBuffer, stream: RandomStream, threads: Int
  ) {
    let (settings, longest) = (learner.settings, learner.settings.longestWindow)
    let isDeterministic = settings.policy == .deterministic
    let rollout = learner.rollouts(rows: settings.rollouts, horizon: longest, hasCritic: false)
    let noisy = isDeterministic
      ? learner.rollouts(
        rows: settings.rollouts, horizon: longest, head: .tanh(deviation: Float(Self.scoreDeviation)), hasCritic: false)
      : rollout
    let score = ScoreFunction(noisy)
    let states = FloatBuffer(count: settings.rollouts * steps.state.count)
    func draw(_ sample: Int) {
      var draws = stream.split("starts", sample)
      starts.draw(settings.starts, rows: settings.rollouts, or: steps, into: states, from: &draws)
    }

    draw(0)
    let growths = Self.growths(rollout, learner, states, steps, stream.split("growth"), threads)
    var windows: [Window] = []
    var overflow: Int?
    for window in Self.candidates(upTo: longest) {
      let objective = learner.objective(window: window)
      var through = SignalToNoise(elements: rollout.gradient.count)
      var scores = through
      var survivors = 0.0
      for sample in 0..<Self.samples {
        draw(sample)
        let own = stream.split("sample", sample)
        let estimate = rollout.differentiate(objective, states: states, drawingFrom: own, threads: threads)
        survivors += estimate.survivors / Double(Self.samples)
        through.add(rollout.gradient)
        _ = score.differentiate(objective, states: states, drawingFrom: own, threads: threads)
        scores.add(noisy.gradient)
      }
      let growth = growths[window - 1]
      guard [through.norm, through.ratio, scores.norm, scores.ratio, growth.mean, growth.largest]
        .allSatisfy(\.isFinite)
      else {
        overflow = window
        break
      }
      windows.append(
        Window(
          steps: window, norm: through.norm, signalToNoise: through.ratio, scoreNorm: scores.norm,
          scoreSignalToNoise: scores.ratio, growth: growth.mean, largestGrowth: growth.largest,
          survivors: survivors))
    }
    let window = Self.recommend(windows)
    draw(0)
    let lines = Set([window, windows.last?.steps ?? window]).sorted().compactMap {
      Self.line($0, rollout, learner, states, stream.split("line"), threads)
    }
    self.init(
      windows: windows, window: window, overflow: overflow, lines: lines, rollouts: settings.rollouts,
      gradients: Self.samples, scoreDeviation: isDeterministic ? Self.scoreDeviation : nil)
  }

  /// Of ∂s_{t+1}/∂s_0 for t = 0, 1, …: geometric mean and largest over the rollouts that live.
  private static func growths(
    _ rollout: DifferentiableRollout, _ learner: BackpropPolicy, _ states: FloatBuffer, _ steps: TransitionBuffer,
    _ stream: RandomStream, _ threads: Int
  ) -> [(mean: Double, largest: Double)] {
    let s = steps.state.count
    var moments = BatchMoments(columns: s)
    for row in 0..<steps.count { moments.add(steps.elements, at: row * steps.width) }
    var spread = RunningMoments(columns: s)
    spread.merge(moments)
    let growth = JacobianGrowth(of: rollout, units: spread.inverseDeviations.map { 1 / $0 })
    _ = rollout.estimate(
      learner.objective(window: rollout.horizon), states: states, drawingFrom: stream, threads: threads)
    return (0..<rollout.horizon).map { t in
      growth.advance(t, threads: threads)
      var (logs, count, largest, first) = (0.0, 0.0, 0.0, 0)
      for shard in rollout.shards {
        for row in 0..<shard.rows where shard.living[t + 1][row] != 0 {
          let value = growth.growth(ofRow: first + row)
          logs += log(max(value, 1e-12))
          largest = max(largest, value)
          count += 1
        }
        first += shard.rows
      }
      return (count > 0 ? exp(logs / count) : 0, largest)
    }
  }

  /// The objective from the same draws at points along its gradient; nil where it is not a number.
  private static func line(
    _ window: Int, _ rollout: DifferentiableRollout, _ learner: BackpropPolicy, _ states: FloatBuffer,
    _ stream: RandomStream, _ threads: Int
  ) -> Line? {
    let (objective, parameters) = (learner.objective(window: window), learner.network.parameters)
    _ = rollout.differentiate(objective, states: states, drawingFrom: stream, threads: threads)
    let (start, direction) = (parameters.array, rollout.gradient.array)
    func norm(_ values: [Float]) -> Double { values.reduce(0) { $0 + Double($1 * $1) }.squareRoot() }
    let length = norm(direction)
    guard length > 0, length.isFinite else { return nil }
    defer { parameters.array = start }
    var line = Line(steps: window, distances: [], objectives: [])
    for point in 0..<points {
      let distance = reach * (2 * Double(point) / Double(points - 1) - 1)
      let factor = Float(distance * norm(start) / length)
      for i in 0..<start.count { parameters[i] = start[i] - factor * direction[i] }
      let value = rollout.estimate(objective, states: states, drawingFrom: stream, threads: threads).objective
      guard value.isFinite else { return nil }
      line.distances.append(distance)
      line.objectives.append(value)
    }
    return line
  }
}
