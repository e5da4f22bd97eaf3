import Control
import Mathematics
import Planning
import Policies

/// Milliseconds of a planner's tick on a learned model of two layers of `hidden`: median, 99th percentile, and the
/// part of the ticks that took more than 20 ms.
///
/// 4 iterations of `samples` plans of 15 actions, each plan on 5 members.
func measurePlanner(threads: Int, observations: Int, actions: Int, samples: Int, hidden: Int) -> String {
  let interface = ControlInterface.unnamed(
    "planned", sensors: observations, effortLimits: [Double](repeating: 1, count: actions), period: 0.02)
  let state = StateLayout(sensors: observations, actuators: actions, commands: 0)
  let coding = DynamicsCoding(interface: interface, state: state, isResidual: true, learnsReward: true)
  var stream = RandomStream(seed: 1)
  let widths = [coding.inputs, hidden, hidden, 2 * coding.outputs]
  let members = (0..<5).map { _ in
    let layers = zip(widths, widths.dropFirst()).enumerated().map { index, size in
      Network.Layer(
        inputs: size.0, outputs: size.1,
        weights: (0..<size.0 * size.1).map { _ in Float(stream.normal() / Double(size.0).squareRoot()) },
        biases: [Float](repeating: 0, count: size.1), activation: index < 2 ? .silu : .identity)
    }
    return LearnedModel.Member(
      network: Network(
        mean: [Float](repeating: 0, count: widths[0]), inverseDeviation: [Float](repeating: 1, count: widths[0]),
        inputClip: .infinity, layers: layers),
      upper: [Float](repeating: 0, count: coding.outputs), lower: [Float](repeating: -8, count: coding.outputs))
  }
  let model = LearnedModel(
    coding: coding, members: members, elites: Array(members.indices),
    targetMean: [Float](repeating: 0, count: coding.outputs),
    targetDeviation: [Float](repeating: 0.01, count: coding.outputs), rewards: [], terminations: [])
  var settings = PlanningSettings()
  settings.samples = samples
  let planner = Planner(
    settings: settings,
    model: LearnedPlanningModel(
      model, interface: interface, decoder: ActionDecoder(for: interface), limits: SafetyLimits(for: interface),
      settings: settings, threads: threads))
  var action = [Float](repeating: 0, count: actions)
  var times: [Double] = []
  for tick in 0..<300 {
    let observation = (0..<observations).map { _ in Float(stream.normal()) }
    planner.act(on: observation, at: 0, into: &action)
    if tick >= 20 { times.append(planner.duration / .milliseconds(1)) }
  }
  times.sort()
  let late = Double(times.count { $0 > 20 }) / Double(times.count)
  return "\(times[times.count / 2]) \(times[times.count * 99 / 100]) \(late)"
}
