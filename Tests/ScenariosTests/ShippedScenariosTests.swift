import Control
import Foundation
import Robots
import Scenarios
import TestSupport
import Testing

@Suite struct ShippedScenariosTests {
  @Test("the resolved text of every robot's scenario gives the same scenario", arguments: [
    "cartpole-swingup", "rotary-pendulum-adr", "cartpole-pilco", "rotary-pendulum-swingup", "rotary-pendulum-memory",
    "quadruped-walk", "arm-reach", "hand-cube", "classic-cartpole", "classic-pendulum", "packer-cartpole", "packer-pendulum",
  ])
  func resolved(name: String) throws {
    let scenario = try Scenario(contentsOf: Repository.root.appendingPathComponent("scenarios/\(name).yaml"))
    let copy = try Scenario(
      parsing: scenario.resolvedText, file: "resolved.yaml", folder: Repository.root.appendingPathComponent("runs/x"))
    #expect(copy.resolvedText == scenario.resolvedText)
    #expect(copy.rewards == scenario.rewards && copy.success == scenario.success && copy.goals == scenario.goals)
    #expect(copy.objects == scenario.objects && copy.robot == scenario.robot)
    #expect(copy.starts == scenario.starts && copy.truths == scenario.truths && copy.training == scenario.training)
  }

  @Test("faults of goals, patterns and truths name their place and their mend", arguments: [
    ("goals.velocity_x=1", "has no unit"),
    ("rewards.pose.squares.inputs=[\"*.possition\"]", "no sensor, goal or command is called like this"),
    ("rewards.pose.squares.inputs=[\"*_HAA.position\", trunk.gravity_x]", "have different units"),
    ("rewards.turn.tracking.target=goal.tern", "the nearest is goal.turn"),
    ("terminations.low.sensor=trunc.place_z", "the nearest is trunk."),
    ("training={contact.frictio: {set: {uniform: [0, 1]}}}", "the nearest is contact.friction"),
    ("training={contact.restitution: {set: {uniform: [0, 2]}}}", "must lie from 0 to 1"),
    ("training={contact.friction: {set: {uniform: [0, 1]}, group: a, when: step}}", "draws together only at an episode's start"),
    ("learner=mbpo", "looks at trunk.velocity_x, which no sensor gives"),
  ])
  func faults(override: String, sentence: String) throws {
    let file = Repository.root.appendingPathComponent("scenarios/quadruped-walk.yaml")
    let error = try #require(throws: (any Error).self) { try Scenario(contentsOf: file, overrides: [override]) }
    #expect("\(error)".contains(sentence), "\(error)")
  }

  @Test("a scenario that looks at the true motion is refused where only readings are to be had, others are not")
  func readings() throws {
    func read(_ name: String, _ overrides: [String] = []) throws -> Scenario {
      try Scenario(contentsOf: Repository.root.appendingPathComponent("scenarios/\(name).yaml"), overrides: overrides)
    }
    try read("cartpole-swingup").checkThatReadingsSuffice()
    let looking = try read("cartpole-swingup", ["rewards={high: {weight: 1, linear: {input: pole.place_z, scale_m: 1}}}"])
    let error = try #require(throws: InputError.self) { try looking.checkThatReadingsSuffice() }
    #expect("\(error)".contains("pole.place_z"))
  }

  @Test("randomizations of a group move together, others on their own")
  func groups() throws {
    let uniform = "{uniform: [0.8, 1.2]}"
    let scenario = try Scenario(
      contentsOf: Repository.root.appendingPathComponent("scenarios/quadruped-walk.yaml"),
      overrides: [
        "training={trunk.mass_kg: {scale: \(uniform), group: battery}, FL_hip.mass_kg: {scale: \(uniform), group: battery}, "
          + "FR_hip.mass_kg: {scale: \(uniform)}}"
      ])
    let nominal = Variant([
      "trunk.mass_kg": 1, "FL_hip.mass_kg": 2, "FR_hip.mass_kg": 1,
    ])
    let variants = scenario.training.variants(20, nominal: nominal, seed: 1)
    for variant in variants { #expect(abs(variant.parameters["FL_hip.mass_kg"]! - 2 * variant.parameters["trunk.mass_kg"]!) < 1e-12) }
    #expect(variants.contains { abs($0.parameters["FR_hip.mass_kg"]! - $0.parameters["trunk.mass_kg"]!) > 0.05 })
  }
}
