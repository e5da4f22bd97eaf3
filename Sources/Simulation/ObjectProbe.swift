import Control
import Foundation
import Mathematics
import Physics
import Scenarios

/// Reads one quantity of an object from a world, seen from a link.
struct ObjectProbe {
  private let body: Int
  private let frame: LinkFrame
  private let quantity: ControlInterface.ObjectQuantity

  /// - Precondition: the object exists.
  init(_ object: String, _ quantity: ControlInterface.ObjectQuantity, model: SimulationModel) {
    let index = model.objects.firstIndex { $0.name == object }!
    body = model.body(ofObject: index)
    frame = model.objectFrames[index]
    self.quantity = quantity
  }

  /// - Parameter last: the value one physics step ago, from which an angle goes on; nil: a new episode's first.
  func value(in world: borrowing World, after last: Double?) -> Double {
    let (motion, seen) = (world.motion(body), frame.motion(in: world))
    let back = seen.pose.rotation.transposed
    var arm: Vector3 { motion.pose.position - seen.pose.position }
    var place: Vector3 { back * arm }
    var rotation: Rotation { back * motion.pose.rotation }
    var velocity: Vector3 { back * (motion.velocity - seen.velocity - seen.angularVelocity.cross(arm)) }
    var angularVelocity: Vector3 { back * (motion.angularVelocity - seen.angularVelocity) }
    switch quantity {
    case .positionX: return place.x
    case .positionY: return place.y
    case .positionZ: return place.z
    case .orientationW: return rotation.quaternion[0]
    case .orientationX: return rotation.quaternion[1]
    case .orientationY: return rotation.quaternion[2]
    case .orientationZ: return rotation.quaternion[3]
    case .yaw:
      let q = rotation.quaternion
      let twist = 2 * atan2(q[3], q[0])
      return last.map { $0 + (twist - $0).remainder(dividingBy: 2 * .pi) } ?? twist
    case .tilt:
      let axis = Vector3(rotation.rows.0.z, rotation.rows.1.z, rotation.rows.2.z)
      return atan2((axis.x * axis.x + axis.y * axis.y).squareRoot(), axis.z)
    case .velocityX: return velocity.x
    case .velocityY: return velocity.y
    case .velocityZ: return velocity.z
    case .angularVelocityX: return angularVelocity.x
    case .angularVelocityY: return angularVelocity.y
    case .angularVelocityZ: return angularVelocity.z
    case .contact: return world.contact(body: body).normalForce
    }
  }
}
