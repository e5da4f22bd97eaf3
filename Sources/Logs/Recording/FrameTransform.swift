public import Mathematics

/// Where one frame is in another, as `/tf` says it.
public struct FrameTransform: Sendable, Equatable {
  public var parent: String
  public var child: String
  /// The child's frame in the parent's.
  public var pose: Pose

  public init(parent: String, child: String, pose: Pose) {
    self.parent = parent
    self.child = child
    self.pose = pose
  }
}

/// `tf2_msgs/msg/TFMessage`.
extension CDREncoder {
  /// - Parameter time: since 1970, ns.
  mutating func append(_ transforms: [FrameTransform], at time: UInt64) {
    append(UInt32(transforms.count))
    for transform in transforms {
      append(Int32(truncatingIfNeeded: time / 1_000_000_000))
      append(UInt32(time % 1_000_000_000))
      append(transform.parent)
      append(transform.child)
      let (p, q) = (transform.pose.position, transform.pose.rotation.quaternion)
      for value in [p.x, p.y, p.z, q[1], q[2], q[3], q[0]] { append(value) }
    }
  }
}

extension CDRDecoder {
  mutating func takeTransforms() throws(LogError) -> [FrameTransform] {
    var transforms: [FrameTransform] = []
    for _ in 0..<(try take(UInt32.self)) {
      _ = try take(UInt32.self)
      _ = try take(UInt32.self)
      let (parent, child) = (try takeText(), try takeText())
      var v: [Double] = []
      for _ in 0..<7 { v.append(try takeDouble()) }
      let rotation = SIMD4(v[6], v[3], v[4], v[5])
      let length = (rotation * rotation).sum().squareRoot()
      guard abs(length - 1) < 1e-3 else { throw fault(.damaged, "the rotation of \(child) is no unit quaternion") }
      transforms.append(
        FrameTransform(
          parent: parent, child: child,
          pose: Pose(position: Vector3(v[0], v[1], v[2]), rotation: Rotation(quaternion: rotation / length))))
    }
    return transforms
  }
}
