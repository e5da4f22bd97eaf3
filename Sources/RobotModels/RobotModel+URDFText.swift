import Foundation
import Mathematics

/// Writing a model as URDF: what viewers understand, whatever the model was read from.
extension RobotModel {
  /// The model as a URDF file; reading it gives the same links and joints.
  public var urdfText: String {
    var lines = ["<?xml version=\"1.0\"?>", "<robot name=\(quoted(name))>"]
    for link in links { lines += text(of: link) }
    for joint in joints { lines += text(of: joint) }
    return (lines + ["</robot>"]).joined(separator: "\n") + "\n"
  }

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
      for shape in shapes {
        lines += [
          "    <\(tag)\(shape.name.map { " name=\(quoted($0))" } ?? "")>", "      " + text(of: shape.origin),
          "      <geometry>\(text(of: shape.geometry))</geometry>", "    </\(tag)>",
        ]
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
      let limits = [
        ("lower", joint.lower), ("upper", joint.upper), ("effort", joint.effort), ("velocity", joint.velocity),
      ]
      let finite = limits.filter(\.1.isFinite).map { " \($0.0)=\"\($0.1)\"" }.joined()
      if !finite.isEmpty { lines.append("    <limit\(finite)/>") }
      lines.append("    <dynamics damping=\"\(joint.damping)\" friction=\"\(joint.friction)\"/>")
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
