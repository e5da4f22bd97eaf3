public import Mathematics

/// What the checks ask of masses: totals and what gravity does.
extension RobotModel {
  /// kg
  public var totalMass: Double { links.reduce(0) { $0 + ($1.inertial?.mass ?? 0) } }

  /// The mass of each rigid body in the frame of the link that moves it, with links on fixed joints lumped in.
  ///
  /// Indices are those of ``links``; nil for a link that belongs to another one's body or has no mass.   (links)
  public var bodyMasses: [MassProperties?] {
    let bodies = bodies
    let poses = posesInBodies
    var parts = [[MassProperties]](repeating: [], count: links.count)
    for (i, link) in links.enumerated() {
      if let inertial = link.inertial { parts[bodies[i]].append(MassProperties(inertial).moved(by: poses[i])) }
    }
    return parts.map(MassProperties.init)
  }

  /// Each link's frame in the frame of the body it belongs to.     (links)
  public var posesInBodies: [Pose] {
    var poses = [Pose](repeating: Pose(), count: links.count)
    for joint in joints where joint.kind == .fixed { poses[joint.child] = poses[joint.parent] * joint.origin }
    return poses
  }

  /// The efforts that hold the robot still against gravity: the derivative of its potential energy.
  ///
  /// - Parameters:
  ///   - positions: of the moving joints, m or rad.     (movingJoints)
  ///   - base: the root's frame in the world; nil: ``rootPose``.
  ///   - gravity: in the world's frame, m/s².
  /// - Returns: N or N·m, each joint for itself, whether it mimics another one or not.     (movingJoints)
  public func gravityEfforts(
    at positions: [Double], base: Pose? = nil, gravity: Vector3 = Vector3(0, 0, -9.81)
  ) -> [Double] {
    let poses = linkPoses(at: positions, base: base)
    var masses = [Double](repeating: 0, count: links.count)     // of a link and all beyond it
    var moments = [Vector3](repeating: .zero, count: links.count)  // Σ m p, in the world
    for (i, link) in links.enumerated() {
      guard let inertial = link.inertial else { continue }
      masses[i] = inertial.mass
      moments[i] = (poses[i].position + poses[i].rotation * inertial.origin.position) * inertial.mass
    }
    for joint in joints.reversed() {
      masses[joint.parent] += masses[joint.child]
      moments[joint.parent] += moments[joint.child]
    }
    return movingJoints.map { j in
      let joint = joints[j]
      let frame = poses[joint.child]
      let axis = frame.rotation * joint.axis
      let motion =
        joint.kind == .prismatic
        ? axis * masses[joint.child]
        : axis.cross(moments[joint.child] - frame.position * masses[joint.child])
      return -gravity.dot(motion)
    }
  }

  /// The largest effort that gravity asks of a joint when all stand at 0, N or N·m: a figure by which readers of one
  /// model file can be compared.
  public var gravityEffortAtZero: Double {
    gravityEfforts(at: [Double](repeating: 0, count: movingJoints.count)).map(abs).max() ?? 0
  }
}
