import Control
import Foundation
import Mathematics
import Robots
import Scenarios
import Simulation
import Testing

/// The cart's velocity worked out from its encoder: the cart, of a tonne, rolls at a constant speed.
@Suite struct DifferentiationTests {
  private static let speed = 0.4  // m/s

  private func readings(
    ticks: Int, speed: Double = speed, noise: Double = 0, lowPass: Double = .infinity, encoder: (inout RobotDescription.Sensor) -> Void = { _ in }
  ) throws -> [Double] {
    var scenario = CartPole.scenario
    let interface = scenario.interface
    let (position, velocity) = (interface.sensorIndex(named: "slider.position")!, interface.sensorIndex(named: "slider.velocity")!)
    encoder(&scenario.robot.sensors[position])
    scenario.robot.sensors[velocity] = .init(
      sensor: interface.sensors[velocity], noise: 0, differentiation: .init(lowPass: lowPass))
    let model = try SimulationModel(of: scenario)
    var variant = model.nominal
    for name in variant.parameters.keys where name.hasSuffix(".noise") { variant.parameters[name] = 0 }
    for name in ["period_jitter_s", "observation_delay_s", "slider.damping_Ns_per_m", "slider.friction_N"] {
      variant.parameters[name] = 0
    }
    variant.parameters["cart.mass_kg"] = 1000
    variant.parameters["slider.position.noise"] = noise
    #expect(variant.parameters["slider.velocity.latency_s"] == nil, "it has the encoder's")
    var plant = SimulatedPlant(model: model, period: 0.02, physicsStep: 0.002)
    plant.prepare(
      PhysicalParameters(variant, model: model), positions: [0, .pi], velocities: [speed, 0],
      noise: RandomStream(seed: 3))
    var reading = Reading(for: plant.interface)
    plant.start(into: &reading)
    #expect(reading.values[velocity] == 0, "one measurement tells no speed")
    return try (0..<ticks).map { _ in
      try plant.advance(applying: Command(for: plant.interface), into: &reading)
      return reading.values[velocity]
    }
  }

  @Test("it is the difference of two measurements over the time between them")
  func difference() throws {
    for value in try readings(ticks: 10) { #expect(abs(value - Self.speed) < 1e-4) }
  }

  @Test("the encoder's noise comes through √2/T times as large, and alternates: neighbours are correlated by −1/2")
  func noise() throws {
    let errors = try readings(ticks: 4000, speed: 0.02, noise: 1e-4).map { $0 - 0.02 }
    let variance = errors.reduce(0) { $0 + $1 * $1 } / 4000
    let expected = 2.0.squareRoot() * 1e-4 / 0.02
    #expect(abs(variance.squareRoot() / expected - 1) < 0.05)
    let neighbours = zip(errors, errors.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 } / 3999
    #expect(abs(neighbours / variance + 0.5) < 0.05)
  }

  @Test("the encoder's resolution makes steps of resolution/T")
  func resolution() throws {
    let values = try readings(ticks: 100) { $0.resolution = 0.003 }
    for value in values { #expect(abs(value / 0.15 - (value / 0.15).rounded()) < 1e-6) }
    #expect(Set(values.map { ($0 / 0.15).rounded() }) == [2, 3], "0.4 m/s lies between")
  }

  @Test("an encoder with a rate of its own gives a speed only as often")
  func rate() throws {
    let values = try readings(ticks: 20) { $0.rate = 12.5 }
    for (tick, value) in values.enumerated() { #expect(abs(value - (tick < 3 ? 0 : Self.speed)) < 1e-4, "tick \(tick)") }
  }

  @Test("the low-pass answers a step with 1 − e^(−2π·f·t)")
  func lowPass() throws {
    let values = try readings(ticks: 30, lowPass: 5)
    for (tick, value) in values.enumerated() {
      let t = Double(tick + 1) * 0.02
      #expect(abs(value - Self.speed * (1 - exp(-2 * Double.pi * 5 * t))) < 1e-4, "tick \(tick)")
    }
  }
}
