import Control
import Mathematics
package import Physics
import RobotModels
import Robots

/// A variant's mechanism: links that fixed joints hold together are one body.
extension SimulationModel {
  package func mechanism(for parameters: PhysicalParameters) -> Mechanism {
    var scales = [Double](repeating: 1, count: model.links.count)
    var sizes = scales
    for (i, link) in links.enumerated() {
      scales[link] = parameters.links[i].lengthScale
      sizes[link] = parameters.links[i].sizeScale
    }
    let poses = posesInBodies(scales)

    var parts = [[LinkMass]](repeating: [], count: bodyCount)
    for (i, link) in links.enumerated() {
      guard let (body, place) = carrier(of: link, poses, scales) else { continue }
      parts[body] += linkMasses(link, parameters.links[i], pose: place)
    }
    var bodies = parts.map { $0.isEmpty ? Mechanism.Body.frame : lump($0) }
    for link in model.links.indices {
      guard let body = bodyOfLink[link] else { continue }
      bodies[body].shapes += shapes(of: link, pose: poses[link], scale: scales[link], size: sizes[link], parameters.ground)
    }
    return Mechanism(
      bodies: bodies + objectBodies(parameters), joints: joints(poses, scales, parameters) + objectJoints, gravity: Vector3(0, 0, -parameters.gravity),
      terrain: terrain(parameters.ground), obstacles: obstacles(poses, parameters.ground),
      excludedPairs: excludedPairs)
  }

  private func joints(_ poses: [Pose], _ scales: [Double], _ parameters: PhysicalParameters) -> [Mechanism.Joint] {
    var joints: [Mechanism.Joint] = []
    if isFloating { joints.append(Mechanism.Joint(kind: .floating, parent: nil, origin: restPose)) }
    for joint in model.joints where joint.kind != .fixed {
      let parent = bodyOfLink[joint.parent]
      let origin = poses[joint.parent] * scaled(joint.origin, by: scales[joint.parent])
      joints.append(
        Mechanism.Joint(
          kind: joint.kind == .prismatic ? .prismatic : .revolute, parent: parent,
          origin: parent == nil ? model.rootPose * origin : origin, axis: joint.axis, lowerStop: joint.lower,
          upperStop: joint.upper, damping: joint.damping, friction: joint.friction, armature: joint.armature,
          stiffness: joint.stiffness, springRest: joint.springPosition))
    }
    for (i, joint) in mechanismJoints.enumerated() {
      joints[joint].damping = parameters.joints[i].damping
      joints[joint].friction = parameters.joints[i].friction
    }
    for (i, actuator) in robot.actuators.enumerated() {
      joints[mechanismJoints[actuator.joint]].armature = parameters.actuators[i].rotorInertia
    }
    return joints
  }

  private func scaled(_ pose: Pose, by scale: Double) -> Pose {
    Pose(position: pose.position * scale, rotation: pose.rotation)
  }

  /// Each link's frame in the frame of the body it belongs to.                                     (links)
  func posesInBodies(_ scales: [Double]) -> [Pose] {
    var poses = [Pose](repeating: Pose(), count: model.links.count)
    for joint in model.joints where joint.kind == .fixed {
      poses[joint.child] = poses[joint.parent] * scaled(joint.origin, by: scales[joint.parent])
    }
    return poses
  }

  // MARK: Masses

  /// The body that a link's mass counts to, and the link's frame in it: a merged link's is its parent's.
  private func carrier(of link: Int, _ poses: [Pose], _ scales: [Double]) -> (body: Int, place: Pose)? {
    guard let body = bodyOfLink[link] else { return nil }
    guard let joint = mergingJoint[body] else { return (body, poses[link]) }
    let (parent, arm) = (model.joints[joint].parent, model.joints[joint].origin)
    return bodyOfLink[parent].map { ($0, poses[parent] * scaled(arm, by: scales[parent]) * poses[link]) }
  }

  /// A link's share of a body, in the body's frame.
  private struct LinkMass {
    var mass: Double
    var centre: Vector3
    var inertia: Mechanism.Rows  // about its own centre, along the body's axes
  }

  /// The link itself, and what it carries at its centre of mass.
  private func linkMasses(_ link: Int, _ parameters: PhysicalParameters.Link, pose: Pose) -> [LinkMass] {
    let inertial = model.links[link].inertial!
    let frame = pose * scaled(inertial.origin, by: parameters.lengthScale)
    let (x, y, z) = inertial.inertia.rows
    let factor =
      parameters.mass / inertial.mass * parameters.lengthScale * parameters.lengthScale * parameters.inertiaScale
    let own = LinkMass(
      mass: parameters.mass, centre: frame.position + pose.rotation * parameters.centre,
      inertia: rotated(Mechanism.Rows(x, y, z), by: frame.rotation) * factor)
    guard parameters.payload > 0 else { return [own] }
    return [
      own,
      LinkMass(mass: parameters.payload, centre: own.centre, inertia: Mechanism.Rows(.zero, .zero, .zero)),
    ]
  }

  /// R · I · Rᵀ
  private func rotated(_ inertia: Mechanism.Rows, by rotation: Rotation) -> Mechanism.Rows {
    let product = rotation * Rotation(rows: (inertia.x, inertia.y, inertia.z)) * rotation.transposed
    return Mechanism.Rows(product.rows.0, product.rows.1, product.rows.2)
  }

  /// Sums masses and, by the parallel-axis theorem, inertias.
  private func lump(_ parts: [LinkMass]) -> Mechanism.Body {
    let mass = parts.reduce(0) { $0 + $1.mass }
    let centre = parts.reduce(Vector3.zero) { $0 + $1.centre * $1.mass } / mass
    var sum = Mechanism.Rows(.zero, .zero, .zero)
    for part in parts {
      let d = part.centre - centre
      sum.x += part.inertia.x + part.mass * (Vector3(d.dot(d), 0, 0) - d.x * d)
      sum.y += part.inertia.y + part.mass * (Vector3(0, d.dot(d), 0) - d.y * d)
      sum.z += part.inertia.z + part.mass * (Vector3(0, 0, d.dot(d)) - d.z * d)
    }
    return Mechanism.Body(mass: mass, centreOfMass: centre, inertia: sum)
  }
}
