internal import COde
import Mathematics

/// A rail in a plane: what holds a body on it takes two rows, across the rail and about the plane's normal, where the
/// engine's slider takes five.
struct PlaneGuide {
  /// First axis across the rail, second along it.
  private let linear: dJointID
  private let angular: dJointID
  private var across = Vector3.zero
  private var normal = Vector3.zero
  private var start = Vector3.zero
  private var mark = Vector3.zero
  private var markInBody = Vector3.zero

  init(in world: dWorldID, on body: dBodyID) {
    linear = dJointCreateLMotor(world, nil)
    angular = dJointCreateAMotor(world, nil)
    dJointAttach(linear, body, nil)
    dJointAttach(angular, body, nil)
  }

  /// The row along the rail.
  var row: MotorRow { MotorRow(.linear, linear, group: Int32(dParamGroup)) }

  /// The body stands at zero.
  mutating func configure(_ body: BodyState, axis: Vector3, normal: Vector3) {
    self.normal = normal
    across = normal.cross(axis)
    start = body.position
    mark = axis
    markInBody = body.unrotated(axis)
    dJointSetLMotorNumAxes(linear, 2)
    dJointSetLMotorAxis(linear, 0, 0, across.x, across.y, across.z)
    dJointSetLMotorAxis(linear, 1, 0, axis.x, axis.y, axis.z)
    dJointSetLMotorParam(linear, Int32(dParamFMax), .infinity)
    dJointSetAMotorMode(angular, Int32(dAMotorUser))
    dJointSetAMotorNumAxes(angular, 1)
    dJointSetAMotorAxis(angular, 0, 0, normal.x, normal.y, normal.z)
    dJointSetAMotorParam(angular, Int32(dParamFMax), .infinity)
  }

  /// Takes back a share of what rounding has brought the body off the rail.
  func hold(_ body: BodyState, step: Double) {
    let rate = ContactSolver.correction / step
    dJointSetLMotorParam(linear, Int32(dParamVel), -rate * across.dot(body.position - start))
    dJointSetAMotorParam(angular, Int32(dParamVel), -rate * normal.dot(mark.cross(body.rotated(markInBody))))
  }
}
