public import Mathematics

/// Forward kinematics: where the links are.
extension RobotModel {
  /// The joints that move, in the order of ``joints``: the order of a configuration.
  public var movingJoints: [Int] { joints.indices.filter { joints[$0].kind != .fixed } }

  /// Each link's frame in the world.
  ///
  /// - Parameters:
  ///   - positions: of the moving joints, m or rad.     (movingJoints)
  ///   - base: the root's frame in the world.
  /// - Returns: (links)
  public func linkPoses(at positions: [Double], base: Pose = Pose()) -> [Pose] {
    var poses = [Pose](repeating: base, count: links.count)
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
