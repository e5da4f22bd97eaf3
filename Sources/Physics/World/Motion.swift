public import Mathematics

/// Where a link's frame is and how it moves, all in the world's frame.
public struct Motion: Sendable, Equatable {
  public var pose: Pose
  /// Of the frame's origin, m/s.
  public var velocity: Vector3
  /// rad/s
  public var angularVelocity: Vector3

  public init(pose: Pose = Pose(), velocity: Vector3 = .zero, angularVelocity: Vector3 = .zero) {
    self.pose = pose
    self.velocity = velocity
    self.angularVelocity = angularVelocity
  }
}
