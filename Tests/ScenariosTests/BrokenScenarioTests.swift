import Foundation
import Robots
import Scenarios
import TestSupport
import Testing

@Suite struct BrokenScenarioTests {
  @Test("a broken scenario is refused with its place and its mend", arguments: [
    BrokenFile("robots/cartpole", "robots/cartpol", says: "robot", "the nearest is cartpole"),
    BrokenFile("control_period_s", "control_period_ms", says: "unit is s, not ms", "write control_period_s"),
    BrokenFile("control_period_s: 0.02", "control_period_s: 0.021", says: "control_period_s", "whole multiple of physics_step_s"),
    BrokenFile("episode_s: 10", "episode_s: 10.01", says: "episode_s", "whole multiple of control_period_s"),
    BrokenFile("episode_s: 10", "episode_s: ten", says: "episode_s", "write a number"),
    BrokenFile("physics_step_s: 0.002", "physics_step_s: 0", says: "physics_step_s", "give a positive number"),
    BrokenFile("sin(hinge.position)", "sine(hinge.position)", says: "observation.terms[1]", "the nearest is sin(hinge.position)"),
    BrokenFile("sin(hinge.position)", "sin(slider.position)", says: "observation.terms[1]", "cannot be observed"),
    BrokenFile("frames: 1", "frames: 0", says: "observation.frames", "write at least 1"),
    BrokenFile("upright: {", "uprigth: {", says: "rewards.swing_up.product[0].uprigth", "the nearest is upright"),
    BrokenFile("scale_rad_per_s: 6", "scale_m: 6", says: "product[1].gaussian", "unit is rad_per_s, not m"),
    BrokenFile("input: command.slider.effort", "input: command.slider", says: "the nearest is command.slider.effort"),
    BrokenFile("{input: hinge.position, exponent: 2}", "{input: slider.position, exponent: 2}", says: "is not an angle"),
    BrokenFile("    within: {input", "    one: {}\n    within: {input", linesBelow: -2, says: "rewards.upright_bonus", "here are 2"),
    BrokenFile("lower_m: -2.4", "lower_m: 2.4", says: "terminations.off_the_rail", "lower_m"),
    BrokenFile("tolerance_rad: 0.2094, last_s", "tolerance_deg: 12, last_s", says: "success", "write tolerance_rad"),
    BrokenFile("last_s: 2", "last_s: 20", says: "success.last_s", "from 0.0 to 10.0"),
    BrokenFile("target_rad: 0, ", "", says: "success.target_rad", "is missing; add it"),
    BrokenFile("[-0.1, 0.1]", "[-3, 0.1]", says: "starts[0].slider.position_m", "outside its limits", "narrow"),
    BrokenFile("weight: 0.25", "weight: -0.25", says: "starts[1].weight", "give a positive number"),
    BrokenFile("cart.mass_kg", "cart.mass_g", says: "training.cart.mass_g", "write cart.mass_kg"),
    BrokenFile("pole.mass_kg", "pol.mass_kg", says: "training.pol.mass_kg", "the nearest is pole.mass_kg"),
    BrokenFile("pole.mass_kg", "cart.mass_kg", linesBelow: -1, says: "cart.mass_kg", "stands twice", "remove one"),
    BrokenFile("{arcsine: [0.6, 1.5]}", "{arcsine: [-0.6, 1.5]}", says: "training.cart.mass_kg.scale", "must be positive"),
    BrokenFile("{arcsine: [0.6, 1.5]}", "{arcsine: [1.5, 0.6]}", says: "training.cart.mass_kg.scale.arcsine", "swap the two"),
    BrokenFile("{arcsine: [0.6, 1.5]}", "{arcsine: [0.6]}", says: "training.cart.mass_kg.scale.arcsine", "[low, high]"),
    BrokenFile("{scale: {uniform: [0.6, 1.5]}}", "{scale: {normal: {mean: 1, std: 0.1}}}", says: "must be positive", "narrow"),
    BrokenFile("{scale: {uniform: [0.6, 1.5]}}", "{add: {uniform: [-1, 1]}}", says: "would be 0.0 and must be positive"),
    BrokenFile("{uniform: [0.6, 1.5]}}", "{gauss: [0.6, 1.5]}}", says: "cart.mass_kg.scale.gauss", "use one of constant"),
    BrokenFile("{uniform: [0.6, 1.5]}}", "{uniform: [0.6, 1.5]}, when: always}", says: "cart.mass_kg.when", "episode, step"),
    BrokenFile("{set: {uniform: [0, 0.020]}}", "{set: {uniform: [-0.01, 0.020]}}", says: "action_delay_s", "must lie from 0 to 0.2 s"),
    BrokenFile("{log_uniform: [0.3, 3]}", "{log_uniform: [0, 3]}", says: "damping_Ns_per_m.scale", "give a positive number"),
    BrokenFile("{add: {normal: {mean: 0, std: 0.002}}}", "{scale: {uniform: [1, 2]}}", says: "changes nothing", "set or add"),
    BrokenFile("  interpolation:\n", "  training:\n", says: "held_out.training", "choose another"),
    BrokenFile("total_steps: 2000000", "total_stpes: 2000000", says: "learner.ppo.total_stpes", "the nearest is total_steps"),
    BrokenFile("minibatches: 8", "minibatches: 3", says: "learner.ppo.minibatches", "choose a divisor"),
    BrokenFile("  ppo:", "  pop:", says: "learner.pop", "the nearest is ppo"),
  ])
  func refused(broken: BrokenFile) throws {
    try FilesToSpoil.with { files in
      let line = try broken.apply(to: files.scenario)
      let error = try #require(throws: InputError.self) { try Scenario(contentsOf: files.scenario) }
      #expect(broken.faults(in: "\(error)", file: "cartpole-swingup.yaml", line: line) == [])
    }
  }

  @Test("faults of the robot's files come through a scenario with the robot's place")
  func robotBehindScenario() throws {
    try FilesToSpoil.with { files in
      let broken = BrokenFile("<mass value=\"0.3\"/>", "<mass value=\"-0.3\"/>", says: "pole", "impossible")
      let line = try broken.apply(to: files.model)
      let error = try #require(throws: InputError.self) { try Scenario(contentsOf: files.scenario) }
      #expect(broken.faults(in: "\(error)", file: "robot.urdf", line: line) == [])
    }
  }

  @Test("a wrong override names --set and the nearest key", arguments: [
    ("learner.ppo.total_stpes=5", "--set: learner.ppo.total_stpes: this key is unknown; the nearest is total_steps."),
    ("lerner.ppo.total_steps=5", "--set: lerner.ppo.total_steps: this key is unknown; the nearest is learner."),
    ("episode_ms=5", "--set: episode_ms: this key is unknown; the unit is s, not ms, so convert the value and write episode_s."),
    ("episode_s=long", "--set: episode_s: is \"long\"; write a number."),
    (
      "training.cart.mass_kg.scale.arcsine=[0, 1]",
      "--set: training.cart.mass_kg.scale.arcsine: at its extreme the parameter would be 0.0 and must be positive; "
        + "narrow the distribution."
    ),
  ])
  func overrides(assignment: String, sentence: String) throws {
    let error = try #require(throws: InputError.self) { try Swingup.scenario(assignment) }
    #expect("\(error)" == sentence)
  }
}
