import Foundation
import Mathematics
import Physics

extension Model {
  /// A quadruped of 13 kg with 12 joints, the light hip links lumped into the trunk: each hip is one universal joint.
  ///
  /// - Parameter merges: false keeps the four hip links as bodies of their own.
  static func quadruped(trots: Bool, servo: Bool, merges: Bool = true) -> Model {
    let sole = Mechanism.Shape(
      .sphere(radius: 0.022), pose: Pose(position: Vector3(0, 0, -0.2)), material: .init(friction: 0.9), category: 2)
    let belly = Mechanism.Shape(.box(size: Vector3(0.4, 0.2, 0.1)), material: .init(friction: 0.9), category: 2)
    func diagonal(_ x: Double, _ y: Double, _ z: Double) -> Mechanism.Rows { .init(diagonal: Vector3(x, y, z)) }

    let hipMass = 0.6
    var trunk = CapsuleBody(friction: 0.9)
    trunk.add(mass: 6, centre: .zero, inertia: diagonal(0.025, 0.085, 0.1))
    let corners = [(1.0, 1.0), (1, -1), (-1, 1), (-1, -1)]
    if merges {
      for (x, y) in corners {
        trunk.add(mass: hipMass, centre: Vector3(0.18 * x, 0.08 * y, 0), inertia: diagonal(4.86e-4, 4.86e-4, 4.86e-4))
      }
    }
    var body = trunk.body()
    body.shapes = [belly]
    var bodies = [body]
    var joints = [Mechanism.Joint(kind: .floating, parent: nil, origin: Pose(position: Vector3(0, 0, 0.4 * cos(0.8) + 0.022)))]
    var inputs: [Input] = []
    var positions = [0.0]
    for (k, (x, y)) in corners.enumerated() {
      let first = bodies.count
      func joint(_ parent: Int, _ position: Vector3, _ axis: Vector3, _ low: Double, _ high: Double) {
        joints.append(
          .init(
            kind: .revolute, parent: parent, origin: Pose(position: position), axis: axis, lowerStop: low,
            upperStop: high))
      }
      joint(0, Vector3(0.18 * x, 0.05 * y, 0), Vector3(1, 0, 0), -0.8, 0.8)
      bodies.append(
        merges
          ? .frame
          : .init(mass: hipMass, centreOfMass: Vector3(0, 0.03 * y, 0), inertia: diagonal(4.86e-4, 4.86e-4, 4.86e-4)))
      joint(first, Vector3(0, 0.08 * y, 0), Vector3(0, 1, 0), -1, 2.8)
      bodies.append(
        .init(
          mass: 1, centreOfMass: Vector3(0, 0, -0.1), inertia: diagonal(0.00440117647, 0.00440117647, 0.000195294118)))
      joint(first + 1, Vector3(0, 0, -0.2), Vector3(0, 1, 0), -2.7, 0)
      bodies.append(
        .init(
          mass: 0.26, centreOfMass: Vector3(0, 0, -0.123076923),
          inertia: diagonal(0.00129335143, 0.00129335143, 3.37069091e-5), shapes: [sole]))
      // Diagonal legs swing together: each lifts while the sine is positive.
      let phase = k == 0 || k == 3 ? 0 : Double.pi
      let (kp, kd) = (40.0, 1.0)
      let lift = trots ? 1.0 : 0
      for (j, centre, swing) in [(0, 0.0, 0.0), (1, 0.8, 0.25), (2, -1.6, -0.5)] {
        inputs.append(
          Input(
            joint: first + j, kp: kp, kd: kd, limit: 30, centre: centre, swing: kp * swing * lift, frequency: 2,
            phase: phase, positivePart: true))
      }
      positions += [0, 0.8, -1.6]
    }
    let mechanism = Mechanism(
      bodies: bodies, joints: joints, terrain: .init(.plane(normal: Vector3(0, 0, 1), height: 0), material: .init(friction: 0.9)))
    var model = Model(mechanism, inputs: inputs, positions: positions)
    model.isServo = servo
    return model
  }
}
