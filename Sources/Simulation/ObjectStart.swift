import Mathematics
import Physics
import Scenarios

/// Where an object begins, in the frame of its link.
struct ObjectStart {
  var pose: Pose
  var velocity = Vector3.zero         // against the link
  var angularVelocity = Vector3.zero  // against the link

  /// - Parameter change: in the order of ``Scenario/Start/baseKeys``; nil: the object's own start.
  init(_ object: FreeObject, change: [Double]? = nil) {
    let (place, angles) = (object.startPosition, object.startAngles)
    let own = Rotation(roll: angles.x, pitch: angles.y, yaw: angles.z)
    guard let c = change else {
      pose = Pose(position: place, rotation: own)
      return
    }
    pose = Pose(position: place + Vector3(c[0], c[1], c[2]), rotation: Rotation(roll: c[3], pitch: c[4], yaw: c[5]) * own)
    velocity = Vector3(c[6], c[7], c[8])
    angularVelocity = Vector3(c[9], c[10], c[11])
  }

  /// In the world, when the link moves so.
  func motion(from frame: Motion) -> Motion {
    let arm = frame.pose.rotation * pose.position
    return Motion(
      pose: frame.pose * pose,
      velocity: frame.velocity + frame.angularVelocity.cross(arm) + frame.pose.rotation * velocity,
      angularVelocity: frame.angularVelocity + frame.pose.rotation * angularVelocity)
  }
}
