import Control
import Learning
import Mathematics
import Networks
import Policies

import func Foundation.sin

/// A driven, damped hinge that turns without end, its command delayed by whole steps and its speed disturbed by noise
/// of known size: data for a learned model.
struct DrivenHinge {
  static let interface = ControlInterface(
    robot: "hinge", joints: [.init(name: "hinge", kind: .continuous)],
    sensors: [.joint(0, .position), .joint(0, .velocity)],
    actuators: [.init(joint: 0, effortLimit: 2)], period: 0.1)

  var delay = 0
  var noise = 0.0
  var gravity = 0.5

  /// The reading one step on.
  func advance(_ q: Double, _ v: Double, effort: Double, _ stream: inout RandomStream) -> (q: Double, v: Double) {
    let next = 0.95 * v - gravity * sin(q) + 0.4 * effort + (noise > 0 ? noise * stream.normal() : 0)
    return (q + 0.1 * next, next)
  }

  /// Episodes of 40 steps under random commands.
  func record(_ episodes: Int, state: StateLayout, seed: UInt64) -> TransitionBuffer {
    var buffer = TransitionBuffer(state: state)
    var stream = RandomStream(seed: seed)
    var row = [Float](repeating: 0, count: state.count)
    for _ in 0..<episodes {
      var (q, v) = (stream.uniform(in: -3...3), stream.normal())
      var underWay = [Double](repeating: 0, count: delay)
      state.begin([Float(q), Float(v)], at: 0, into: &row, at: 0)
      for _ in 0..<40 {
        let effort = Double(Float(stream.uniform(in: -2...2)))
        underWay.append(effort)
        (q, v) = advance(q, v, effort: underWay.removeFirst(), &stream)
        let reading = [Float(q), Float(v)]
        buffer.append(
          states: row, at: 0, applied: [Float(effort)], at: 0, readings: reading, at: 0, reward: Float(-v * v),
          terminated: false)
        state.advance(applied: [Float(effort)], at: 0, reading: reading, at: 0, state: &row, at: 0)
      }
    }
    return buffer
  }

  static func power(_ base: Double, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { product, _ in product * base }
  }

  static func task(rewards: [RewardTerm] = [], terminations: [Termination] = []) -> ModelTask {
    ModelTask(
      observation: ObservationLayout(terms: [.sine(0), .cosine(0), .sensor(1)], commands: 0),
      decoder: ActionDecoder(for: interface), limits: SafetyLimits(for: interface), rewards: rewards,
      terminations: terminations)
  }
}

extension EnsembleSettings {
  /// Small enough to learn in a moment.
  static func quick(_ change: (inout EnsembleSettings) -> Void = { _ in }) -> EnsembleSettings {
    var settings = EnsembleSettings()
    settings.members = 3
    settings.elites = 2
    settings.hidden = [32, 32]
    settings.batch = 64
    settings.maximumEpochs = 40
    change(&settings)
    return settings
  }
}

extension DynamicsEnsemble {
  /// Root of the mean squared error of the speed `k` steps on under recorded commands, rad/s, over whole episodes.
  func openLoopError(_ buffer: TransitionBuffer, steps k: Int) -> Double {
    let s = coding.state.count
    let model = EnsembleModel(self, task: DrivenHinge.task(), capacity: 1, depth: 1, isDeterministic: true)
    var states = FloatBuffer(count: s)
    var next = FloatBuffer(count: s)
    let (action, reward) = (FloatBuffer(count: 1), FloatBuffer(count: 1))
    var terminated = [false]
    var stream = RandomStream(seed: 9)
    var (sum, count) = (0.0, 0)
    for first in stride(from: 5, to: buffer.count - 40, by: 40) {
      for i in 0..<s { states[i] = buffer.elements[first * buffer.width + i] }
      for step in 0..<k {
        action[0] = buffer.elements[(first + step) * buffer.width + buffer.applied] / 2
        model.step(
          0, rows: 1, states: states, actions: action, next: next, rewards: reward, terminated: &terminated,
          drawingFrom: &stream)
        swap(&states, &next)
      }
      let truth = buffer.elements[(first + k - 1) * buffer.width + buffer.reading + 1]
      let difference = Double(states[1] - truth)
      sum += difference * difference
      count += 1
    }
    return (sum / Double(count)).squareRoot()
  }
}
