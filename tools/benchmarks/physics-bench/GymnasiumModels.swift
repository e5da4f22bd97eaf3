import Foundation
import Mathematics
import Physics

// The numbers of Gymnasium 1.4.0's MJCF files, contacts' softness left out.

extension Model {
  private static func at(_ x: Double, _ y: Double, _ z: Double) -> Vector3 { Vector3(x, y, z) }

  /// inverted_pendulum.xml, balanced while the cart goes to and fro.
  static var pendulum: Model {
    var cart = CapsuleBody(friction: 1)
    cart.capsule(at(-0.1, 0, 0), at(0.1, 0, 0), radius: 0.1)
    var pole = CapsuleBody(friction: 1)
    pole.capsule(at(0, 0, 0), at(0.001, 0, 0.6), radius: 0.049)
    var bodies = [cart.body(), pole.body()]
    for i in 0..<2 { bodies[i].shapes = [] }
    let mechanism = Mechanism(
      bodies: bodies,
      joints: [
        .init(kind: .prismatic, parent: nil, axis: at(1, 0, 0), lowerStop: -1, upperStop: 1, damping: 1),
        .init(kind: .revolute, parent: 0, axis: at(0, 1, 0), lowerStop: -.pi / 2, upperStop: .pi / 2, damping: 1),
      ])
    return Model(
      mechanism,
      inputs: [
        Input(joint: 0, kp: -15, kd: -30, limit: 300, swing: 20, frequency: 0.8, other: 1, kq: 400, kv: 60)
      ])
  }

  /// A body free in the plane of x and z: the joints rootx, rootz and rooty.
  private static func planarRoot(height: Double) -> ([Mechanism.Body], [Mechanism.Joint]) {
    (
      [.frame, .frame],
      [
        .init(kind: .prismatic, parent: nil, origin: Pose(position: at(0, 0, height)), axis: at(1, 0, 0)),
        .init(kind: .prismatic, parent: 0, axis: at(0, 0, 1)),
        .init(kind: .revolute, parent: 1, axis: at(0, 1, 0)),
      ]
    )
  }

  /// hopper.xml, crouching and stretching in place.
  static var hopper: Model {
    var (bodies, joints) = planarRoot(height: 1.25)
    func body(_ a: Vector3, _ b: Vector3, _ radius: Double, friction: Double = 0.9) {
      var body = CapsuleBody(friction: friction)
      body.capsule(a, b, radius: radius)
      bodies.append(body.body())
    }
    func joint(_ parent: Int, _ position: Vector3, _ low: Double, _ high: Double) {
      joints.append(
        .init(
          kind: .revolute, parent: parent, origin: Pose(position: position), axis: at(0, -1, 0),
          lowerStop: low * .pi / 180, upperStop: high * .pi / 180, damping: 1, armature: 1))
    }
    body(at(0, 0, -0.2), at(0, 0, 0.2), 0.05)
    joint(2, at(0, 0, -0.2), -150, 0)
    body(at(0, 0, 0), at(0, 0, -0.45), 0.05)
    joint(3, at(0, 0, -0.45), -150, 0)
    body(at(0, 0, 0), at(0, 0, -0.5), 0.04)
    joint(4, at(0, 0, -0.5), -45, 45)
    body(at(-0.13, 0, 0), at(0.26, 0, 0), 0.06, friction: 2)
    let mechanism = Mechanism(bodies: bodies, joints: joints, terrain: .ground())
    let w = 1.5
    return Model(
      mechanism,
      inputs: [
        Input(joint: 3, kp: 300, kd: 20, limit: 200, centre: -0.35, swing: 60, frequency: w),
        Input(joint: 4, kp: 300, kd: 20, limit: 200, centre: -0.7, swing: 120, frequency: w),
        Input(joint: 5, kp: 300, kd: 20, limit: 200, centre: 0.35, swing: -60, frequency: w),
      ])
  }

