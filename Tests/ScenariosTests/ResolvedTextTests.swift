import Foundation
import Robots
import Scenarios
import TestSupport
import Testing

@Suite struct ResolvedTextTests {
  @Test("reading the resolved text gives an equal scenario and the same text", arguments: [
    [],
    ["learner.ppo.total_steps=123456", "rewards.swing_up.weight=0.3", "name=\"a: \\\"b\\\"\""],
    ["learner={sac: {hidden: [64, 32], layer_norm: true, target_entropy: -0.5}}", "learner.sac.dropout=0.01"],
    ["learner={mbpo: {rollout_length: {from: 1, to: 15, start: 20000, end: 150000}, model: {commands: 2}}}"],
    ["learner={mbpo: {policy_optimizer: differentiable, rollout_length: auto, model: {weight_decay: [1e-4, 3e-5]}}}"],
    ["rewards.smooth={weight: -0.1, squares: {inputs: [\"command_change.*\"], scale_N: 5}}"],
    ["training={}", "held_out={}", "terminations={}", "learner=ppo", "rewards.alive={weight: 0.1, one: {}}"],
    ["training.slider.strength={scale: {exponential: {mean: 0.1}}, when: {interval_s: 0.5}}"],
    ["training.cart.mass_kg={scale: {log_uniform: [1, 1.5]}, group: g, adr: {limit: [0.3, 3], step: 0.2}}", "adr={measure: return, low: 5, high: 9}"],
    ["curriculum=[{name: a, set: [\"rewards.command_cost.weight=-1\", \"training={}\"], until: {return: 3, episodes: 7}}, {name: \"b c\"}]"],
    ["learner.ppo={learning_rate_schedule: adaptive, value_clip: 0.2, advantage_normalization: minibatch}"],
    ["training.hinge.position.bias={add: {normal: {mean: 0.1, std: 1e-7}}, when: step}", "observation.frames=3"],
  ])
  func roundTrip(overrides: [String]) throws {
    let scenario = try Scenario(contentsOf: Swingup.file, overrides: overrides)
    let text = scenario.resolvedText
    var copy = try Scenario(parsing: text, file: "resolved.yaml", folder: Repository.root.appendingPathComponent("runs/x"))
    #expect(copy.resolvedText == text)
    (copy.file, copy.text) = (scenario.file, scenario.text)
    #expect(copy == scenario)
  }

  @Test("comments and notation do not change the resolved text, an override does")
  func identity() throws {
    let text = try String(contentsOf: Swingup.file, encoding: .utf8)
    let respelt = "# another comment\n" + text.replacing("[0.6, 1.5]", with: "[0.60, 15e-1]")
    let folder = Swingup.file.deletingLastPathComponent()
    let scenario = try Swingup.scenario()
    #expect(respelt.contains("15e-1"))
    #expect(try Scenario(parsing: respelt, file: "f", folder: folder).resolvedText == scenario.resolvedText)
    #expect(try Swingup.scenario("episode_s=5").resolvedText != scenario.resolvedText)
  }

  @Test("it names no folder of this machine")
  func portable() throws {
    let text = try Swingup.scenario().resolvedText
    #expect(text.contains("robot: robots/cartpole\n") && !text.contains(Repository.root.path))
  }
}
