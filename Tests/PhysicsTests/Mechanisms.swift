import Mathematics
import Physics

/// Mechanisms with closed-form equations of motion.
enum Mechanisms {
  static let rod = Mechanism.Rows(Vector3(0.016, 0, 0), Vector3(0, 0.016, 0), Vector3(0, 0, 0.0005))

  /// Cart of 1 kg on x; pole of 0.3 kg whose centre lies 0.4 m up at angle 0.
  static func cartPole(
    cartDamping: Double = 0, cartFriction: Double = 0, poleDamping: Double = 0, poleFriction: Double = 0
  ) -> Mechanism {
    Mechanism(
      bodies: [
        .init(mass: 1, centreOfMass: .zero, inertia: .init(Vector3(0.01, 0, 0), Vector3(0, 0.01, 0), Vector3(0, 0, 0.01))),
        .init(mass: 0.3, centreOfMass: Vector3(0, 0, 0.4), inertia: rod),
      ],
      joints: [
        .init(
          kind: .prismatic, parent: nil, origin: Pose(), axis: Vector3(1, 0, 0), damping: cartDamping,
          friction: cartFriction),
        .init(
          kind: .revolute, parent: 0, origin: Pose(), axis: Vector3(0, 1, 0), damping: poleDamping,
          friction: poleFriction),
      ])
  }

  /// One pole of 0.3 kg on a fixed hinge.
  static let pendulum = Mechanism(
    bodies: [.init(mass: 0.3, centreOfMass: Vector3(0, 0, 0.4), inertia: rod)],
    joints: [.init(kind: .revolute, parent: nil, origin: Pose(), axis: Vector3(0, 1, 0))])

  /// Two links with skewed axes and offset origins, to test kinematics in space.
  static let skewedArm = Mechanism(
    bodies: [
      .init(mass: 1.2, centreOfMass: Vector3(0.1, 0.02, 0.2), inertia: .init(
        Vector3(0.02, 0.001, 0), Vector3(0.001, 0.03, 0.002), Vector3(0, 0.002, 0.025))),
      .init(mass: 0.7, centreOfMass: Vector3(0, 0.1, 0.15), inertia: rod),
    ],
    joints: [
      .init(
        kind: .revolute, parent: nil, origin: Pose(position: Vector3(0, 0, 0.5), rotation: Rotation(roll: 0.3, pitch: 0.2, yaw: 1)),
        axis: Vector3(0, 1, 0)),
      .init(
        kind: .revolute, parent: 0, origin: Pose(position: Vector3(0.2, 0, 0.3), rotation: Rotation(roll: -0.5, pitch: 0, yaw: 0.4)),
        axis: Vector3(1, 0, 0)),
    ])
}

/// A line that the figure `trust-dynamics` reads.
func report(_ what: String, _ value: Double, _ unit: String) { print("trust-dynamics | \(what) | \(value) | \(unit)") }
