import Mathematics
import Robots

extension URDFReader {
  mutating func joint(_ element: XMLElement, links: [String: Int]) throws(InputError) -> URDFJoint {
    expect(
      element, attributes: ["name", "type"],
      children: ["parent", "child", "origin", "axis", "limit", "dynamics", "mimic"])
    let name = try element.text("name")
    let (kind, root) = try self.kind(of: element, named: name)
    var joint = RobotModel.Joint(
      name: name, line: element.line, kind: kind,
      parent: try end("parent", of: element, joint: name, links: links),
      child: try end("child", of: element, joint: name, links: links),
      origin: try origin(of: element, of: name))
    if let axis = try element.only("axis"), kind != .fixed || root == .planar {
      expect(axis, attributes: ["xyz"], children: [])
      let direction = try axis.vector("xyz", of: name)
      guard direction.length > 1e-9 else { throw axis.error(name, "the axis has no length; give it a direction") }
      joint.axis = direction / direction.length
    }
    if let dynamics = try element.only("dynamics") {
      expect(dynamics, attributes: ["damping", "friction"], children: [])
      joint.damping = try dynamics.number("damping", of: name, otherwise: 0)
      joint.friction = try dynamics.number("friction", of: name, otherwise: 0)
      for (key, value) in [("damping", joint.damping), ("friction", joint.friction)] where value < 0 {
        throw dynamics.error("\(name): \(key)", "is negative (\(value)); give zero or more")
      }
    }
    try limits(of: element, into: &joint)
    var result = URDFJoint(joint: joint, element: element, root: root)
    if let mimic = try element.only("mimic"), kind != .fixed {
      expect(mimic, attributes: ["joint", "multiplier", "offset"], children: [])
      result.mimic = (
        try mimic.text("joint"), try mimic.number("multiplier", of: name, otherwise: 1),
        try mimic.number("offset", of: name, otherwise: 0)
      )
    }
    return result
  }

  private func kind(
    of element: XMLElement, named name: String
  ) throws(InputError) -> (RobotModel.Joint.Kind, URDFJoint.Root?) {
    switch element.attributes["type"] {
    case "floating": return (.fixed, .floating)
    case "planar": return (.fixed, .planar)
    case let type:
      if let kind = type.flatMap(RobotModel.Joint.Kind.init) { return (kind, nil) }
      let kinds = RobotModel.Joint.Kind.allCases.map(\.rawValue) + ["floating", "planar"]
      let given = type.map { "the type \"\($0)\" is not supported; " } ?? "has no type; "
      throw element.error(name, given + NearestName.mend(type ?? "", in: kinds))
    }
  }

  private mutating func limits(of element: XMLElement, into joint: inout RobotModel.Joint) throws(InputError) {
    guard let limit = try element.only("limit") else {
      if joint.kind == .revolute || joint.kind == .prismatic {
        throw element.error(
          joint.name,
          "a \(joint.kind.rawValue) joint has no limits; "
            + "add <limit lower=\"…\" upper=\"…\" effort=\"…\" velocity=\"…\"/>")
      }
      return
    }
    expect(limit, attributes: ["lower", "upper", "effort", "velocity"], children: [])
    if joint.kind == .revolute || joint.kind == .prismatic {
      joint.lower = try limit.number("lower", of: joint.name, otherwise: 0)
      joint.upper = try limit.number("upper", of: joint.name, otherwise: 0)
      if joint.lower == 0, joint.upper == 0 {
        // Exporters write 0 for what they do not know.
        warn(limit, joint.name, "limits of 0 and 0 are taken for none; give the real ones if they matter")
        (joint.lower, joint.upper) = (-.infinity, .infinity)
        if joint.kind == .revolute { joint.kind = .continuous }
      }
      guard joint.lower < joint.upper else {
        throw limit.error(
          joint.name, "the lower limit \(joint.lower) is not below the upper limit \(joint.upper); correct one of them")
      }
    }
    guard joint.kind != .fixed else { return }
    joint.effort = try positiveLimit("effort", of: limit, joint: joint.name)
    joint.velocity = try positiveLimit("velocity", of: limit, joint: joint.name)
  }

  private mutating func positiveLimit(
    _ key: String, of limit: XMLElement, joint: String
  ) throws(InputError) -> Double {
    let value = try limit.number(key, of: joint, otherwise: .infinity)
    if value == 0 {
      warn(limit, "\(joint): \(key)", "a limit of 0 is taken for none; give the real one if it matters")
      return .infinity
    }
    guard value > 0 else {
      throw limit.error("\(joint): \(key)", "the limit \(value) is not positive; give a positive one or leave it out")
    }
    return value
  }

  private mutating func end(
    _ which: String, of element: XMLElement, joint: String, links: [String: Int]
  ) throws(InputError) -> Int {
    let end = try element.required(which, of: joint)
    expect(end, attributes: ["link"], children: [])
    let link = try end.text("link")
    guard let index = links[link] else {
      throw end.error(
        joint, "its \(which) link \"\(link)\" does not exist; \(NearestName.mend(link, in: links.keys.sorted()))")
    }
    return index
  }
}
