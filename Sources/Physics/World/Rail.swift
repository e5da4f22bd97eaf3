internal import COde
import Mathematics

/// What lets a body slide along two or three of the world's directions without turning: motors with a velocity of zero
/// hold it in the others.
struct Rail {
  /// First the directions along which the body slides, then those across.
  private let linear: dJointID
  private let angular: dJointID
  private let body: BodyState
  private let joints: [Int]
  private var count: Int { joints.count }
  private var across: [Vector3] = []
  private var about: [Vector3] = []
  private var start = Vector3.zero
  private var marks: [(inWorld: Vector3, inBody: Vector3)] = []

  /// - Parameter joints: of the mechanism, whose axes are the directions along which the body slides.
  init(in world: dWorldID, on body: BodyState, joints: [Int]) {
    linear = dJointCreateLMotor(world, nil)
    angular = dJointCreateAMotor(world, nil)
    self.body = body
    self.joints = joints
    dJointAttach(linear, body.id, nil)
    dJointAttach(angular, body.id, nil)
  }

  /// The row along a direction.
  func row(_ direction: Int) -> MotorRow { MotorRow(.linear, linear, group: Int32(direction * dParamGroup)) }

  /// The body stands at zero.
  ///
  /// - Parameter normal: of the plane that nothing leaves, if there is one.
  mutating func configure(_ mechanism: Mechanism, normal: Vector3?) {
    let axes = joints.map { mechanism.linkPoseAtZero($0).rotation * mechanism.joints[$0].axis }
    start = body.position
    if let normal {
      across = []
      about = [normal]
    } else {
      let all = [axes[0], axes[1], axes[0].cross(axes[1])]
      across = Array(all[count...])
      about = all
    }
    // Small turns about an axis are seen across it.
    marks = about.map { axis in
      let mark = axis.across
      return (mark, body.unrotated(mark))
    }
    dJointSetLMotorNumAxes(linear, Int32(count + across.count))
    for (i, axis) in (axes + across).enumerated() {
      dJointSetLMotorAxis(linear, Int32(i), 0, axis.x, axis.y, axis.z)
      if i >= count { dJointSetLMotorParam(linear, parameter(dParamFMax, i), .infinity) }
    }
    dJointSetAMotorMode(angular, Int32(dAMotorUser))
    dJointSetAMotorNumAxes(angular, Int32(about.count))
    for (i, axis) in about.enumerated() {
      dJointSetAMotorAxis(angular, Int32(i), 0, axis.x, axis.y, axis.z)
      dJointSetAMotorParam(angular, parameter(dParamFMax, i), .infinity)
    }
  }

  /// Takes back a share of what rounding has moved the body across and turned it.
  func hold(step: Double) {
    let rate = ContactSolver.correction / step
    for i in across.indices {
      dJointSetLMotorParam(linear, parameter(dParamVel, count + i), -rate * across[i].dot(body.position - start))
    }
    for i in about.indices {
      let turned = about[i].dot(marks[i].inWorld.cross(body.rotated(marks[i].inBody)))
      dJointSetAMotorParam(angular, parameter(dParamVel, i), -rate * turned)
    }
  }

  private func parameter(_ name: Int, _ axis: Int) -> Int32 { Int32(name + axis * dParamGroup) }
}
