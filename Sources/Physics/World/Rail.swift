internal import COde
import Mathematics

/// What lets a body slide along the world's directions without turning: one to three of them.
///
/// Motors with a velocity of zero hold it in the others. In a plane, where nothing can leave it, that takes two rows for
/// one direction, where the engine's slider takes five.
struct Rail {
  /// First the directions along which the body slides, then those across.
  private let linear: dJointID
  private let angular: dJointID
  private let count: Int
  private var across: [Vector3] = []
  private var about: [Vector3] = []
  private var start = Vector3.zero
  private var marks: [(inWorld: Vector3, inBody: Vector3)] = []

  /// - Parameter count: of directions along which it slides.
  init(in world: dWorldID, on body: dBodyID, count: Int) {
    linear = dJointCreateLMotor(world, nil)
    angular = dJointCreateAMotor(world, nil)
    self.count = count
    dJointAttach(linear, body, nil)
    dJointAttach(angular, body, nil)
  }

  /// The row along a direction.
  func row(_ direction: Int) -> MotorRow { MotorRow(.linear, linear, group: Int32(direction * dParamGroup)) }

  /// The body stands at zero.
  ///
  /// - Parameters:
  ///   - axes: unit vectors at right angles, along which it slides.
  ///   - normal: of the plane that nothing leaves, if there is one.
  mutating func configure(_ body: BodyState, axes: [Vector3], normal: Vector3?) {
    start = body.position
    if let normal {
      across = count == 1 ? [normal.cross(axes[0])] : []
      about = [normal]
    } else {
      let second = count > 1 ? axes[1] : axes[0].across
      let all = [axes[0], second, axes[0].cross(second)]
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
  func hold(_ body: BodyState, step: Double) {
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
