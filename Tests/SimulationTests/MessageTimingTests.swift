import Control
import Foundation
import Mathematics
import Robots
import Scenarios
import Simulation
import Testing

/// When commands act and readings were taken, told from a cart of a tonne that is pushed: v = F/m · (time of action).
@Suite struct MessageTimingTests {
  private static let acceleration = 0.01  // m/s²

  private struct Run {
    var truth: [Double] = []   // (ticks), m/s
    var shown: [Double] = []   // (ticks), m/s
  }

  /// - Parameter from: the tick of the first push.
  private func run(
    _ changes: [String: Double], ticks: Int, from: Int = 0, seed: UInt64 = 1,
    change: (inout RobotDescription) -> Void = { _ in }
  ) throws -> Run {
    var scenario = CartPole.scenario
    change(&scenario.robot)
    let model = try SimulationModel(of: scenario)
    var variant = model.nominal
    for name in variant.parameters.keys where name.hasSuffix(".noise") { variant.parameters[name] = 0 }
    let plain: [String: Double] = [
      "period_jitter_s": 0, "action_delay_s": 0, "observation_delay_s": 0, "cart.mass_kg": 1000,
      "slider.damping_Ns_per_m": 0, "slider.friction_N": 0,
    ]
    for (name, value) in plain.merging(changes, uniquingKeysWith: { $1 }) { variant.parameters[name] = value }
    var plant = SimulatedPlant(model: model, period: 0.02, physicsStep: 0.002)
    plant.prepare(
      PhysicalParameters(variant, model: model), positions: [0, .pi], velocities: [0, 0], noise: RandomStream(seed: seed))
    var reading = Reading(for: plant.interface)
    plant.start(into: &reading)
    let sensor = try #require(plant.interface.sensorIndex(named: "slider.velocity"))
    var run = Run()
    for tick in 0..<ticks {
      let command = Command(mode: .effort, values: [tick < from ? 0 : 1000 * Self.acceleration])
      try plant.advance(applying: command, into: &reading)
      run.truth.append(plant.truth(ofSensor: sensor))
      run.shown.append(reading.values[sensor])
    }
    return run
  }

  /// Of an exponential distribution: mean and deviation are the same, and e⁻¹ of the draws exceed them.
  private func expectExponential(_ draws: [Double], mean: Double) {
    let count = Double(draws.count)
    let average = draws.reduce(0, +) / count
    let deviation = (draws.reduce(0) { $0 + ($1 - average) * ($1 - average) } / count).squareRoot()
    let beyond = Double(draws.count { $0 > mean }) / count
    // Three standard errors.
    #expect(abs(average / mean - 1) < 3 / count.squareRoot(), "mean \(average)")
    #expect(abs(deviation / mean - 1) < 5 / count.squareRoot(), "deviation \(deviation)")
    #expect(abs(beyond - exp(-1)) < 1.5 / count.squareRoot(), "share \(beyond)")
    #expect(draws.allSatisfy { $0 > -1e-3 })
  }

  @Test("a command is late by an exponential time of the jitter's mean")
  func actionJitter() throws {
    let lateness = try (1...300 as ClosedRange<UInt64>).map { seed in
      let run = try run(["action_jitter_s": 0.015], ticks: 20, from: 2, seed: seed)
      return 0.4 - 0.04 - run.truth[19] / Self.acceleration
    }
    expectExponential(lateness, mean: 0.015)
  }

  @Test("a reading is old by an exponential time of the jitter's mean")
  func observationJitter() throws {
    let run = try run(["observation_jitter_s": 0.01], ticks: 700)
    let ages = (20..<700).map { (run.truth[$0] - run.shown[$0]) / Self.acceleration }
    expectExponential(ages, mean: 0.01)
  }

  @Test("joints of a bus are read one after the other, the last as the reading is sent, and written in the same order")
  func bus() throws {
    func velocities(_ joints: [Int]) throws -> Run {
      try run([:], ticks: 5) { $0.buses = [.init(joints: joints, slot: 0.003)] }
    }
    let (first, last) = (try velocities([0, 1]), try velocities([1, 0]))
    // The cart is read a slot before the reading where it comes first, and pushed a slot after the command where last.
    #expect(abs(first.truth[4] - Self.acceleration * 0.1) < 1e-6)
    #expect(abs(first.truth[4] - first.shown[4] - Self.acceleration * 0.003) < 1e-6)
    #expect(abs(last.truth[4] - Self.acceleration * (0.1 - 0.003)) < 1e-6)
    #expect(last.shown[4] == last.truth[4])
  }
}
