import Foundation
import Mathematics
import Physics
import Testing

/// What acts along a joint: drives, rotors, springs, damping, friction, stops.
@Suite struct JointLawTests {
  /// A wheel of 0.01 kg·m² about z, without gravity.
  private func wheel(_ change: (inout Mechanism.Joint) -> Void = { _ in }) -> Mechanism {
    var joint = Mechanism.Joint(kind: .revolute, parent: nil)
    change(&joint)
    return Mechanism(
      bodies: [.init(mass: 1, centreOfMass: .zero, inertia: .init(diagonal: Vector3(0.006, 0.006, 0.01)))], joints: [joint],
      gravity: .zero)
  }

  @Test("a servo is stable at any gain and ends at its target", arguments: [1.0, 100, 1e4, 1e6])
  func stiffServo(gain: Double) {
    var world = World(wheel())
    world.drives[0] = Drive(stiffness: gain, damping: 2 * (gain * 0.01).squareRoot(), position: 1)
    var furthest = 0.0
    for _ in 0..<1500 {
      world.advance(by: 2e-3)
      furthest = max(furthest, world.position(0))
    }
    #expect(furthest < 1.001)
    #expect(abs(world.position(0) - 1) < 1e-6 && abs(world.velocity(0)) < 1e-5)
  }

  @Test("a stiff servo of a cart-pole at 2 ms holds against gravity with the static error that its gain gives")
  func servoUnderLoad() {
    var world = World(Mechanisms.cartPole())
    world.drives[0] = Drive(stiffness: 1e5, damping: 100)
    world.drives[1] = Drive(stiffness: 50, damping: 5, position: 1)
    world.set(positions: [0, 1], velocities: [0, 0])
    for _ in 0..<2000 { world.advance(by: 2e-3) }
    let q = world.position(1)
    // kp·(q* − q) = −m·g·l·sin q
    #expect(abs(50 * (1 - q) + 0.3 * 9.81 * 0.4 * sin(q)) < 1e-4, "\(q)")
    #expect(abs(world.effort(1) - 50 * (1 - q)) < 1e-6)
  }

  @Test("an effort limit is never passed, and holds exactly while it lasts")
  func effortLimit() {
    var world = World(wheel { $0.armature = 0.03 })
    world.drives[0] = Drive(stiffness: 1e4, damping: 2000, position: 2, limit: 0.5)
    var elapsed = 0
    while world.position(0) < 0.5, elapsed < 1000 {
      world.advance(by: 2e-3)
      elapsed += 1
      #expect(abs(world.effort(0)) <= 0.5 * (1 + 1e-9))
    }
    // τ·t²/2 over wheel and rotor
    let time = (2 * 0.5 * 0.04 / 0.5).squareRoot()
    #expect(abs(Double(elapsed) * 2e-3 - time) < 3e-3)
    for _ in 0..<3000 {
      world.advance(by: 2e-3)
      #expect(abs(world.effort(0)) <= 0.5 * (1 + 1e-9))
    }
    #expect(abs(world.position(0) - 2) < 1e-4, "\(world.position(0))")
  }

  @Test("a rotor's inertia adds to the joint's")
  func armature() {
    var world = World(wheel { $0.armature = 0.04 })
    for _ in 0..<1000 { world.advance(by: 1e-3, efforts: [0.1]) }
    #expect(abs(world.velocity(0) - 0.1 / 0.05) < 1e-9)
  }

