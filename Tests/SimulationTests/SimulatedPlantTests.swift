import Control
import Foundation
import Mathematics
import Scenarios
import Simulation
import Testing

@Suite struct SimulatedPlantTests {
  /// Physics without noise or jitter, with these parameters changed.
  private func parameters(_ changes: [String: Double] = [:]) -> PhysicalParameters {
    var variant = CartPole.model.nominal
    for name in variant.parameters.keys where name.hasSuffix(".noise") { variant.parameters[name] = 0 }
    variant.parameters["period_jitter_s"] = 0
    variant.parameters["action_delay_s"] = 0
    variant.parameters["observation_delay_s"] = 0
    for (name, value) in changes {
      precondition(variant.parameters[name] != nil, name)
      variant.parameters[name] = value
    }
    return PhysicalParameters(variant, model: CartPole.model)
  }

  /// The readings of a run that pushes with these efforts, from this angle at rest.
  private func readings(
    _ changes: [String: Double] = [:], angle: Double = .pi, ticks: Int, effort: (Int) -> Double
  ) throws -> [[Double]] {
    var plant = CartPole.plant()
    plant.prepare(parameters(changes), positions: [0, angle], velocities: [0, 0], noise: RandomStream(seed: 1))
    var reading = Reading(for: plant.interface)
    var command = Command(for: plant.interface)
    plant.start(into: &reading)
    var readings = [reading.values]
    for tick in 0..<ticks {
      command.values = [effort(tick)]
      try plant.advance(applying: command, into: &reading)
      readings.append(reading.values)
    }
    return readings
  }

  @Test("an action delay of 1.3 periods starts the motion then, by the time-weighted mean")
  func actionDelay() throws {
    let sensor = try #require(CartPole.scenario.interface.sensorIndex(named: "slider.velocity"))
    // A heavy cart without friction: v = F/m · (t − delay).
    let change = [
      "cart.mass_kg": 1000, "slider.damping_Ns_per_m": 0, "slider.friction_N": 0, "action_delay_s": 0.0263,
    ]
    let run = try readings(change, ticks: 4) { _ in 10 }
    #expect(abs(run[1][sensor]) < 1e-9)
    #expect(abs(run[2][sensor] - 0.01 * (0.04 - 0.0263)) < 2e-6)
    #expect(abs(run[4][sensor] - 0.01 * (0.08 - 0.0263)) < 2e-6)
  }

  @Test("an observation delay shows the past, interpolated between physics steps")
  func observationDelay() throws {
    let sensor = try #require(CartPole.scenario.interface.sensorIndex(named: "slider.velocity"))
    let heavy = ["cart.mass_kg": 1000.0, "slider.damping_Ns_per_m": 0, "slider.friction_N": 0]
    let delayed = heavy.merging(["observation_delay_s": 0.0137]) { $1 }
    let run = try readings(delayed, ticks: 3) { _ in 10 }
    #expect(abs(run[2][sensor] - 0.01 * (0.04 - 0.0137)) < 2e-6)
    #expect(run[0][sensor] == 0)
  }

  @Test("the motor's strength scales the force, its limit comes first")
  func strength() throws {
    let sensor = try #require(CartPole.scenario.interface.sensorIndex(named: "slider.velocity"))
    let limit = CartPole.scenario.interface.actuators[0].effortLimit
    let heavy = ["cart.mass_kg": 1000.0, "slider.damping_Ns_per_m": 0, "slider.friction_N": 0, "slider.strength": 0.8]
    let run = try readings(heavy, ticks: 1) { _ in 5 * limit }
    #expect(abs(run[1][sensor] - 0.8 * limit / 1000 * 0.02) < 2e-6)
  }

