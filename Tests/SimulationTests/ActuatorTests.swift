import Control
import Foundation
import Mathematics
import Robots
import Scenarios
import Simulation
import Testing

/// What a motor and its supply take from an ideal actuator, against closed forms. The cart weighs a tonne, so it hardly
/// moves.
@Suite struct ActuatorTests {
  private static let limit = CartPole.scenario.interface.actuators[0].effortLimit
  private static let step = 0.002

  private typealias Change = (inout RobotDescription) -> Void

  /// Efforts of the cart's actuator in each tick of one physics step.
  private func efforts(ticks: Int, _ change: Change, command: (Int) -> Double) throws -> [Double] {
    try states(ticks: ticks, change, command: command).map { $0[4] }
  }

  /// Positions, velocities and efforts of slider and hinge after each tick.
  private func states(
    ticks: Int, period: Double = step, mass: Double = 1000, velocity: Double = 0, strength: Double = 1, _ change: Change,
    command: (Int) -> Double
  ) throws -> [[Double]] {
    var scenario = CartPole.scenario
    change(&scenario.robot)
    let model = try SimulationModel(of: scenario)
    var variant = model.nominal
    for name in variant.parameters.keys where name.hasSuffix(".noise") { variant.parameters[name] = 0 }
    for name in ["period_jitter_s", "action_delay_s", "observation_delay_s", "slider.friction_N", "slider.damping_Ns_per_m"] {
      variant.parameters[name] = 0
    }
    variant.parameters["cart.mass_kg"] = mass
    variant.parameters["slider.strength"] = strength
    var plant = SimulatedPlant(model: model, period: period, physicsStep: Self.step)
    plant.prepare(
      PhysicalParameters(variant, model: model), positions: [0, .pi], velocities: [velocity, 0],
      noise: RandomStream(seed: 1))
    var reading = Reading(for: plant.interface)
    var values = Command(for: plant.interface)
    plant.start(into: &reading)
    return try (0..<ticks).map { tick in
      values.values = [command(tick)]
      try plant.advance(applying: values, into: &reading)
      return plant.state
    }
  }

  @Test("the supply sags with the load of the step before: 1, 1 − s, 1 − s + s² … toward 1 / (1 + s) of the limit")
  func sag() throws {
    let s = 0.3
    let run = try efforts(ticks: 40, { $0.drives[0].sag = s }) { _ in 100 }
    for n in 0..<8 {
      let share = (1 - pow(-s, Double(n + 1))) / (1 + s)
      #expect(abs(run[n] / Self.limit - share) < 1e-9, "step \(n)")
    }
    #expect(abs(run[39] - Self.limit / (1 + s)) < 1e-9)
    let half = try efforts(ticks: 5, { $0.drives[0].sag = s }) { _ in Self.limit / 2 }
    #expect(half.allSatisfy { abs($0 - Self.limit / 2) < 1e-9 }, "what is below the sagging limit is given")
  }

  @Test("from cold it gives its limit for the thermal time, then the continuous effort; after a rest a part of that time")
  func heat() throws {
    let (time, share) = (0.5, 0.4)
    let tau = -time / log(1 - share * share)
    let rest = 0.6
    let run = try efforts(
      ticks: 1000, {
        $0.drives[0].thermalTime = time
        $0.drives[0].continuousEffort = share * Self.limit
      }
    ) { tick in (500..<800).contains(tick) ? 0 : 100 }
    let hot = try #require(run.firstIndex { $0 < Self.limit - 1e-9 })
    #expect(abs(Double(hot) * Self.step - time) < 2.5 * Self.step, "\(hot)")
    #expect(run[hot..<500].allSatisfy { abs($0 - share * Self.limit) < 1e-9 }, "it stays as warm as it is")
    // Warmth e^(−rest/τ), and up again toward (limit / continuous)² until it is 1.
    let (left, top) = (exp(-rest / tau), 1 / (share * share))
    let again = tau * log((top - left) / (top - 1))
    let second = try #require(run[800...].firstIndex { $0 < Self.limit - 1e-9 })
    #expect(abs(Double(second - 800) * Self.step - again) < 4 * Self.step, "\(second - 800) steps, \(again) s")
  }

  @Test("a servo takes a target only at its own rate, and in its own steps")
  func rateAndResolution() throws {
    let stiffness = 50.0
    let run = try states(
      ticks: 60, period: 0.01, mass: 1e6, {
        $0.actuators[0].servo = .init(stiffness: stiffness, damping: 0, neutral: 0, range: 1)
        ($0.drives[0].rate, $0.drives[0].resolution) = (20, 0.01)
      }
    ) { 0.0032 * Double($0) }
    for (tick, state) in run.enumerated() {
      // Each fifth tick's target, as a multiple of 0.01 m; the cart stays at zero.
      let taken = 0.0032 * Double(tick / 5 * 5)
      #expect(abs(state[4] / stiffness - (taken / 0.01).rounded() * 0.01) < 1e-5, "tick \(tick)")
    }
  }

  @Test("a velocity servo is implicit: v⁺ = (m·v + h·d·target) / (m + h·d), at any gain", arguments: [10.0, 1e4, 1e9])
  func velocityServo(damping: Double) throws {
    // A strength that no limit holds back scales the gain as well.
    let (mass, strength) = (1000.0, 1e9)
    let run = try states(ticks: 50, mass: mass, velocity: 0.2, strength: strength, {
      $0.actuators[0].servo = .holdingVelocity(damping: damping / strength, range: 1)
    }) { _ in 0.5 }
    var v = 0.2
    for (tick, state) in run.enumerated() {
      v = (mass * v + Self.step * damping * 0.5) / (mass + Self.step * damping)
      // The pole, a ten-thousandth of the cart, hangs on it.
      #expect(abs(state[2] - v) < 1e-3 * max(0.05, abs(v - 0.2)), "tick \(tick)")
    }
  }

  @Test("a velocity servo gives no more than its limit")
  func velocityServoLimit() throws {
    let run = try states(ticks: 20, { $0.actuators[0].servo = .holdingVelocity(damping: 1e6, range: 10) }) { _ in 5 }
    for (tick, state) in run.enumerated() {
      #expect(abs(state[4] - Self.limit) < 1e-9)
      #expect(abs(state[2] - Self.limit / 1000 * Double(tick + 1) * Self.step) < 1e-6)
    }
  }

  @Test("until a command comes a velocity servo holds still")
  func velocityServoAtFirst() throws {
    let run = try states(ticks: 1, velocity: 0.01, strength: 1e6, {
      $0.actuators[0].servo = .holdingVelocity(damping: 1, range: 10)
      $0.buses = [.init(joints: [1, 0], slot: 0.002)]
    }) { _ in 0.01 }
    #expect(run[0][2] < 0.005, "its turn on the bus comes after this step")
  }
}
