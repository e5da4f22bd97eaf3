import Mathematics
import Physics
import RobotModels

/// A link's frame, wherever its body is.
struct LinkFrame {
  /// The mechanism's body; nil for a link of a fixed root.
  let body: Int?
  /// The link's frame in the body's, or in the world.
  let pose: Pose

  init(_ link: Int, model: SimulationModel) {
    body = model.bodyOfLink[link]
    let inBody = model.posesInBodies([Double](repeating: 1, count: model.model.links.count))[link]
    pose = body == nil ? model.model.rootPose * inBody : inBody
  }

  func motion(in world: borrowing World) -> Motion {
    guard let body else { return Motion(pose: pose) }
    let motion = world.motion(body)
    return Motion(
      pose: motion.pose * pose,
      velocity: motion.velocity + motion.angularVelocity.cross(motion.pose.rotation * pose.position),
      angularVelocity: motion.angularVelocity)
  }
}
