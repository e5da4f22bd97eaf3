import Foundation
import Mathematics

/// Where a joint's coordinate is, read from the two bodies that it holds together.
///
/// Vectors named `inParent` and `inChild` are along those bodies' axes; where the parent is the world they are along
/// the world's.
struct JointMeasure {
  enum Kind { case none, slide, turn, firstTurn, secondTurn, planeSlide, planeTurn }

  var kind = Kind.none
  var child = 0            // index of a solid body
  var parent = -1          // likewise; -1 for the world
  /// Unit axis; of `firstTurn` fixed in the parent, of the others but `planeSlide` in the child.
  var axis = Vector3.zero
  /// Across the axis, equal at zero: the angle lies between them. Of a universal joint each is the other axis on one
  /// side. `planeSlide`: the link's origin at zero, in the world.
  var markInParent = Vector3.zero
  var markInChild = Vector3.zero
  /// `slide`: centre of mass of the child at zero, from the parent's. `planeSlide`: the link's origin, from the
  /// child's centre of mass.
  var offset = Vector3.zero

  /// The axis in the world's frame.
  @inline(__always)
  func worldAxis(_ bodies: [BodyState]) -> Vector3 {
    switch kind {
    case .none: .zero
    case .planeSlide: axis
    case .firstTurn: parent < 0 ? axis : bodies[parent].rotated(axis)
    case .slide, .turn, .secondTurn, .planeTurn: bodies[child].rotated(axis)
    }
  }

  /// m/s or rad/s along an axis that is the joint's in the world's frame.
  @inline(__always)
  func velocity(_ bodies: [BodyState], along axis: Vector3) -> Double {
    switch kind {
    case .none: 0
    case .slide:
      parent < 0
        ? axis.dot(bodies[child].velocity) : axis.dot(bodies[child].velocity - bodies[parent].velocity(at: bodies[child].position))
    case .planeSlide:
      axis.dot(bodies[child].velocity + bodies[child].angularVelocity.cross(bodies[child].rotated(offset)))
    case .turn, .firstTurn, .secondTurn, .planeTurn:
      axis.dot(bodies[child].angularVelocity - (parent < 0 ? .zero : bodies[parent].angularVelocity))
    }
  }

  /// m, or rad within ±π, along an axis that is the joint's in the world's frame.
  @inline(__always)
  func wrappedPosition(_ bodies: [BodyState], along axis: Vector3) -> Double {
    let body = bodies[child]
    switch kind {
    case .none: return 0
    case .slide:
      guard parent >= 0 else { return axis.dot(body.position - offset) }
      return axis.dot(body.position - bodies[parent].position - bodies[parent].rotated(offset))
    case .planeSlide: return axis.dot(body.position + body.rotated(offset) - markInParent)
    case .turn, .planeTurn, .firstTurn, .secondTurn:
      let mark = parent < 0 ? markInParent : bodies[parent].rotated(markInParent)
      let turned = body.rotated(markInChild)
      return atan2(axis.dot(mark.cross(turned)), mark.dot(turned))
    }
  }

  @inline(__always)
  var turns: Bool {
    switch kind {
    case .none, .slide, .planeSlide: false
    case .turn, .firstTurn, .secondTurn, .planeTurn: true
    }
  }
}
