public import Mathematics

/// What can be read of a world.
extension World {
  /// Position of a joint, m or rad, not wrapped.
  public func position(_ i: Int) -> Double { positions[i] }

  /// Velocity of a joint, m/s or rad/s.
  public func velocity(_ i: Int) -> Double { rates[i] }

  /// What a joint's drive gave in the last step, N or N·m: its limits held, a servo's share included.
  public func effort(_ i: Int) -> Double { laws[i].effort }

  /// Where link `i` is and how it moves.
  ///
  /// - Precondition: its body has a mass.
  public func motion(_ i: Int) -> Motion {
    let body = solid(i)
    let arm = body.rotated(centres[i])
    return Motion(
      pose: Pose(position: body.position - arm, rotation: body.rotation),
      velocity: body.velocity - body.angularVelocity.cross(arm), angularVelocity: body.angularVelocity)
  }

  public func pose(_ i: Int) -> Pose { motion(i).pose }

  /// Mean acceleration over the last step of a point fixed in link `i`, m/s² along the world's axes, gravity's share
  /// included: in free fall it is gravity, at rest zero.
  ///
  /// - Parameter point: in the link's frame, m.
  public func acceleration(_ i: Int, at point: Vector3 = .zero) -> Vector3 {
    guard lastStep > 0 else { return .zero }
    let body = solid(i)
    let (v, w) = (velocitiesBefore[solids[i]], spinsBefore[solids[i]])
    let arm = body.rotated(point - centres[i])
    // The arm turns within the step as well: ω × (ω × r), with the mean spin.
    let spin = (w + body.angularVelocity) / 2
    let turning = (body.angularVelocity - w) / lastStep
    return (body.velocity - v) / lastStep + turning.cross(arm) + spin.cross(spin.cross(arm))
  }

  /// Of link `i` over the last step, rad/s² along the world's axes.
  public func angularAcceleration(_ i: Int) -> Vector3 {
    guard lastStep > 0 else { return .zero }
    return (solid(i).angularVelocity - spinsBefore[solids[i]]) / lastStep
  }

  /// Kinetic and potential energy of the bodies, J; zero height is the world's origin. Rotors and springs are left out.
  public var energy: Double {
    var energy = 0.0
    for (i, body) in mechanism.bodies.enumerated() where solids[i] >= 0 {
      let state = solid(i)
      let v = state.velocity
      let spin = body.inertia.quadratic(state.unrotated(state.angularVelocity))
      energy += 0.5 * body.mass * v.dot(v) + 0.5 * spin - body.mass * mechanism.gravity.dot(state.position)
    }
    return energy
  }

  /// ``energy`` with what rotors and springs of the joints hold, J.
  public var storedEnergy: Double {
    var sum = energy
    for i in laws.indices where isLawful[i] {
      let (joint, stretch) = (laws[i].joint, positions[i] - laws[i].joint.springRest)
      sum += 0.5 * (joint.armature * rates[i] * rates[i] + joint.stiffness * stretch * stretch)
    }
    return sum
  }

  /// What the drives do or take, each joint's power counted as positive, at the end of the last step, W.
  public var drivePower: Double {
    var sum = 0.0
    for i in laws.indices { sum += abs(laws[i].effort * rates[i]) }
    return sum
  }

  /// Of all that moves, kg.
  public var mass: Double { mechanism.bodies.reduce(0) { $0 + $1.mass } }

  /// Sum of m·v, kg·m/s, and of angular momentum about the world's origin, kg·m²/s.
  public var momentum: (linear: Vector3, angular: Vector3) {
    var (linear, angular) = (Vector3.zero, Vector3.zero)
    for (i, body) in mechanism.bodies.enumerated() where solids[i] >= 0 {
      let state = solid(i)
      let impulse = state.velocity * body.mass
      linear += impulse
      angular += state.position.cross(impulse) + state.rotated(body.inertia * state.unrotated(state.angularVelocity))
    }
    return (linear, angular)
  }

  /// How a shape touches: see ``ShapeContact``.
  public func contact(body: Int, shape: Int = 0) -> ShapeContact { contacts.touch(body: body, shape: shape) }

  private func solid(_ i: Int) -> BodyState {
    precondition(solids[i] >= 0, "body \(i) is a mere frame")
    return bodies[solids[i]]
  }
}

/// What touched a shape in the last step.
public struct ShapeContact: Sendable, Equatable {
  /// Points of contact.
  public var count = 0
  /// Sum of all forces on the shape, N, along the world's axes.
  public var force = Vector3.zero
  /// Sum of the forces across the surfaces, N.
  public var normalForce = 0.0

  public init() {}

  public var touches: Bool { count > 0 }

  mutating func add(_ force: Vector3, _ normalForce: Double) {
    count += 1
    self.force += force
    self.normalForce += normalForce
  }
}
