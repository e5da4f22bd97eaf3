import Control
import Foundation
import Mathematics
import Robots
import Scenarios
import Simulation
import TestSupport
import Testing

/// The cart-pole with other sensors; the cart is heavy and pushed, so its true velocity is F/m·t.
@Suite struct SensorChainTests {
  private func readings(
    _ changes: [String: Double] = [:], ticks: Int = 50, seed: UInt64 = 1, change: (inout Scenario) -> Void = { _ in }
  ) throws -> [(value: Double, age: Double)] {
    var scenario = CartPole.scenario
    change(&scenario)
    let model = try SimulationModel(of: scenario)
    var variant = model.nominal
    for name in variant.parameters.keys where name.hasSuffix(".noise") { variant.parameters[name] = 0 }
    for name in ["period_jitter_s", "action_delay_s", "observation_delay_s"] { variant.parameters[name] = 0 }
    variant.parameters["cart.mass_kg"] = 1000
    variant.parameters["slider.damping_Ns_per_m"] = 0
    variant.parameters["slider.friction_N"] = 0
    for (name, value) in changes { variant.parameters[name] = value }
    var plant = SimulatedPlant(model: model, period: 0.02, physicsStep: 0.002)
    plant.prepare(
      PhysicalParameters(variant, model: model), positions: [0, .pi], velocities: [0, 0], noise: RandomStream(seed: seed))
    var reading = Reading(for: plant.interface)
    var command = Command(for: plant.interface)
    command.values = [10]
    plant.start(into: &reading)
    let sensor = try #require(plant.interface.sensorIndex(named: "slider.velocity"))
    var values: [(Double, Double)] = []
    for _ in 0..<ticks {
      try plant.advance(applying: command, into: &reading)
      values.append((reading.values[sensor], reading.age))
    }
    return values
  }

  private func velocitySensor(_ scenario: inout Scenario, _ change: (inout RobotDescription.Sensor) -> Void) {
    let index = scenario.interface.sensorIndex(named: "slider.velocity")!
    change(&scenario.robot.sensors[index])
  }

  @Test("a latency shows the past")
  func latency() throws {
    let run = try readings(["slider.velocity.latency_s": 0.013])
    #expect(abs(run[9].value - 0.01 * (0.2 - 0.013)) < 1e-6)
  }

  @Test("a sensor with a rate of its own holds its value between its measurements")
  func rate() throws {
    let run = try readings { velocitySensor(&$0) { $0.rate = 20 } }
    #expect(run[3].value == run[2].value && run[4].value != run[3].value, "0.05 s apart, 0.02 s a tick")
    #expect(abs(run[5].value - 0.01 * 0.1) < 1e-6)
  }

  @Test("values are multiples of the resolution")
  func resolution() throws {
    let run = try readings(change: { velocitySensor(&$0) { $0.resolution = 0.0007 } })
    for (value, _) in run {
      #expect(abs(value / 0.0007 - (value / 0.0007).rounded()) < 1e-9)
    }
  }

  @Test("of the measurements as many are lost as the dropout says, and the last one stands")
  func dropout() throws {
    let run = try readings(["slider.velocity.dropout": 0.3], ticks: 1000)
    let held = zip(run, run.dropFirst()).filter { $0.0.value == $0.1.value }.count
    #expect(abs(Double(held) / 999 - 0.3) < 0.05)
  }

  @Test("an error that walks has the given deviation after a second")
  func walk() throws {
    var errors: [Double] = []
    for seed in 1...60 as ClosedRange<UInt64> {
      errors.append(try readings(["slider.velocity.bias_walk": 0.2], ticks: 50, seed: seed)[49].value - 0.01)
    }
    let deviation = (errors.reduce(0) { $0 + $1 * $1 } / 60).squareRoot()
    #expect(deviation > 0.14 && deviation < 0.27, "\(deviation)")
  }

  @Test("a lost message shows the last reading, which grows old")
  func loss() throws {
    let run = try readings(["observation_loss": 0.4], ticks: 500)
    let lost = run.filter { $0.age > 0 }
    #expect(abs(Double(lost.count) / 500 - 0.4) < 0.08)
    #expect(lost.contains { abs($0.age - 0.04) < 1e-9 }, "two in a row")
  }

  @Test("a lost command leaves the last one in force: the force is constant, so nothing but the first is missed")
  func lostCommands() throws {
    let run = try readings(["action_loss": 0.5], ticks: 50)
    let missed = (0.01 - run[49].value) / 0.01 / 0.02  // ticks until the first came through
    #expect(abs(missed - missed.rounded()) < 0.05 && missed < 12)
  }
}