  @Test("no constant push swings the nominal robot up before the cart leaves the rail")
  func noConstantPush() throws {
    let position = try #require(CartPole.scenario.interface.sensorIndex(named: "slider.position"))
    let angle = try #require(CartPole.scenario.interface.sensorIndex(named: "hinge.position"))
    let limit = CartPole.scenario.interface.actuators[0].effortLimit
    for push in stride(from: -limit, through: limit, by: limit / 20) {
      for values in try readings(ticks: 500, effort: { _ in push }) {
        if abs(values[position]) > 2.4 { break }
        #expect(cos(values[angle]) < cos(0.5), "a push of \(push) N came within 0.5 rad of upright")
      }
    }
  }

  @Test("the safe state brakes the cart")
  func damping() throws {
    var plant = CartPole.plant()
    plant.prepare(parameters(), positions: [0, .pi], velocities: [1, 0], noise: RandomStream(seed: 1))
    var reading = Reading(for: plant.interface)
    var command = Command(for: plant.interface)
    command.makeSafe()
    plant.start(into: &reading)
    for _ in 0..<50 { try plant.advance(applying: command, into: &reading) }
    let sensor = try #require(plant.interface.sensorIndex(named: "slider.velocity"))
    #expect(abs(reading.values[sensor]) < 0.02)
  }

  @Test("noise has its standard deviation and bias its value")
  func noise() throws {
    let name = "hinge.position"
    var plant = CartPole.plant()
    let noisy = parameters(["\(name).noise": 0.01, "\(name).bias": 0.2])
    plant.prepare(noisy, positions: [0, .pi], velocities: [0, 0], noise: RandomStream(seed: 9))
    let sensor = try #require(plant.interface.sensorIndex(named: name))
    var reading = Reading(for: plant.interface)
    let command = Command(for: plant.interface)
    plant.start(into: &reading)
    var (sum, squares) = (0.0, 0.0)
    for _ in 0..<4000 {
      try plant.advance(applying: command, into: &reading)
      let error = reading.values[sensor] - .pi
      sum += error
      squares += error * error
    }
    let mean = sum / 4000
    #expect(abs(mean - 0.2) < 1e-3)
    #expect(abs((squares / 4000 - mean * mean).squareRoot() - 0.01) < 5e-4)
  }

  @Test("ticks come late by the jitter's mean, against absolute deadlines")
  func jitter() throws {
    var plant = CartPole.plant()
    plant.prepare(
      parameters(["period_jitter_s": 0.0008]), positions: [0, .pi], velocities: [0, 0], noise: RandomStream(seed: 4))
    var reading = Reading(for: plant.interface)
    let command = Command(for: plant.interface)
    plant.start(into: &reading)
    var lateness = 0.0
    for tick in 1...3000 {
      try plant.advance(applying: command, into: &reading)
      let late = reading.time - Double(tick) * 0.02
      #expect(late >= -1e-9 && late <= 0.01)
      lateness += late / 3000
    }
    #expect(abs(lateness - 0.0008) < 5e-5)
  }

  @Test("a saved plant goes on to the same bits, delays and noise included")
  func saved() throws {
    func advance(_ plant: inout SimulatedPlant, _ ticks: Range<Int>) throws -> [Double] {
      var reading = Reading(for: plant.interface)
      var command = Command(for: plant.interface)
      for tick in ticks {
        command.values = [8 * sin(0.3 * Double(tick))]
        try plant.advance(applying: command, into: &reading)
      }
      return reading.values + [reading.time]
    }
    let physics = PhysicalParameters(
      CartPole.scenario.training.draw(nominal: CartPole.model.nominal, from: RandomStream(seed: 8)),
      model: CartPole.model)
    var plant = CartPole.plant()
    plant.prepare(physics, positions: [0, 3], velocities: [0, 0], noise: RandomStream(seed: 5))
    var reading = Reading(for: plant.interface)
    plant.start(into: &reading)
    _ = try advance(&plant, 0..<77)
    var state = SavedState()
    plant.save(into: &state)
    var other = CartPole.plant()
    other.restore(&state)
    #expect(try advance(&plant, 77..<200) == advance(&other, 77..<200))
  }
}
