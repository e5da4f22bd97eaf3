import Mathematics
import Physics

/// The model for the peers: the same numbers as MJCF, and a table of the inputs.
extension Model {
  /// Joint `i` is named `j<i>`. A servo is a `position` actuator under `implicitfast`, a torque a `motor` under Euler.
  var mjcf: String {
    var lines = [
      "<mujoco>",
      "<compiler angle=\"radian\" inertiafromgeom=\"false\" autolimits=\"true\"/>",
      "<option timestep=\"\(step)\" integrator=\"\(isServo ? "implicitfast" : "Euler")\"/>",
      "<worldbody>",
    ]
    let terrain = mechanism.terrain
    if case .plane = terrain.surface {
      lines.append(
        "<geom type=\"plane\" size=\"0 0 1\" friction=\"\(terrain.material.friction) 0.005 0.0001\" "
          + "contype=\"\(terrain.category)\" conaffinity=\"\(terrain.collidesWith)\"/>")
    }
    for i in mechanism.bodies.indices where mechanism.joints[i].parent == nil { write(solid(after: i), [], &lines) }
    lines += ["</worldbody>", "<actuator>"]
    for input in inputs {
      if isServo {
        lines.append(
          "<position joint=\"j\(input.joint)\" kp=\"\(input.kp)\" kv=\"\(input.kd)\" forcerange=\"\(-input.limit) \(input.limit)\"/>")
      } else {
        lines.append("<motor joint=\"j\(input.joint)\"/>")
      }
    }
    lines += ["</actuator>", "</mujoco>"]
    return lines.joined(separator: "\n") + "\n"
  }

  /// One line of steps an episode, whether servo, and joints; their first positions; one line an input.
  var table: String {
    var lines = ["\(episode) \(isServo ? 1 : 0) \(positions.count)", positions.map { "\($0)" }.joined(separator: " ")]
    for i in inputs {
      lines.append(
        "\(i.joint) \(i.kp) \(i.kd) \(i.limit) \(i.centre) \(i.swing) \(i.frequency) \(i.phase) "
          + "\(i.positivePart ? 1 : 0) \(i.other) \(i.kq) \(i.kv)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The solid body that a chain of frames leads to.
  private func solid(after i: Int) -> Int {
    mechanism.bodies[i].mass > 0 ? i : solid(after: mechanism.joints.firstIndex { $0.parent == i }!)
  }

  /// - Parameter parents: the solid body above, if any.
  private func write(_ i: Int, _ parents: [Int], _ lines: inout [String]) {
    let body = mechanism.bodies[i]
    let zero = mechanism.linkPoseAtZero(i)
    let start = parents.last.map { mechanism.linkPoseAtZero($0) } ?? Pose()
    lines.append("<body pos=\"\(text(start.rotation.transposed * (zero.position - start.position)))\">")
    precondition(zero.rotation == start.rotation, "this writer knows no turned frames")
    var chain = [i]
    while let parent = mechanism.joints[chain[0]].parent, mechanism.bodies[parent].mass == 0 { chain.insert(parent, at: 0) }
    for j in chain { write(joint: j, in: zero, &lines) }
    let m = body.inertia
    lines.append(
      "<inertial pos=\"\(text(body.centreOfMass))\" mass=\"\(body.mass)\" fullinertia=\"\(m.x.x) \(m.y.y) \(m.z.z) "
        + "\(m.x.y) \(m.x.z) \(m.y.z)\"/>")
    for shape in body.shapes { write(shape, &lines) }
    for child in mechanism.joints.indices where mechanism.joints[child].parent == i { write(solid(after: child), parents + [i], &lines) }
    lines.append("</body>")
  }

  private func write(joint j: Int, in zero: Pose, _ lines: inout [String]) {
    let joint = mechanism.joints[j]
    if joint.kind == .floating {
      lines.append("<freejoint name=\"j\(j)\"/>")
      return
    }
    let pose = mechanism.linkPoseAtZero(j)
    let position = zero.rotation.transposed * (pose.position - zero.position)
    let axis = zero.rotation.transposed * (pose.rotation * joint.axis)
    var line =
      "<joint name=\"j\(j)\" type=\"\(joint.kind == .prismatic ? "slide" : "hinge")\" pos=\"\(text(position))\" "
      + "axis=\"\(text(axis))\" damping=\"\(joint.damping)\" frictionloss=\"\(joint.friction)\" "
      + "armature=\"\(joint.armature)\" stiffness=\"\(joint.stiffness)\" springref=\"\(joint.springRest)\""
    if joint.upperStop < .infinity { line += " range=\"\(joint.lowerStop) \(joint.upperStop)\"" }
    lines.append(line + "/>")
  }

  private func write(_ shape: Mechanism.Shape, _ lines: inout [String]) {
    let size: String
    var place = "pos=\"\(text(shape.pose.position))\""
    switch shape.geometry {
    case .sphere(let radius): size = "type=\"sphere\" size=\"\(radius)\""
    case .box(let extent): size = "type=\"box\" size=\"\(text(extent / 2))\""
    case .capsule(let radius, let length):
      let arm = shape.pose.rotation * Vector3(0, 0, length / 2)
      size = "type=\"capsule\" size=\"\(radius)\""
      place = "fromto=\"\(text(shape.pose.position - arm)) \(text(shape.pose.position + arm))\""
    default: preconditionFailure("the models have spheres, boxes and capsules")
    }
    lines.append(
      "<geom \(size) \(place) friction=\"\(shape.material.friction) 0.005 0.0001\" "
        + "contype=\"\(shape.category)\" conaffinity=\"\(shape.collidesWith)\"/>")
  }

  private func text(_ v: Vector3) -> String { "\(v.x) \(v.y) \(v.z)" }
}
