import Foundation
import Mathematics
import Physics
import Testing

@Suite struct FloatingTests {
  /// A trunk with two skewed arms, floating.
  static func acrobat(gravity: Vector3 = .zero, plain: Bool = true) -> Mechanism {
    let arm = Mechanism.skewedArmBodies
    return Mechanism(
      bodies: [
        .init(mass: 3, centreOfMass: Vector3(0.02, -0.01, 0.05), inertia: .init(diagonal: Vector3(0.03, 0.05, 0.06))), arm, arm,
      ],
      joints: [
        .init(kind: .floating, parent: nil),
        .init(
          kind: .revolute, parent: 0, origin: Pose(position: Vector3(0.2, 0, 0.1), rotation: Rotation(roll: 0.3, pitch: 0.2, yaw: 1)),
          axis: Vector3(0, 1, 0), armature: plain ? 0 : 0.02),
        .init(
          kind: .revolute, parent: 0, origin: Pose(position: Vector3(-0.2, 0.1, 0)), axis: Vector3(1, 0, 0),
          damping: plain ? 0 : 0.2, stiffness: plain ? 0 : 3),
      ], gravity: gravity)
  }

  private let motion = Motion(
    pose: Pose(position: Vector3(1, 2, 3), rotation: Rotation(roll: 0.5, pitch: -0.3, yaw: 2)),
    velocity: Vector3(0.3, -0.2, 0.5), angularVelocity: Vector3(1, -0.5, 0.7))

  @Test("a free body falls by g·t²/2, and its accelerometer's point feels gravity alone")
  func freeFall() {
    var world = World(Self.acrobat(gravity: Vector3(0, 0, -9.81)))
    world.set(positions: [0, 0, 0], velocities: [0, 0, 0], floating: [Motion(pose: Pose(position: Vector3(0, 0, 10)))])
    for _ in 0..<1000 { world.advance(by: 1e-3) }
    #expect(abs(world.pose(0).position.z - (10 - 9.81 / 2)) < 0.01)
    #expect((world.acceleration(0, at: Vector3(0.1, 0, 0)) - Vector3(0, 0, -9.81)).length < 1e-6)
  }

  @Test("motions that were set are read back")
  func setAndRead() {
    var world = World(Self.acrobat())
    world.set(positions: [0, 1.1, -7], velocities: [0, 0.4, 2], floating: [motion])
    let read = world.motion(0)
    #expect((read.pose.position - motion.pose.position).length < 1e-12)
    #expect((read.pose.rotation.rows.0 - motion.pose.rotation.rows.0).length < 1e-12)
    #expect((read.velocity - motion.velocity).length < 1e-12)
    #expect((read.angularVelocity - motion.angularVelocity).length < 1e-12)
    for (i, position, velocity) in [(1, 1.1, 0.4), (2, -7.0, 2.0)] {
      #expect(abs(world.position(i) - position) < 1e-12)
      #expect(abs(world.velocity(i) - velocity) < 1e-12)
    }
  }

  @Test("joints, motors, springs and rotors leave a floating body's momentum alone", arguments: [true, false])
  func momentum(plain: Bool) {
    var world = World(Self.acrobat(plain: plain))
    world.set(positions: [0, 0.3, -0.4], velocities: [0, 1, -2], floating: [motion])
    world.drives[1] = Drive(stiffness: 40, damping: 1, position: 1, limit: 5)
    let start = world.momentum
    for i in 0..<2000 {
      world.drives[2].effort = sin(0.01 * Double(i))
      world.advance(by: 1e-3)
    }
    let end = world.momentum
    #expect((end.linear - start.linear).length < 1e-9)
    #expect((end.angular - start.angular).length < 0.01 * start.angular.length, "\((end.angular - start.angular).length)")
  }

  @Test("a push changes the momentum by its impulse")
  func push() {
    var world = World(Self.acrobat())
    world.set(positions: [0, 0, 0], velocities: [0, 0, 0], floating: [Motion()])
    for _ in 0..<100 {
      world.push(0, force: Vector3(2, 0, 1), at: Vector3(0, 0.3, 0))
      world.advance(by: 1e-3)
    }
    world.advance(by: 1e-3)
    #expect((world.momentum.linear - Vector3(0.2, 0, 0.1)).length < 1e-9)
    #expect(abs(world.momentum.angular.z - -0.3 * 0.2) < 2e-3)
  }

  @Test("a spinning body without torques agrees with GSL's solver of Euler's equations")
  func gyroscope() {
    let moments = Vector3(0.02, 0.035, 0.05)
    let mechanism = Mechanism(
      bodies: [.init(mass: 1, centreOfMass: .zero, inertia: .init(diagonal: moments))],
      joints: [.init(kind: .floating, parent: nil)], gravity: .zero)
    let spin = Vector3(1, 4, 2)
    let exact = referenceSolution([spin.x, spin.y, spin.z], seconds: 2) { w in
      [
        (moments.y - moments.z) * w[1] * w[2] / moments.x, (moments.z - moments.x) * w[2] * w[0] / moments.y,
        (moments.x - moments.y) * w[0] * w[1] / moments.z,
      ]
    }
    func error(_ step: Double) -> Double {
      var world = World(mechanism)
      world.set(positions: [0], velocities: [0], floating: [Motion(angularVelocity: spin)])
      for _ in 0..<Int((2 / step).rounded()) { world.advance(by: step) }
      let motion = world.motion(0)
      let inBody = motion.pose.rotation.transposed * motion.angularVelocity
      return (inBody - Vector3(exact[0], exact[1], exact[2])).length
    }
    let (coarse, fine) = (error(4e-4), error(1e-4))
    report("spinning body, 2 s at 0.1 ms: largest difference from GSL's solver of Euler's equations", fine, "rad/s")
    #expect(fine < 0.03, "\(fine)")
    #expect(coarse / fine > 3, "\(coarse) \(fine)")  // first order: about 4
  }

  @Test("what leaves every plausible range is reported, not left to abort the process")
  func divergence() {
    var world = World(Self.acrobat())
    #expect(world.advance(by: 1e-3, efforts: [0, .nan, 0]) == .diverged)
    var outcome = StepOutcome.fine
    for _ in 0..<1000 where outcome == .fine { outcome = world.advance(by: 1e-3, efforts: [0, 1e5, 0]) }
    #expect(outcome == .diverged)
    world.set(positions: [0, 0, 0], velocities: [0, 0, 0])
    #expect(world.advance(by: 1e-3, efforts: [0, 0, 0]) == .fine)
  }
}

extension Mechanism {
  static let skewedArmBodies = Body(
    mass: 0.8, centreOfMass: Vector3(0, 0.1, 0.15),
    inertia: .init(Vector3(0.016, 0.001, 0), Vector3(0.001, 0.012, 0), Vector3(0, 0, 0.005)))
}
