import Foundation
import Mathematics
import Physics
import Testing

@Suite struct WorldTests {
  /// State of a world after `seconds` at this step: positions, then velocities.
  private func simulate(
    _ mechanism: Mechanism, positions: [Double], velocities: [Double], seconds: Double, step: Double,
    efforts: (Double) -> [Double]
  ) -> [Double] {
    var world = World(mechanism)
    world.set(positions: positions, velocities: velocities)
    let steps = Int((seconds / step).rounded())
    for i in 0..<steps { world.advance(by: step, efforts: efforts(Double(i) * step)) }
    return positions.indices.map { world.position($0) } + positions.indices.map { world.velocity($0) }
  }

  @Test("the pendulum agrees with GSL's solver, and the error falls with the step")
  func pendulum() {
    let inertia = 0.016 + 0.3 * 0.4 * 0.4
    let exact = referenceSolution([2.0, 0.5], seconds: 3) { y in [y[1], 0.3 * 9.81 * 0.4 * sin(y[0]) / inertia] }
    func error(_ step: Double) -> Double {
      let end = simulate(Mechanisms.pendulum, positions: [2], velocities: [0.5], seconds: 3, step: step) { _ in [0] }
      return max(abs(end[0] - exact[0]), abs(end[1] - exact[1]))
    }
    let (coarse, fine) = (error(1e-3), error(2.5e-4))
    report("pendulum, 3 s at 0.25 ms: largest difference from GSL's solver", fine, "rad or rad/s")
    #expect(fine < 2e-3)
    #expect(coarse / fine > 3)  // first order: about 4
  }

  @Test("the driven, damped cart-pole agrees with GSL's solver")
  func cartPole() {
    let (cart, pole, length, inertia) = (1.0, 0.3, 0.4, 0.016)
    let (b, c, g) = (0.4, 0.01, 9.81)
    // y = x, θ, ẋ, θ̇, t; θ from upright, positive towards +x.
    let exact = referenceSolution([0, 3, 0, 0, 0], seconds: 2) { y in
      let (s, k) = (sin(y[1]), cos(y[1]))
      let force = 5 * sin(4 * y[4]) - b * y[2] + pole * length * y[3] * y[3] * s
      let torque = pole * g * length * s - c * y[3]
      let (m11, m12, m22) = (cart + pole, pole * length * k, inertia + pole * length * length)
      let determinant = m11 * m22 - m12 * m12
      return [y[2], y[3], (m22 * force - m12 * torque) / determinant, (m11 * torque - m12 * force) / determinant, 1]
    }
    let mechanism = Mechanisms.cartPole(cartDamping: b, poleDamping: c)
    func error(_ step: Double) -> Double {
      let end = simulate(mechanism, positions: [0, 3], velocities: [0, 0], seconds: 2, step: step) { time in
        [5 * sin(4 * (time + step / 2)), 0]
      }
      return (0..<4).map { abs(end[$0] - exact[$0]) }.max()!
    }
    let (coarse, fine) = (error(1e-3), error(2.5e-4))
    report("cart-pole, driven and damped, 2 s at 0.25 ms: largest difference from GSL's solver", fine, "m, rad, m/s or rad/s")
    #expect(fine < 5e-3)
    #expect(coarse / fine > 3)
  }

  @Test("the cart-pole keeps its energy over 10 s at 2 ms within 1 % of m·g·l")
  func energy() {
    var world = World(Mechanisms.cartPole())
    world.set(positions: [0, 2.5], velocities: [0, 0])
    let start = world.energy
    for _ in 0..<5000 { world.advance(by: 2e-3, efforts: [0, 0]) }
    report("cart-pole: energy after 10 s at 2 ms", (world.energy - start) / (0.3 * 9.81 * 0.4), "m·g·l")
    #expect(abs(world.energy - start) < 0.01 * 0.3 * 9.81 * 0.4)
  }