  @Test("double pendulum with rotors agrees with GSL's solver of Lagrange's equations")
  func doublePendulum() {
    let (m, l, inertia, rotor, length, g) = (0.3, 0.4, 0.016, 0.1, 0.8, 9.81)
    let body = Mechanism.Body(mass: m, centreOfMass: Vector3(0, 0, -l), inertia: Mechanisms.rod)
    let mechanism = Mechanism(
      bodies: [body, body],
      joints: [
        .init(kind: .revolute, parent: nil, axis: Vector3(0, 1, 0), armature: rotor),
        .init(kind: .revolute, parent: 0, origin: Pose(position: Vector3(0, 0, -length)), axis: Vector3(0, 1, 0), armature: rotor),
      ])
    // a, b from hanging in the world; each rotor turns with its joint: a and b − a.
    let exact = referenceSolution([1, -0.5, 0, 0], seconds: 1.5) { y in
      let (a, b) = (y[0], y[0] + y[1])
      let (da, db) = (y[2], y[2] + y[3])
      let (m11, m22) = (inertia + m * l * l + m * length * length + 2 * rotor, inertia + m * l * l + rotor)
      let m12 = m * length * l * cos(a - b) - rotor
      let f1 = -m * length * l * sin(a - b) * db * db - (m * l + m * length) * g * sin(a)
      let f2 = m * length * l * sin(a - b) * da * da - m * l * g * sin(b)
      let determinant = m11 * m22 - m12 * m12
      let (dda, ddb) = ((m22 * f1 - m12 * f2) / determinant, (m11 * f2 - m12 * f1) / determinant)
      return [y[2], y[3], dda, ddb - dda]
    }
    func error(_ step: Double) -> Double {
      var world = World(mechanism)
      world.set(positions: [1, -0.5], velocities: [0, 0])
      for _ in 0..<Int((1.5 / step).rounded()) { world.advance(by: step) }
      return max(abs(world.position(0) - exact[0]), abs(world.position(1) - exact[1]))
    }
    let (coarse, fine) = (error(1e-3), error(2.5e-4))
    report("double pendulum with rotors, 1.5 s at 0.25 ms: largest difference from GSL's solver", fine, "rad")
    #expect(fine < 2e-3, "\(fine)")
    #expect(coarse / fine > 3, "\(coarse) \(fine)")
  }

  @Test("double pendulum keeps its energy over 10 s at 2 ms within 2 % of m·g·l")
  func energy() {
    let body = Mechanism.Body(mass: 0.3, centreOfMass: Vector3(0, 0, -0.4), inertia: Mechanisms.rod)
    let mechanism = Mechanism(
      bodies: [body, body],
      joints: [
        .init(kind: .revolute, parent: nil, axis: Vector3(0, 1, 0)),
        .init(kind: .revolute, parent: 0, origin: Pose(position: Vector3(0, 0, -0.8)), axis: Vector3(0, 1, 0)),
      ])
    var world = World(mechanism)
    world.set(positions: [1, 0.5], velocities: [0, 0])
    let start = world.energy
    for _ in 0..<5000 { world.advance(by: 2e-3) }
    report("double pendulum: energy after 10 s at 2 ms", (world.energy - start) / (0.3 * 9.81 * 0.4), "m·g·l")
    #expect(abs(world.energy - start) < 0.02 * 0.3 * 9.81 * 0.4, "\((world.energy - start) / (0.3 * 9.81 * 0.4))")
  }

  @Test("damping slows by exp(−c·t/I), and is stable where c·h/I is a hundred", arguments: [0.005, 0.1, 500])
  func damping(damping: Double) {
    var world = World(wheel { $0.damping = damping })
    world.set(positions: [0], velocities: [3])
    let step = damping > 1 ? 2e-3 : 2e-4
    for _ in 0..<Int((0.2 / step).rounded()) { world.advance(by: step) }
    #expect(abs(world.velocity(0) - 3 * exp(-damping * 0.2 / 0.01)) < 0.01)
  }

  @Test("a spring swings with the period of its stiffness", arguments: [0.1, 10, 100])
  func spring(stiffness: Double) {
    var world = World(wheel {
      $0.stiffness = stiffness
      $0.springRest = 0.2
    })
    world.set(positions: [0.3], velocities: [0])
    let period = 2 * Double.pi * (0.01 / stiffness).squareRoot()
    let step = period / 4000
    for _ in 0..<1000 { world.advance(by: step) }
    #expect(abs(world.position(0) - 0.2) < 2e-3)
    for _ in 0..<1000 { world.advance(by: step) }
    #expect(abs(world.position(0) - 0.1) < 2e-3)
  }

