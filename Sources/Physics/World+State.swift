internal import COde
import Foundation
public import Mathematics

/// Where the bodies are: set from joint positions, and saved and restored to the bit.
extension World {
  mutating func placeAtZero() {
    for i in bodies.indices {
      place(i, mechanism.linkPoseAtZero(i), velocity: .zero, angularVelocity: .zero)
      estimates[i] = 0
    }
  }

  /// Sets the whole state by forward kinematics.
  ///
  /// - Parameters:
  ///   - positions: m or rad; angles may lie beyond ±π.     (joints)
  ///   - velocities: m/s or rad/s.                          (joints)
  public mutating func set(positions: [Double], velocities: [Double]) {
    for i in bodies.indices {
      let frame = linkMotion(i, positions, velocities)
      place(i, frame.pose, velocity: frame.velocity, angularVelocity: frame.angularVelocity)
      estimates[i] = positions[i]
    }
  }

  /// Pose of a link's frame, velocity of its origin and its angular velocity, all in the base's frame.
  private func linkMotion(_ i: Int, _ positions: [Double], _ velocities: [Double])
    -> (pose: Pose, velocity: Vector3, angularVelocity: Vector3)
  {
    let joint = mechanism.joints[i]
    var (pose, velocity, angularVelocity) = (Pose(), Vector3.zero, Vector3.zero)
    if let parent = joint.parent { (pose, velocity, angularVelocity) = linkMotion(parent, positions, velocities) }
    let start = pose.position
    pose = pose * joint.origin
    let axis = pose.rotation * joint.axis
    switch joint.kind {
    case .prismatic:
      pose.position += axis * positions[i]
      velocity += angularVelocity.cross(pose.position - start) + axis * velocities[i]
    case .revolute:
      velocity += angularVelocity.cross(pose.position - start)
      angularVelocity += axis * velocities[i]
      pose.rotation = pose.rotation * Rotation(axis: joint.axis, angle: positions[i])
    }
    return (pose, velocity, angularVelocity)
  }

  /// Puts a body where its link's frame is; ODE's body frame is at the centre of mass.
  private func place(_ i: Int, _ link: Pose, velocity: Vector3, angularVelocity: Vector3) {
    let arm = link.rotation * mechanism.bodies[i].centreOfMass
    let p = link.position + arm
    let v = velocity + angularVelocity.cross(arm)
    let (a, b, c) = link.rotation.rows
    let rotation: [Double] = [a.x, a.y, a.z, 0, b.x, b.y, b.z, 0, c.x, c.y, c.z, 0]
    dBodySetPosition(bodies[i], p.x, p.y, p.z)
    dBodySetRotation(bodies[i], rotation)
    dBodySetLinearVel(bodies[i], v.x, v.y, v.z)
    dBodySetAngularVel(bodies[i], angularVelocity.x, angularVelocity.y, angularVelocity.z)
    dBodySetForce(bodies[i], 0, 0, 0)
    dBodySetTorque(bodies[i], 0, 0, 0)
  }

  /// Kinetic and potential energy, J; zero height is the base's origin.
  public var energy: Double {
    var energy = 0.0
    for (i, body) in mechanism.bodies.enumerated() {
      let v = Vector3(dBodyGetLinearVel(bodies[i]))
      let p = Vector3(dBodyGetPosition(bodies[i]))
      let w = dBodyGetAngularVel(bodies[i])!
      var inBody = [Double](repeating: 0, count: 4)
      dBodyVectorFromWorld(bodies[i], w[0], w[1], w[2], &inBody)
      let spin = body.inertia.quadratic(Vector3(inBody[0], inBody[1], inBody[2]))
      energy += 0.5 * body.mass * v.dot(v) + 0.5 * spin - body.mass * mechanism.gravity.dot(p)
    }
    return energy
  }

  public func save(into state: inout SavedState) {
    for body in bodies { forEachField(of: body) { values in for value in values { state.append(value) } } }
    state.append(contentsOf: estimates)
  }

  /// The same bits again. The setters would renormalise the quaternion, so the numbers are written in place.
  ///
  /// - Precondition: the world is configured as it was when the state was saved.
  public mutating func restore(_ state: inout SavedState) {
    for body in bodies {
      forEachField(of: body) { values in for i in values.indices { values[i] = state.takeReal() } }
      dBodySetForce(body, 0, 0, 0)
      dBodySetTorque(body, 0, 0, 0)
    }
    state.take(into: &estimates)
  }

  /// The numbers that make up a body's state, where ODE keeps them.
  private func forEachField(of body: dBodyID, _ visit: (UnsafeMutableBufferPointer<Double>) -> Void) {
    func field(_ pointer: UnsafePointer<Double>, _ count: Int) {
      visit(UnsafeMutableBufferPointer(start: UnsafeMutablePointer(mutating: pointer), count: count))
    }
    field(dBodyGetPosition(body), 3)
    field(dBodyGetQuaternion(body), 4)
    field(dBodyGetRotation(body), 12)
    field(dBodyGetLinearVel(body), 3)
    field(dBodyGetAngularVel(body), 3)
  }
}

extension Vector3 {
  fileprivate init(_ pointer: UnsafePointer<Double>) { self.init(pointer[0], pointer[1], pointer[2]) }
}
