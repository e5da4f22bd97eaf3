import Control
import Foundation
import Mathematics
import Scenarios
import Simulation
import TestSupport
import Testing

@Suite struct PilcoCartpoleTests {
  /// The published equations of motion (Deisenroth 2010, appendix C), θ = 0 hanging: (x, ẋ, θ̇, θ) and their rates.
  private static func rates(_ z: SIMD4<Double>, force u: Double) -> SIMD4<Double> {
    let (l, m, cart, b, g) = (0.6, 0.5, 0.5, 0.1, 9.81)
    let (s, c) = (sin(z[3]), cos(z[3]))
    let friction = u - b * z[1]
    return SIMD4(
      z[1],
      (2 * m * l * z[2] * z[2] * s + 3 * m * g * s * c + 4 * friction) / (4 * (cart + m) - 3 * m * c * c),
      (-3 * m * l * z[2] * z[2] * s * c - 6 * (cart + m) * g * s - 6 * friction * c)
        / (4 * l * (m + cart) - 3 * m * l * c * c),
      z[2])
  }

  /// Over one control period, by Runge and Kutta.
  private static func advance(_ start: SIMD4<Double>, force: Double) -> SIMD4<Double> {
    var z = start
    let h = 0.001
    for _ in 0..<100 {
      let a = rates(z, force: force)
      let b = rates(z + h / 2 * a, force: force)
      let c = rates(z + h / 2 * b, force: force)
      let d = rates(z + h * c, force: force)
      z += h / 6 * (a + 2 * b + 2 * c + d)
    }
    return z
  }

  @Test("the simulated robot moves as PILCO's equations say")
  func motion() throws {
    // Steps short enough that ODE's integrator of first order is no matter.
    let scenario = try Scenario(
      contentsOf: Repository.root.appendingPathComponent("scenarios/cartpole-pilco.yaml"),
      overrides: ["physics_step_s=0.0002"])
    let environment = SimulatedEnvironments(
      scenario: scenario, model: try SimulationModel(of: scenario), copies: 1, randomization: nil,
      randomStarts: false, seed: 1, threads: 1)
    var variant = environment.model.nominal
    for name in variant.parameters.keys where name.hasSuffix(".noise") { variant.parameters[name] = 0 }
    var batch = environment.makeBatch()
    environment.reset(copy: 0, variant: variant, into: &batch)
    // Place, speed, angle from upright towards +x, its speed: θ = π − angle.
    func state(_ readings: Matrix) -> SIMD4<Double> {
      SIMD4(
        Double(readings[0, 0]), Double(readings[0, 1]), -Double(readings[0, 3]), Double.pi - Double(readings[0, 2]))
    }
    var expected = state(batch.readings)
    var action = Matrix(rows: 1, columns: 1)
    var turned = 0.0
    for step in 0..<10 {
      let force = step % 8 < 4 ? 9.0 : -9.0
      action[0, 0] = Float(force / 10)
      environment.step(action, into: &batch)
      expected = Self.advance(expected, force: force)
      let difference = state(batch.reachedReadings) - expected
      for i in 0..<4 { #expect(abs(difference[i]) < 0.05, "step \(step), \(i): \(difference[i])") }
      turned = max(turned, abs(expected[3]))
    }
    #expect(turned > 1)
  }
}
