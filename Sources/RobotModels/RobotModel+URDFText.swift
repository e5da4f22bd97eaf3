import Foundation
import Mathematics

/// Writing a model as URDF: what viewers understand, whatever the model was read from.
extension RobotModel {
  /// The model as a URDF file; reading it gives the same links and joints.
  ///
  /// A capsule becomes a cylinder and two spheres, since most viewers know no capsule, and an infinite limit 1e9, since
  /// they want all four. What URDF cannot say is left out: drives, springs, rotor inertia, contact bits.
  public var urdfText: String {
    var lines = ["<?xml version=\"1.0\"?>", "<robot name=\(quoted(name))>"]
    if base == .floating {
      let world = Link(name: "world", visuals: worldShapes, collisions: worldShapes)
      lines += text(of: world) + [
        "  <joint name=\"world\" type=\"floating\">", "    <parent link=\"world\"/>",
        "    <child link=\(quoted(links[rootIndex].name))/>", "    " + text(of: rootPose), "  </joint>",
      ]
    }
    for link in links { lines += text(of: link) }
    for joint in joints { lines += text(of: joint) }
    for link in freeLinks {
      lines += text(of: link) + [
        "  <joint name=\(quoted(link.name)) type=\"floating\">", "    <parent link=\(quoted(freeLinkParent))/>",
        "    <child link=\(quoted(link.name))/>", "  </joint>",
      ]
    }
    return (lines + ["</robot>"]).joined(separator: "\n") + "\n"
  }

  /// The frame in which files have the places of ``freeLinks``.
  public var freeLinkParent: String { base == .floating ? "world" : links[rootIndex].name }

  private func text(of link: Link) -> [String] {
    var lines: [String] = []
    if let inertial = link.inertial {
      let i = inertial.inertia
      lines += [
        "    <inertial>", "      " + text(of: inertial.origin), "      <mass value=\"\(inertial.mass)\"/>",
        "      <inertia ixx=\"\(i.xx)\" iyy=\"\(i.yy)\" izz=\"\(i.zz)\" ixy=\"\(i.xy)\" ixz=\"\(i.xz)\" iyz=\"\(i.yz)\"/>",
        "    </inertial>",
      ]
    }
    for (tag, shapes) in [("visual", link.visuals), ("collision", link.collisions)] {
      for shape in shapes.flatMap(\.withoutCapsules) {
        lines += [
          "    <\(tag)\(shape.name.map { " name=\(quoted($0))" } ?? "")>", "      " + text(of: shape.origin),
          "      <geometry>\(text(of: shape.geometry))</geometry>",
        ]
        if let c = shape.color {
          let name = "rgba_\(c.x)_\(c.y)_\(c.z)_\(c.w)"
          lines.append("      <material name=\"\(name)\"><color rgba=\"\(c.x) \(c.y) \(c.z) \(c.w)\"/></material>")
        }
        lines.append("    </\(tag)>")
      }
    }
    let head = "  <link name=\(quoted(link.name))"
    return lines.isEmpty ? [head + "/>"] : [head + ">"] + lines + ["  </link>"]
  }

  private func text(of geometry: Shape.Geometry) -> String {
    switch geometry {
    case .box(let size): "<box size=\"\(text(of: size))\"/>"
    case .cylinder(let radius, let length): "<cylinder radius=\"\(radius)\" length=\"\(length)\"/>"
    case .sphere(let radius): "<sphere radius=\"\(radius)\"/>"
    case .capsule(let radius, let length): "<capsule radius=\"\(radius)\" length=\"\(length)\"/>"
    case .mesh(let mesh):
      "<mesh filename=\(quoted("file://" + mesh.file.path)) scale=\"\(text(of: mesh.scale))\"/>"
    }
  }

  private func text(of joint: Joint) -> [String] {
    var lines = [
      "  <joint name=\(quoted(joint.name)) type=\"\(joint.kind.rawValue)\">",
      "    <parent link=\(quoted(links[joint.parent].name))/>", "    <child link=\(quoted(links[joint.child].name))/>",
      "    " + text(of: joint.origin),
    ]
    if joint.kind != .fixed {
      lines.append("    <axis xyz=\"\(text(of: joint.axis))\"/>")
      let range = joint.kind == .continuous ? "" : "lower=\"\(max(joint.lower, -1e9))\" upper=\"\(min(joint.upper, 1e9))\" "
      lines.append("    <limit \(range)effort=\"\(min(joint.effort, 1e9))\" velocity=\"\(min(joint.velocity, 1e9))\"/>")
      lines.append("    <dynamics damping=\"\(joint.damping)\" friction=\"\(joint.friction)\"/>")
      if let mimic = joint.mimic {
        let other = quoted(joints[mimic.joint].name)
        lines.append("    <mimic joint=\(other) multiplier=\"\(mimic.multiplier)\" offset=\"\(mimic.offset)\"/>")
      }
    }
    return lines + ["  </joint>"]
  }

  private func text(of pose: Pose) -> String {
    "<origin xyz=\"\(text(of: pose.position))\" rpy=\"\(text(of: pose.rotation.rollPitchYaw))\"/>"
  }

  private func text(of v: Vector3) -> String { "\(v.x) \(v.y) \(v.z)" }

  private func quoted(_ text: String) -> String {
    let escapes = [("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\"", "&quot;")]
    return "\"" + escapes.reduce(text) { $0.replacingOccurrences(of: $1.0, with: $1.1) } + "\""
  }
}

extension RobotModel.Shape {
  /// Itself; or a capsule's cylinder and the spheres at its ends.
  fileprivate var withoutCapsules: [Self] {
    guard case .capsule(let radius, let length) = geometry else { return [self] }
    var cylinder = self
    cylinder.geometry = .cylinder(radius: radius, length: length)
    return [cylinder] + [-0.5, 0.5].map { end in
      var sphere = self
      sphere.name = nil
      sphere.origin = origin * Pose(position: Vector3(0, 0, end * length))
      sphere.geometry = .sphere(radius: radius)
      return sphere
    }
  }
}

extension Rotation {
  /// URDF's fixed-axis angles, radians: the inverse of ``init(roll:pitch:yaw:)``.
  ///
  /// The roll is taken after the yaw has been undone, so that where the two axes fall together (pitch ±π/2) their sum
  /// is still right.
  var rollPitchYaw: Vector3 {
    let (a, b, c) = rows
    let yaw = atan2(b.x, a.x)
    let (sine, cosine) = (sin(yaw), cos(yaw))
    return Vector3(
      atan2(sine * a.z - cosine * b.z, cosine * b.y - sine * a.y), atan2(-c.x, (a.x * a.x + b.x * b.x).squareRoot()), yaw)
  }
}