  @Test("dry friction stops a sliding cart after v²/(2·f/m) and holds it against a smaller push")
  func dryFriction() {
    // The pole hangs; its hinge sees no torque as long as it is left out: a light pole barely moves the cart.
    var mechanism = Mechanisms.cartPole(cartFriction: 2)
    mechanism.bodies[1].mass = 1e-6
    mechanism.bodies[1].inertia = mechanism.bodies[1].inertia * 1e-6
    var world = World(mechanism)
    world.set(positions: [0, Double.pi], velocities: [1, 0])
    for _ in 0..<1000 { world.advance(by: 1e-3, efforts: [0, 0]) }
    #expect(abs(world.position(0) - 0.25) < 1e-3)
    #expect(abs(world.velocity(0)) < 1e-6)
    let rest = world.position(0)
    for _ in 0..<1000 { world.advance(by: 1e-3, efforts: [1.5, 0]) }
    #expect(abs(world.position(0) - rest) < 2e-3)  // creeps at f·h/m · 1.5/2 at most
  }

  @Test("positions and velocities that were set are read back, beyond full turns and in space")
  func setAndRead() {
    for (mechanism, positions, velocities) in [
      (Mechanisms.cartPole(), [0.7, 9.0], [-0.4, 2.0]), (Mechanisms.skewedArm, [-4.0, 1.1], [0.6, -1.7]),
    ] {
      var world = World(mechanism)
      world.set(positions: positions, velocities: velocities)
      for i in 0..<2 {
        #expect(abs(world.position(i) - positions[i]) < 1e-12)
        #expect(abs(world.velocity(i) - velocities[i]) < 1e-12)
      }
    }
  }

  @Test("a chain in space keeps its energy and its joints")
  func skewedArm() {
    var world = World(Mechanisms.skewedArm)
    world.set(positions: [0.4, -0.8], velocities: [1, 0.5])
    let start = world.energy
    for _ in 0..<4000 { world.advance(by: 2.5e-4, efforts: [0, 0]) }
    #expect(abs(world.energy - start) < 0.02)
  }

  @Test("new numbers in place are the same physics as a new world")
  func reconfigure() {
    var changed = Mechanisms.cartPole(cartDamping: 0.2, poleFriction: 0.001)
    changed.bodies[0].mass = 1.7
    changed.bodies[1].centreOfMass.z = 0.55
    changed.gravity.z = -9.5
    var old = World(Mechanisms.cartPole())
    old.set(positions: [1, 1], velocities: [1, 1])
    old.advance(by: 2e-3, efforts: [3, 0])
    old.configure(changed)
    var new = World(changed)
    old.set(positions: [0.1, 2], velocities: [0.3, -1])
    new.set(positions: [0.1, 2], velocities: [0.3, -1])
    for _ in 0..<500 {
      old.advance(by: 2e-3, efforts: [3, 0])
      new.advance(by: 2e-3, efforts: [3, 0])
    }
    #expect(old.position(0) == new.position(0))
    #expect(old.position(1) == new.position(1))
  }

  @Test("a saved state restores to the same bits, in another world too")
  func restore() {
    var world = World(Mechanisms.cartPole(cartFriction: 0.1))
    world.set(positions: [0, 3], velocities: [0, 0])
    for _ in 0..<777 { world.advance(by: 2e-3, efforts: [4, 0]) }
    var state = SavedState()
    world.save(into: &state)
    var other = World(Mechanisms.cartPole(cartFriction: 0.1))
    other.restore(&state)
    for i in 0..<500 {
      world.advance(by: 2e-3, efforts: [Double(i % 7), 0])
      other.advance(by: 2e-3, efforts: [Double(i % 7), 0])
    }
    #expect(world.position(1) == other.position(1))
    #expect(world.velocity(0) == other.velocity(0))
  }

  @Test("end stops hold")
  func stops() {
    var mechanism = Mechanisms.cartPole()
    mechanism.joints[0].lowerStop = -0.5
    mechanism.joints[0].upperStop = 0.5
    var world = World(mechanism)
    world.set(positions: [0, Double.pi], velocities: [0, 0])
    var furthest = 0.0
    for _ in 0..<2000 {
      world.advance(by: 2e-3, efforts: [8, 0])
      furthest = max(furthest, world.position(0))
    }
    #expect(furthest > 0.5 && furthest < 0.51)
  }

  @Test("impossible numbers are named before ODE would end the process", arguments: [-1.0, 0, .nan])
  func faults(mass: Double) {
    var mechanism = Mechanisms.cartPole()
    #expect(mechanism.fault == nil)
    mechanism.bodies[1].mass = mass
    #expect(mechanism.fault?.contains("body 1") == true)
  }
}