  @Test("dry friction holds below its force, slides by Coulomb's law above it, and stops", arguments: [0, 0.02])
  func dryFriction(armature: Double) {
    var world = World(wheel {
      $0.friction = 0.2
      $0.armature = armature
    })
    for _ in 0..<500 { world.advance(by: 2e-3, efforts: [0.199]) }
    #expect(abs(world.position(0)) < 2e-5)
    for _ in 0..<500 { world.advance(by: 2e-3, efforts: [0.25]) }
    let inertia = 0.01 + armature
    #expect(abs(world.velocity(0) / (0.05 / inertia) - 1) < 0.01)
    let (from, speed) = (world.position(0), world.velocity(0))
    for _ in 0..<500 { world.advance(by: 2e-3, efforts: [0]) }
    #expect(world.velocity(0) == 0 || abs(world.velocity(0)) < 1e-5)
    #expect(abs((world.position(0) - from) / (speed * speed * inertia / (2 * 0.2)) - 1) < 0.05)
  }

  @Test("a servo with dry friction stops short of its target where the spring no longer overcomes friction")
  func frictionAndServo() {
    var world = World(wheel { $0.friction = 0.2 })
    world.drives[0] = Drive(stiffness: 10, damping: 1, position: 1)
    for _ in 0..<3000 { world.advance(by: 2e-3) }
    let rest = world.position(0)
    #expect(abs(1 - rest) <= 0.0201 && abs(1 - rest) > 0.015, "\(rest)")
    #expect(abs(world.velocity(0)) < 2e-5)
  }

  @Test("stops beyond a full turn hold without throwing back", arguments: [0, 0.05])
  func stops(armature: Double) {
    var world = World(wheel {
      ($0.lowerStop, $0.upperStop) = (-1, 7)
      $0.armature = armature
    })
    world.set(positions: [0], velocities: [10])
    for _ in 0..<1000 {
      world.advance(by: 2e-3)
      #expect(world.position(0) < 7 + 1e-6 && world.velocity(0) > -1e-6)
    }
    #expect(abs(world.position(0) - 7) < 1e-6)
    // And it leaves freely.
    for _ in 0..<100 { world.advance(by: 2e-3, efforts: [-0.01]) }
    #expect(abs(world.velocity(0) - -0.01 * 0.2 / (0.01 + armature)) < 1e-3)
  }

  @Test("a prismatic joint on a turning parent has the servo and the rotor of its own")
  func prismatic() {
    let mechanism = Mechanism(
      bodies: [
        .init(mass: 2, centreOfMass: .zero, inertia: .init(diagonal: Vector3(0.1, 0.1, 0.1))),
        .init(mass: 0.5, centreOfMass: Vector3(0.1, 0, 0), inertia: .init(diagonal: Vector3(0.01, 0.01, 0.01))),
      ],
      joints: [
        .init(kind: .revolute, parent: nil),
        .init(kind: .prismatic, parent: 0, origin: Pose(position: Vector3(0, 0.2, 0)), axis: Vector3(1, 0, 0)),
      ], gravity: .zero)
    var world = World(mechanism)
    world.set(positions: [0, 0.1], velocities: [2, 0])
    world.drives[1] = Drive(stiffness: 2000, damping: 40, position: 0.3)
    for _ in 0..<2000 { world.advance(by: 1e-3) }
    // Stretched by the centrifugal force: kp·(q − q*) = m·ω²·r
    let (q, w) = (world.position(1), world.velocity(0))
    #expect(abs(2000 * (q - 0.3) - 0.5 * w * w * (q + 0.1)) < 0.02, "\(q)")
    // I·ω before and after
    func inertia(_ q: Double) -> Double { 0.11 + 0.5 * ((q + 0.1) * (q + 0.1) + 0.04) }
    #expect(abs(inertia(q) * w / (inertia(0.1) * 2) - 1) < 0.01)
  }
}
