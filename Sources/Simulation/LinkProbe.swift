import Control
import Mathematics
import Physics
import RobotModels

/// Reads one quantity of a link from a world.
struct LinkProbe {
  private let quantity: ControlInterface.LinkQuantity
  /// The mechanism's body, and the link's frame in it; a link of a fixed root has no body.
  private let body: Int?
  private let pose: Pose
  /// The link's shapes among its body's.
  private let shapes: Range<Int>

  /// - Precondition: the link exists.
  init(_ link: String, _ quantity: ControlInterface.LinkQuantity, model: SimulationModel) {
    self.quantity = quantity
    let index = model.model.linkIndex(named: link)!
    let body = model.bodyOfLink[index]
    self.body = body
    pose = LinkFrame(index, model: model).pose
    let before = model.model.links.indices.filter { $0 < index && model.bodyOfLink[$0] == body }
    let start = before.reduce(0) { $0 + model.surfaces[$1].count }
    shapes = start..<start + model.surfaces[index].count
  }

  func value(in world: borrowing World) -> Double {
    let motion = body.map { world.motion($0) } ?? Motion()
    switch quantity {
    case .contact:
      guard let body else { return 0 }
      var force = 0.0
      for shape in shapes { force += world.contact(body: body, shape: shape).normalForce }
      return force
    case .angularVelocityX: return inLink(motion.angularVelocity, motion).x
    case .angularVelocityY: return inLink(motion.angularVelocity, motion).y
    case .angularVelocityZ: return inLink(motion.angularVelocity, motion).z
    case .gravityX: return inLink(Vector3(0, 0, -1), motion).x
    case .gravityY: return inLink(Vector3(0, 0, -1), motion).y
    case .gravityZ: return inLink(Vector3(0, 0, -1), motion).z
    case .velocityX: return velocity(motion).x
    case .velocityY: return velocity(motion).y
    case .velocityZ: return velocity(motion).z
    case .accelerationX: return acceleration(motion, world).x
    case .accelerationY: return acceleration(motion, world).y
    case .accelerationZ: return acceleration(motion, world).z
    case .placeX: return place(motion).x
    case .placeY: return place(motion).y
    case .placeZ: return place(motion).z
    }
  }

  /// Components along the link's axes of a vector in the world's.
  private func inLink(_ v: Vector3, _ motion: Motion) -> Vector3 {
    pose.rotation.transposed * (motion.pose.rotation.transposed * v)
  }

  private func place(_ motion: Motion) -> Vector3 { motion.pose.position + motion.pose.rotation * pose.position }

  private func velocity(_ motion: Motion) -> Vector3 {
    inLink(motion.velocity + motion.angularVelocity.cross(motion.pose.rotation * pose.position), motion)
  }

  private func acceleration(_ motion: Motion, _ world: borrowing World) -> Vector3 {
    let acceleration = body.map { world.acceleration($0, at: pose.position) } ?? .zero
    return inLink(acceleration - world.mechanism.gravity, motion)
  }
}
