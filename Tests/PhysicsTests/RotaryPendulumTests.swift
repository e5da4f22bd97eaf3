import Control
import Foundation
import Mathematics
import Physics
import Scenarios
import Simulation
import TestSupport
import Testing

/// The shipped rotary pendulum in Open Dynamics Engine against its equations of motion.
@Suite struct RotaryPendulumTests {
  private static let model: SimulationModel = {
    do {
      let file = Repository.root.appendingPathComponent("scenarios/rotary-pendulum-swingup.yaml")
      return try SimulationModel(robot: try Scenario(contentsOf: file).robot)
    } catch { fatalError("\(error)") }
  }()

  /// The nominal mechanism, its dry friction left out, and where asked its damping.
  private func mechanism(damping: Bool = true, armMass: Double = 1) -> Mechanism {
    var mechanism = Self.model.mechanism(for: PhysicalParameters(.nominal, model: Self.model))
    for i in 0..<2 {
      mechanism.joints[i].friction = 0
      if !damping { mechanism.joints[i].damping = 0 }
      mechanism.joints[i].lowerStop = -.infinity
      mechanism.joints[i].upperStop = .infinity
    }
    mechanism.bodies[0].mass *= armMass
    mechanism.bodies[0].inertia = mechanism.bodies[0].inertia * armMass
    return mechanism
  }

  // The numbers of robot.urdf.
  private let m = 0.024
  private let length = 0.085
  private let l = 0.0645
  private let g = 9.81
  private let across = 3.328e-5
  private let along = 2.7e-7
  /// Arm about the motor's axis.
  private let arm = 6.18e-5 + 0.095 * 0.0425 * 0.0425
  private let armDamping = 4.8e-4
  private let hingeDamping = 5e-5

  /// y = θ, α, θ̇, α̇: Lagrange's equations of arm and pendulum, α from upright about the arm.
  private func derivative(_ y: [Double], torque: Double, damped: Bool) -> [Double] {
    let (s, c) = (sin(y[1]), cos(y[1]))
    let hinge = across + m * l * l
    let m11 = arm + m * length * length + hinge * s * s + along * c * c
    let m12 = -m * length * l * c
    let (b, d) = damped ? (armDamping, hingeDamping) : (0, 0)
    let first = torque - b * y[2] - 2 * (hinge - along) * s * c * y[2] * y[3] - m * length * l * s * y[3] * y[3]
    let second = m * g * l * s - d * y[3] + (hinge - along) * s * c * y[2] * y[2]
    let determinant = m11 * hinge - m12 * m12
    return [y[2], y[3], (hinge * first - m12 * second) / determinant, (m11 * second - m12 * first) / determinant]
  }

  @Test("driven and damped it agrees with GSL's solver of Lagrange's equations, and the error falls with the step")
  func lagrange() {
    let start = [0.2, 2.5, 3.0, -6.0]
    let exact = referenceSolution(start + [0], seconds: 0.6) { y in
      derivative(y, torque: 0.02 * sin(9 * y[4]), damped: true) + [1]
    }
    func error(_ step: Double) -> Double {
      var world = World(mechanism())
      world.set(positions: Array(start[0..<2]), velocities: Array(start[2..<4]))
      for i in 0..<Int((0.6 / step).rounded()) {
        world.advance(by: step, efforts: [0.02 * sin(9 * (Double(i) + 0.5) * step), 0])
      }
      return max(abs(world.position(0) - exact[0]), abs(world.position(1) - exact[1]))
    }
    let (coarse, fine) = (error(4e-4), error(1e-4))
    #expect(fine < 5e-3, "\(fine)")
    #expect(coarse / fine > 3, "\(coarse) \(fine)")  // first order: about 4
  }

  @Test("a push of the arm throws the pendulum the other way")
  func coupling() {
    var world = World(mechanism())
    world.set(positions: [0, 0.0], velocities: [0, 0])
    for _ in 0..<20 { world.advance(by: 1e-4, efforts: [0.03, 0]) }
    // α̈ / θ̈ = m L l / (J + m l²) at upright; a positive angle leans against the arm's motion.
    let ratio = world.velocity(1) / world.velocity(0)
    #expect(abs(ratio - m * length * l / (across + m * l * l)) < 0.01, "\(ratio)")
  }

  @Test("with the arm held it swings about hanging with the closed form's period")
  func period() {
    // An arm of a thousand times the mass stands still.
    var world = World(mechanism(damping: false, armMass: 1000))
    let amplitude = 0.05
    world.set(positions: [0, Double.pi + amplitude], velocities: [0, 0])
    let step = 1e-4
    var crossings: [Double] = []
    var before = amplitude
    for i in 1...20_000 {
      world.advance(by: step, efforts: [0, 0])
      let angle = world.position(1) - Double.pi
      if before > 0, angle <= 0 { crossings.append((Double(i) - angle / (angle - before)) * step) }
      before = angle
    }
    let measured = (crossings.last! - crossings[0]) / Double(crossings.count - 1)
    let expected = 2 * Double.pi * ((across + m * l * l) / (m * g * l)).squareRoot() * (1 + amplitude * amplitude / 16)
    #expect(crossings.count == 4 && abs(measured / expected - 1) < 1e-3, "\(measured) \(expected)")
  }

  @Test("without damping it keeps its energy over 5 s within 2 % of m·g·l")
  func energy() {
    var world = World(mechanism(damping: false))
    world.set(positions: [0, 2.6], velocities: [1, 0])
    let start = world.energy
    for _ in 0..<20_000 { world.advance(by: 2.5e-4, efforts: [0, 0]) }
    #expect(abs(world.energy - start) < 0.02 * m * g * l, "\((world.energy - start) / (m * g * l))")
  }
}