  /// half_cheetah.xml under torques that swing.
  static var halfCheetah: Model {
    var (bodies, joints) = planarRoot(height: 0.7)
    var parts: [CapsuleBody] = []
    /// `axisangle="0 1 0 angle"` about the capsule's middle.
    func body(_ capsules: [(centre: Vector3, angle: Double, half: Double)]) {
      var body = CapsuleBody(friction: 0.4, category: 1, collidesWith: 0)
      for (centre, angle, half) in capsules {
        let arm = at(sin(angle), 0, cos(angle)) * half
        body.capsule(centre - arm, centre + arm, radius: 0.046)
      }
      parts.append(body)
    }
    func joint(_ parent: Int, _ position: Vector3, _ low: Double, _ high: Double, damping: Double, stiffness: Double) {
      joints.append(
        .init(
          kind: .revolute, parent: parent, origin: Pose(position: position), axis: at(0, 1, 0), lowerStop: low,
          upperStop: high, damping: damping, armature: 0.1, stiffness: stiffness))
    }
    body([(at(0, 0, 0), .pi / 2, 0.5), (at(0.6, 0, 0.1), 0.87, 0.15)])
    joint(2, at(-0.5, 0, 0), -0.52, 1.05, damping: 6, stiffness: 240)
    body([(at(0.1, 0, -0.13), -3.8, 0.145)])
    joint(3, at(0.16, 0, -0.25), -0.785, 0.785, damping: 4.5, stiffness: 180)
    body([(at(-0.14, 0, -0.07), -2.03, 0.15)])
    joint(4, at(-0.28, 0, -0.14), -0.4, 0.785, damping: 3, stiffness: 120)
    body([(at(0.03, 0, -0.097), -0.27, 0.094)])
    joint(2, at(0.5, 0, 0), -1, 0.7, damping: 4.5, stiffness: 180)
    body([(at(-0.07, 0, -0.12), 0.52, 0.133)])
    joint(6, at(-0.14, 0, -0.24), -1.2, 0.87, damping: 3, stiffness: 120)
    body([(at(0.065, 0, -0.09), -0.6, 0.106)])
    joint(7, at(0.13, 0, -0.18), -0.5, 0.5, damping: 1.5, stiffness: 60)
    body([(at(0.045, 0, -0.07), -0.6, 0.07)])
    let total = parts.reduce(0) { $0 + $1.mass }
    bodies += parts.map { $0.body(scale: 14 / total) }
    let mechanism = Mechanism(
      bodies: bodies, joints: joints, terrain: .init(.plane(normal: at(0, 0, 1), height: 0), collidesWith: 1))
    let gears = [120.0, 90, 60, 120, 60, 30]
    return Model(
      mechanism,
      inputs: gears.enumerated().map { i, gear in
        Input(joint: 3 + i, swing: 0.6 * gear, frequency: 2, phase: 1.1 * Double(i))
      })
  }

  /// ant.xml, its legs held and swung by torques.
  static var ant: Model {
    var torso = CapsuleBody(density: 5, friction: 1, category: 1, collidesWith: 0)
    torso.sphere(.zero, radius: 0.25)
    let corners = [(1.0, 1.0), (-1, 1), (-1, -1), (1, -1)]
    for (x, y) in corners { torso.capsule(.zero, at(0.2 * x, 0.2 * y, 0), radius: 0.08) }
    var bodies = [torso.body()]
    var joints = [Mechanism.Joint(kind: .floating, parent: nil, origin: Pose(position: at(0, 0, 0.75)))]
    var inputs: [Input] = []
    var positions = [0.0]
    for (k, (x, y)) in corners.enumerated() {
      let hip = bodies.count
      // Ankles 1 and 4 turn from 30° to 70°, the others from −70° to −30°.
      let isPositive = k == 0 || k == 3
      joints.append(
        .init(
          kind: .revolute, parent: 0, origin: Pose(position: at(0.2 * x, 0.2 * y, 0)), axis: at(0, 0, 1),
          lowerStop: -.pi / 6, upperStop: .pi / 6, damping: 1, armature: 1))
      joints.append(
        .init(
          kind: .revolute, parent: hip, origin: Pose(position: at(0.2 * x, 0.2 * y, 0)),
          axis: at(k == 0 || k == 2 ? -1 : 1, 1, 0) / 2.0.squareRoot(), lowerStop: (isPositive ? 30 : -70) * .pi / 180,
          upperStop: (isPositive ? 70 : -30) * .pi / 180, damping: 1, armature: 1))
      for reach in [0.2, 0.4] {
        var leg = CapsuleBody(density: 5, friction: 1, category: 1, collidesWith: 0)
        leg.capsule(.zero, at(reach * x, reach * y, 0), radius: 0.08)
        bodies.append(leg.body())
      }
      let bend = isPositive ? 0.9 : -0.9
      positions += [0, bend]
      let phase = Double(k) * .pi / 2
      inputs.append(Input(joint: hip, kp: 20, kd: 2, limit: 150, swing: 6, frequency: 1.5, phase: phase))
      inputs.append(
        Input(
          joint: hip + 1, kp: 20, kd: 2, limit: 150, centre: bend, swing: isPositive ? 4 : -4, frequency: 1.5, phase: phase))
    }
    let mechanism = Mechanism(bodies: bodies, joints: joints, terrain: .ground())
    return Model(mechanism, inputs: inputs, positions: positions)
  }
}
