import Control
import Foundation
import Mathematics
import RobotModels
import Robots
import Scenarios
import TestSupport
import Testing

@Suite struct PolicyBackpropSettingsTests {
  private static let file = Repository.root.appendingPathComponent("scenarios/cartpole-pilco.yaml")

  private static func settings(_ text: String) throws -> PolicyBackpropSettings {
    let scenario = try Scenario(contentsOf: file, overrides: ["learner={policy-backprop: {\(text)}}"])
    guard case .policyBackprop(let settings) = scenario.learner else { throw CocoaError(.coderInvalidValue) }
    return settings
  }

  @Test("the task's times, starts and physics are PILCO's")
  func task() throws {
    let scenario = try Scenario(contentsOf: Self.file)
    #expect(scenario.controlPeriod == 0.1 && scenario.episodeSteps == 25 && scenario.trainingEpisodeSteps == 25)
    #expect(scenario.interface.actuators.map(\.effortLimit) == [10] && scenario.robot.timing.actionDelay == 0)
    #expect(scenario.success.lastSeconds == 1 && scenario.success.conditions[0].wraps)
    #expect(scenario.training.randomizations.isEmpty && scenario.heldOut.isEmpty)
    let nominal = Variant.nominal(of: scenario.robot, model: try RobotModel(of: scenario.robot)).parameters
    #expect(nominal["cart.mass_kg"] == 0.5 && nominal["pole.mass_kg"] == 0.5 && nominal["hinge.friction_Nm"] == 0)
    #expect(nominal["slider.damping_Ns_per_m"] == 0.1 && nominal["slider.friction_N"] == 0)
    // Uniform on ±0.1·√3 about hanging has the standard deviation 0.1.
    #expect(scenario.starts.count == 1 && scenario.starts[0].positions[1] == .uniform([2.9684...3.3148]))
    // The tip's reward is greatest upright over the middle, and half of its width's away there.
    let tip = try #require(scenario.rewards.first { $0.name == "tip" })
    #expect(tip.kind.value([0, 0, 0, 0, 0], at: 0) == 1)
    #expect(abs(tip.kind.value([0.354, 0, 0, 0, 0], at: 0) - exp(-1)) < 1e-6)
  }

  @Test("what is not named keeps its default")
  func defaults() throws {
    #expect(try Self.settings("") == PolicyBackpropSettings())
    #expect(PolicyBackpropSettings().beta1 == 0.7 && PolicyBackpropSettings().critic.targetRetention == 0.2)
  }

  @Test("a window is a number, an episode, or left to the gradient's health")
  func windows() throws {
    #expect(try Self.settings("window: 12").window == .steps(12))
    #expect(try Self.settings("window: episode").window == .episode)
    #expect(try Self.settings("window: auto").window == .automatic)
  }

  @Test("the resolved text reads as the same settings")
  func roundTrip() throws {
    for text in [
      "window: auto, policy: stochastic, entropy_weight: 0.01", "window: episode, maximum_adjoint_norm: 3",
      "critic: {enabled: true, decay: 0.9}, target_success: 0.8, model: {members: 3, elites: 2}",
    ] {
      let scenario = try Scenario(contentsOf: Self.file, overrides: ["learner={policy-backprop: {\(text)}}"])
      let copy = try Scenario(
        parsing: scenario.resolvedText, file: "resolved.yaml",
        folder: Repository.root.appendingPathComponent("runs/x"))
      #expect(copy.learner == scenario.learner && copy.rewards == scenario.rewards)
    }
  }

  @Test(
    "what cannot be is a sentence with key and mend",
    arguments: [
      ("window: 0", "window"), ("window: soon", "window"),
      ("window: 80", "window: 80 steps are more than `longest_window`, 64; change one of the two"),
      ("policy: stochastic, exploration_noise: 0.1", "exploration_noise: a stochastic policy explores by itself"),
      ("entropy_weight: 0.1", "entropy_weight: a deterministic policy has no entropy"),
      ("critic: {enabled: true}, restarts: 2", "restarts: policies that begin anew cannot share a critic"),
      ("critic: {decay: 2}", "critic.decay"), ("critic: {lambda: 1}", "critic.lambda: this key is unknown"),
      ("starts: anywhere", "starts"), ("maximum_adjoint_norm: 0", "maximum_adjoint_norm"),
    ])
  func refuses(text: String, fragment: String) throws {
    let error = #expect(throws: InputError.self) { try Self.settings(text) }
    #expect(try #require(error).description.contains(fragment), "\(error!)")
  }

  @Test(
    "a reward of a pole's tip names a sliding and a turning joint",
    arguments: [
      ("{slide: hinge.position, angle: hinge.position, length_m: 1, scale_m: 1}", "is no place; name the position"),
      ("{slide: slider.position, angle: slider.position, length_m: 1, scale_m: 1}", "is not an angle"),
      ("{slide: slider.velocity, angle: hinge.position, length_m: 1, scale_m: 1}", "is no place"),
      ("{slide: slider.position, angle: hinge.position, length_m: 0, scale_m: 1}", "length_m"),
    ])
  func tip(text: String, fragment: String) throws {
    let error = #expect(throws: InputError.self) {
      try Scenario(contentsOf: Self.file, overrides: ["rewards.tip.tip=\(text)"])
    }
    #expect(try #require(error).description.contains(fragment), "\(error!)")
  }
}
