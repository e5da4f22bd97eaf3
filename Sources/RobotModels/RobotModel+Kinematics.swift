public import Mathematics

/// Forward kinematics: where the links are.
extension RobotModel {
  /// The joints that move, in the order of ``joints``: the order of a configuration.
  public var movingJoints: [Int] { joints.indices.filter { joints[$0].kind != .fixed } }

  /// The joints that move and mimic no other, in the order of ``joints``.
  public var independentJoints: [Int] { movingJoints.filter { joints[$0].mimic == nil } }

  /// Where the joints stand when the robot is placed, m or rad.     (movingJoints)
  public var startPositions: [Double] {
    var positions = joints.map(\.startPosition)
    for (j, joint) in joints.enumerated() {
      if let mimic = joint.mimic { positions[j] = mimic.position(following: positions[mimic.joint]) }
    }
    return movingJoints.map { positions[$0] }
  }

  /// Completes a configuration by the joints that mimic others.
  ///
  /// - Parameter independent: m or rad.     (independentJoints)
  /// - Returns: (movingJoints)
  public func positions(ofIndependent independent: [Double]) -> [Double] {
    var positions = [Double](repeating: 0, count: joints.count)
    for (j, position) in zip(independentJoints, independent) { positions[j] = position }
    for (j, joint) in joints.enumerated() {
      if let mimic = joint.mimic { positions[j] = mimic.position(following: positions[mimic.joint]) }
    }
    return movingJoints.map { positions[$0] }
  }

  /// Each link's frame in the world.
  ///
  /// - Parameters:
  ///   - positions: of the moving joints, m or rad.     (movingJoints)
  ///   - base: the root's frame in the world; nil: ``rootPose``.
  /// - Returns: (links)
  public func linkPoses(at positions: [Double], base: Pose? = nil) -> [Pose] {
    var poses = [Pose](repeating: base ?? rootPose, count: links.count)
    var moving = 0
    for joint in joints {
      var pose = poses[joint.parent] * joint.origin
      if joint.kind != .fixed {
        pose = pose * joint.motion(positions[moving])
        moving += 1
      }
      poses[joint.child] = pose
    }
    precondition(moving == positions.count, "one position for each moving joint")
    return poses
  }
}

extension RobotModel.Joint {
  /// How far the child's frame has moved from where it is at position 0.
  public func motion(_ position: Double) -> Pose {
    switch kind {
    case .prismatic: Pose(position: axis * position)
    case .revolute, .continuous: Pose(rotation: Rotation(axis: axis, angle: position))
    case .fixed: Pose()
    }
  }
}

extension RobotModel.Mimic {
  public func position(following position: Double) -> Double { multiplier * position + offset }
}
