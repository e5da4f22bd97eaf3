import Mathematics
package import Physics
import RobotModels

/// A variant's mechanism: links that fixed joints hold together are one body.
extension SimulationModel {
  package func mechanism(for parameters: PhysicalParameters) -> Mechanism {
    let moving = model.joints.filter { $0.kind != .fixed }
    let bodyOf = model.bodies
    var scales = [Double](repeating: 1, count: model.links.count)
    for (i, link) in links.enumerated() { scales[link] = parameters.lengthScales[i] }
    let poses = posesInBodies(scales)

    var bodies = moving.map { _ in [LinkMass]() }
    for (i, link) in links.enumerated() {
      guard let joint = moving.firstIndex(where: { $0.child == bodyOf[link] }) else { continue }
      bodies[joint].append(linkMass(link, mass: parameters.masses[i], scale: scales[link], pose: poses[link]))
    }

    var joints: [Mechanism.Joint] = []
    for joint in moving {
      let parentBody = bodyOf[joint.parent]
      joints.append(
        Mechanism.Joint(
          kind: joint.kind == .prismatic ? .prismatic : .revolute,
          parent: moving.firstIndex { $0.child == parentBody },
          origin: poses[joint.parent] * scaled(joint.origin, by: scales[joint.parent]), axis: joint.axis,
          lowerStop: joint.lower, upperStop: joint.upper, damping: joint.damping, friction: joint.friction))
    }
    for (i, joint) in mechanismJoints.enumerated() {
      joints[joint].damping = parameters.dampings[i]
      joints[joint].friction = parameters.frictions[i]
    }
    return Mechanism(
      bodies: bodies.map(lump), joints: joints, gravity: Vector3(0, 0, -parameters.gravity))
  }

  private func scaled(_ pose: Pose, by scale: Double) -> Pose {
    Pose(position: pose.position * scale, rotation: pose.rotation)
  }

  /// Each link's frame in the frame of the body it belongs to.                                     (links)
  private func posesInBodies(_ scales: [Double]) -> [Pose] {
    var poses = [Pose](repeating: Pose(), count: model.links.count)
    for joint in model.joints where joint.kind == .fixed {
      poses[joint.child] = poses[joint.parent] * scaled(joint.origin, by: scales[joint.parent])
    }
    return poses
  }

  /// A link's share of a body, in the body's frame.
  private struct LinkMass {
    var mass: Double
    var centre: Vector3
    var inertia: Mechanism.Rows  // about its own centre, along the body's axes
  }

  private func linkMass(_ link: Int, mass: Double, scale: Double, pose: Pose) -> LinkMass {
    let inertial = model.links[link].inertial!
    let frame = pose * scaled(inertial.origin, by: scale)
    let (x, y, z) = inertial.inertia.rows
    let factor = mass / inertial.mass * scale * scale
    return LinkMass(
      mass: mass, centre: frame.position, inertia: rotated(Mechanism.Rows(x, y, z), by: frame.rotation) * factor)
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
