import Control
import Learning
import Mathematics
import Networks
import Policies
import Testing

@Suite struct LearnedModelTests {
  private static let state = StateLayout(sensors: 2, actuators: 1, frames: 2, commands: 2)
  private static let task = DrivenHinge.task(
    rewards: [
      RewardTerm(name: "upright", weight: 1.5, kind: .upright(input: 0, exponent: 2)),
      RewardTerm(name: "effort", weight: -0.2, kind: .square(input: 2, scale: 2)),
      RewardTerm(name: "smooth", weight: -0.3, kind: .square(input: 3, scale: 0.7)),
    ],
    terminations: [Termination(name: "fast", sensor: 1, lower: -0.3, upper: 0.3)])

  private static func ensemble(
    learnsReward: Bool, prediction: EnsembleSettings.Prediction = .residual
  ) -> DynamicsEnsemble {
    let ensemble = DynamicsEnsemble(
      interface: DrivenHinge.interface, state: state,
      settings: .quick {
        $0.maximumEpochs = 3
        $0.learnsReward = learnsReward
        $0.layerNorm = learnsReward
        $0.prediction = prediction
      }, stream: RandomStream(seed: 3))
    _ = ensemble.train(on: DrivenHinge(noise: 0.3).record(20, state: state, seed: 3), threads: 1)
    return ensemble
  }

  @Test(
    "the value's own inference agrees with the ensemble's over rows", arguments: [false, true],
    [EnsembleSettings.Prediction.residual, .direct])
  func agrees(learnsReward: Bool, prediction: EnsembleSettings.Prediction) {
    let ensemble = Self.ensemble(learnsReward: learnsReward, prediction: prediction)
    let (rows, s) = (40, Self.state.count)
    let model = EnsembleModel(ensemble, task: Self.task, capacity: rows, depth: 1, isDeterministic: true)
    let value = ensemble.value(for: Self.task)
    let dynamics = LearnedDynamics(
      value, interface: DrivenHinge.interface, decoder: Self.task.decoder, limits: Self.task.limits, capacity: rows)
    var stream = RandomStream(seed: 4)
    let (states, next) = (FloatBuffer(count: rows * s), FloatBuffer(count: rows * s))
    let (actions, rewards) = (FloatBuffer(count: rows), FloatBuffer(count: rows))
    for i in 0..<rows * s { states[i] = Float(stream.normal()) }
    for i in 0..<rows { actions[i] = Float(stream.uniform(in: -1.5...1.5)) }
    var terminated = [Bool](repeating: false, count: rows)
    var draws = RandomStream(seed: 5)
    model.step(
      0, rows: rows, states: states, actions: actions, next: next, rewards: rewards, terminated: &terminated,
      drawingFrom: &draws)
    #expect(terminated.contains(true) && terminated.contains(false))
    // The members that the ensemble drew, a row at a time and all rows of one at once.
    draws = RandomStream(seed: 5)
    let members = (0..<rows).map { _ in value.elites[draws.index(below: value.elites.count)] }
    for row in 0..<rows {
      var one = Array(states.array[row * s..<(row + 1) * s])
      var (reward, ends) = ([Float(0)], [false])
      dynamics.step(
        rows: 1, member: members[row], states: &one, actions: [actions[row]], rewards: &reward, terminated: &ends)
      for i in 0..<s {
        #expect(abs(one[i] - next[row * s + i]) <= 1e-5 * max(1, abs(next[row * s + i])), "row \(row), column \(i)")
      }
      #expect(abs(reward[0] - rewards[row]) <= 1e-5 * max(1, abs(rewards[row])) && ends[0] == terminated[row])
      var all = states.array
      var (allRewards, allEnds) = ([Float](repeating: 0, count: rows), [Bool](repeating: false, count: rows))
      dynamics.step(
        rows: rows, member: members[row], states: &all, actions: actions.array, rewards: &allRewards,
        terminated: &allEnds)
      #expect(Array(all[row * s..<(row + 1) * s]) == one && allRewards[row] == reward[0])
    }
  }

  @Test("deviations within the learned bounds are the ensemble's")
  func deviations() {
    let ensemble = Self.ensemble(learnsReward: false)
    let value = ensemble.value(for: Self.task)
    let dynamics = LearnedDynamics(value, interface: DrivenHinge.interface, capacity: 1)
    let n = value.coding.outputs
    var stream = RandomStream(seed: 6)
    for _ in 0..<50 {
      let state = (0..<Self.state.count).map { _ in Float(2 * stream.normal()) }
      let command = [Float(stream.uniform(in: -2...2))]
      let member = value.elites[0]
      var (mean, drawn) = (state, state)
      dynamics.follow(rows: 1, member: member, states: &mean, applied: command)
      dynamics.follow(
        rows: 1, member: member, states: &drawn, applied: command, noise: [Float](repeating: 2, count: n))
      var inputs = [Float](repeating: 0, count: value.coding.inputs)
      var scratch = [Float](repeating: 0, count: value.coding.featureCount)
      value.coding.encode(rows: 1, states: state, applied: command, scratch: &scratch, into: &inputs)
      var network = NetworkRows(value.members[member].network)
      network.run(rows: 1, on: inputs)
      for i in 0..<n {
        let log = ensemble.members[member].distribution.logVariance(network.values[n + i], i)
        let deviation = Float(exp(0.5 * Double(log)))
        #expect(abs(dynamics.deviation(row: 0, output: i) - deviation) <= 1e-5 * deviation)
        #expect(abs(drawn[i] - mean[i] - 2 * deviation * value.targetDeviation[i]) <= 1e-5 * max(1, abs(drawn[i])))
      }
    }
  }

  @Test("it travels in the policy file")
  func travels() throws {
    let value = Self.ensemble(learnsReward: false).value(for: Self.task)
    let file = PolicyFile(
      planner: PlannerDescription(settings: PlanningSettings()), state: Self.state, interface: DrivenHinge.interface,
      decoder: Self.task.decoder, limits: Self.task.limits,
      provenance: PolicyProvenance(scenario: "hinge", scenarioHash: "", seed: 1, version: "0"), model: value)
    let read = try PolicyFile(decoding: file.encoded(), file: "p.onnx")
    #expect(read == file && read.model == value && read.identity == file.identity)
  }
}

import func Foundation.exp
