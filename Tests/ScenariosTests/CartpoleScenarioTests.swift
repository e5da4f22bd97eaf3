import Control
import Foundation
import Mathematics
import RobotModels
import Robots
import Scenarios
import TestSupport
import Testing

/// The repository's scenario, as the tests here need it.
enum Swingup {
  static let file = Repository.root.appendingPathComponent("scenarios/cartpole-swingup.yaml")

  static func scenario(_ overrides: String...) throws -> Scenario {
    try Scenario(contentsOf: file, overrides: overrides)
  }

  static func nominal(_ scenario: Scenario) throws -> Variant {
    .nominal(of: scenario.robot, model: try RobotModel(of: scenario.robot))
  }
}

@Suite struct CartpoleScenarioTests {
  @Test("times, observation, success and termination are the task's")
  func task() throws {
    let scenario = try Swingup.scenario()
    #expect(scenario.robot.name == "cartpole")
    #expect(scenario.controlPeriod == 0.02 && scenario.substeps == 10 && scenario.episodeSteps == 500)
    #expect(scenario.observation.names(for: scenario.interface).map(\.name) == [
      "slider.position", "sin(hinge.position)", "cos(hinge.position)", "slider.velocity", "hinge.velocity",
      "command.slider.effort[-1]",
    ])
    let sensor = try #require(scenario.interface.sensorIndex(named: "hinge.position"))
    #expect(scenario.success == .init(
      conditions: [.init(input: sensor, target: .value(0), tolerance: 0.2094, wraps: true)], lastSeconds: 2))
    #expect(scenario.terminations == [.init(name: "off_the_rail", sensor: 0, lower: -2.4, upper: 2.4)])
  }

  @Test("evaluation begins hanging at rest, a quarter of training anywhere")
  func starts() throws {
    let starts = try Swingup.scenario().starts
    #expect(starts.map(\.weight) == [0.75, 0.25])
    #expect(starts[0].positions == [.uniform([-0.1...0.1]), .uniform([3.0416...3.2416])])
    #expect(starts[1].positions == [.uniform([-1...1]), .uniform([-3.1416...3.1416])])
  }

  @Test("the nominal robot's delays are the means of the training ranges")
  func meanDelays() throws {
    let scenario = try Swingup.scenario()
    let nominal = try Swingup.nominal(scenario)
    for name in ["action_delay_s", "observation_delay_s"] {
      let randomization = try #require(scenario.training.randomizations.first { $0.field == name })
      #expect(randomization.distribution.mean == nominal.parameters[name])
    }
  }

  @Test("the nominal variant names every parameter, with the files' values")
  func nominal() throws {
    let nominal = try Swingup.nominal(try Swingup.scenario())
    let basic: [String: Double] = [
      "cart.mass_kg": 1, "pole.mass_kg": 0.3, "cart.length_scale": 1, "pole.length_scale": 1,
      "slider.damping_Ns_per_m": 0.05, "slider.friction_N": 0.05, "hinge.damping_Nms_per_rad": 0.0001,
      "hinge.friction_Nm": 0.0003, "slider.strength": 1, "slider.position.noise": 0.0005, "slider.position.bias": 0,
      "slider.velocity.noise": 0.01, "slider.velocity.bias": 0, "hinge.position.noise": 0.001,
      "hinge.position.bias": 0, "hinge.velocity.noise": 0.02, "hinge.velocity.bias": 0, "action_delay_s": 0.01,
      "observation_delay_s": 0.005, "period_jitter_s": 0.0003, "gravity_m_per_s2": 9.81,
    ]
    var others: [String: Double] = [
      "slider.rotor_inertia_kg": 0, "action_loss": 0, "observation_loss": 0,
      "action_jitter_s": 0, "observation_jitter_s": 0, "contact.friction": 0.8, "contact.restitution": 0,
      "terrain.slope_rad": 0, "terrain.step_height_m": 0, "terrain.pattern": 1,
    ]
    for link in ["cart", "pole"] {
      others["\(link).inertia_scale"] = 1
      for other in ["centre_x_m", "centre_y_m", "centre_z_m", "payload_kg"] { others["\(link).\(other)"] = 0 }
    }
    for sensor in ["slider.position", "slider.velocity", "hinge.position", "hinge.velocity"] {
      for other in ["latency_s", "dropout", "bias_walk"] { others["\(sensor).\(other)"] = 0 }
    }
    #expect(nominal.parameters == basic.merging(others) { a, _ in a })
  }

  @Test("what the learner is not told defaults to the type")
  func learner() throws {
    var expected = PPOSettings()
    expected.totalSteps = 1_000
    expected.discount = 0.98
    expected.epochs = 10
    expected.minibatches = 8
    expected.entropyCoefficient = 0.06
    expected.initialLogStandardDeviation = 0.5
    expected.hidden = [32, 16]
    #expect(
      try Swingup.scenario("learner.ppo.total_steps=1e3", "learner.ppo.hidden=[32, 16]").learner == .ppo(expected))
    #expect(try Swingup.scenario("learner=ppo").learner == .ppo(PPOSettings()))
  }
}
