public import Foundation
import Mathematics
public import Robots

extension RobotModel {
  /// Reads a URDF file.
  ///
  /// What is unsupported (meshes, mimic joints, transmissions …) becomes a warning.
  /// - Throws: ``InputError`` with the line for a fault of structure and for an impossible mass or inertia.
  public init(contentsOf url: URL) throws(InputError) {
    try self.init(urdf: InputFile.text(of: url), file: InputFile.name(of: url))
  }

  /// The model of a robot, checked against its robot.yaml.
  public init(of robot: RobotDescription) throws(InputError) {
    try self.init(contentsOf: robot.folder.appendingPathComponent(robot.model))
    try check(against: robot)
  }

  public init(urdf text: String, file: String) throws(InputError) {
    var reader = URDFReader()
    self = try reader.model(XMLElement.parse(text, file: file))
  }
}

/// Turns the elements of a URDF file into a model, collecting warnings on the way.
private struct URDFReader {
  private var warnings: [InputError] = []

  mutating func model(_ root: XMLElement) throws(InputError) -> RobotModel {
    guard root.name == "robot" else {
      throw root.error(root.name, "a URDF file begins with <robot name=\"…\">, so rename this element")
    }
    expect(root, attributes: ["name", "version"], children: ["link", "joint"])
    var links: [RobotModel.Link] = []
    var indices: [String: Int] = [:]
    for element in root.children("link") {
      let link = try link(element)
      guard indices[link.name] == nil else { throw element.error(link.name, "two links have this name; rename one") }
      indices[link.name] = links.count
      links.append(link)
    }
    guard !links.isEmpty else { throw root.error("link", "the robot has no link; add at least one") }
    var joints: [RobotModel.Joint] = []
    for element in root.children("joint") {
      let joint = try joint(element, links: indices)
      guard !joints.contains(where: { $0.name == joint.name }) else {
        throw element.error(joint.name, "two joints have this name; rename one")
      }
      joints.append(joint)
    }
    let name = try text(root, "name")
    let (rootIndex, ordered) = try RobotModel.tree(links: links, joints: joints, file: root.file)
    let model = RobotModel(
      name: name, file: root.file, links: links, joints: ordered, rootIndex: rootIndex, warnings: warnings)
    try model.checkThatMovingBodiesHaveMass()
    return model
  }

  // MARK: Links

  private mutating func link(_ element: XMLElement) throws(InputError) -> RobotModel.Link {
    expect(element, attributes: ["name"], children: ["inertial", "visual", "collision"])
    let name = try text(element, "name")
    var link = RobotModel.Link(name: name, line: element.line)
    if let inertial = try only("inertial", of: element) { link.inertial = try self.inertial(inertial, of: name) }
    for visual in element.children("visual") {
      if let shape = try shape(visual, of: name) { link.visuals.append(shape) }
    }
    for collision in element.children("collision") {
      if let shape = try shape(collision, of: name) { link.collisions.append(shape) }
    }
    return link
  }

  private mutating func inertial(_ element: XMLElement, of link: String) throws(InputError) -> RobotModel.Inertial {
    expect(element, attributes: [], children: ["origin", "mass", "inertia"])
    let massElement = try required("mass", in: element, of: link)
    expect(massElement, attributes: ["value"], children: [])
    let mass = try number(massElement, "value", of: link)
    guard mass > 0 else {
      throw massElement.error(
        link, "a mass of \(mass) kg is impossible; give a positive value, or leave <inertial> out")
    }
    let inertiaElement = try required("inertia", in: element, of: link)
    expect(inertiaElement, attributes: ["ixx", "iyy", "izz", "ixy", "ixz", "iyz"], children: [])
    let inertia = Inertia(
      xx: try number(inertiaElement, "ixx", of: link),
      yy: try number(inertiaElement, "iyy", of: link),
      zz: try number(inertiaElement, "izz", of: link),
      xy: try number(inertiaElement, "ixy", of: link, otherwise: 0),
      xz: try number(inertiaElement, "ixz", of: link, otherwise: 0),
      yz: try number(inertiaElement, "iyz", of: link, otherwise: 0))
    let principal = inertia.principalMoments
    guard principal.x > 0 else {
      throw inertiaElement.error(
        link,
        "the inertia has a principal moment of \(principal.x) kg·m², and each must be positive; correct its entries")
    }
    guard principal.x + principal.y >= principal.z * (1 - 1e-9) else {
      throw inertiaElement.error(
        link,
        "the inertia is that of no body, since its largest principal moment exceeds the sum of the other two; "
          + "correct its entries")
    }
    return RobotModel.Inertial(mass: mass, origin: try origin(of: element, of: link), inertia: inertia)
  }

  private mutating func shape(_ element: XMLElement, of link: String) throws(InputError) -> RobotModel.Shape? {
    expect(element, attributes: ["name"], children: ["origin", "geometry"], ignored: ["material"])
    let geometry = try required("geometry", in: element, of: link)
    let origin = try origin(of: element, of: link)
    guard let form = geometry.children.first else {
      throw geometry.error(link, "the geometry is empty; put a box, cylinder or sphere in it")
    }
    func size(_ value: Double, _ attribute: String) throws(InputError) -> Double {
      guard value > 0 else {
        throw form.error("\(link): \(attribute)", "a size of \(value) m is impossible; give a positive one")
      }
      return value
    }
    let shape: RobotModel.Shape.Geometry
    switch form.name {
    case "box":
      let sides = try vector(form, "size", of: link)
      shape = .box(size: Vector3(try size(sides.x, "size"), try size(sides.y, "size"), try size(sides.z, "size")))
    case "cylinder":
      shape = .cylinder(
        radius: try size(number(form, "radius", of: link), "radius"),
        length: try size(number(form, "length", of: link), "length"))
    case "sphere": shape = .sphere(radius: try size(number(form, "radius", of: link), "radius"))
    default:
      warn(form, link, "<\(form.name)> geometry is not used; add a box, cylinder or sphere if the shape matters")
      return nil
    }
    return RobotModel.Shape(name: element.attributes["name"], origin: origin, geometry: shape)
  }

  // MARK: Joints

  private mutating func joint(_ element: XMLElement, links: [String: Int]) throws(InputError) -> RobotModel.Joint {
    expect(
      element, attributes: ["name", "type"], children: ["parent", "child", "origin", "axis", "limit", "dynamics"])
    let name = try text(element, "name")
    guard let type = element.attributes["type"], let kind = RobotModel.Joint.Kind(rawValue: type) else {
      let kinds = RobotModel.Joint.Kind.allCases.map(\.rawValue)
      let given = element.attributes["type"].map { "the type \"\($0)\" is not supported; " } ?? "has no type; "
      throw element.error(name, given + NearestName.mend(element.attributes["type"] ?? "", in: kinds))
    }
    var joint = RobotModel.Joint(
      name: name, line: element.line, kind: kind,
      parent: try end("parent", of: element, joint: name, links: links),
      child: try end("child", of: element, joint: name, links: links),
      origin: try origin(of: element, of: name))
    if let axis = try only("axis", of: element), kind != .fixed {
      expect(axis, attributes: ["xyz"], children: [])
      let direction = try vector(axis, "xyz", of: name)
      guard direction.length > 1e-9 else { throw axis.error(name, "the axis has no length; give it a direction") }
      joint.axis = direction / direction.length
    }
    if let dynamics = try only("dynamics", of: element) {
      expect(dynamics, attributes: ["damping", "friction"], children: [])
      joint.damping = try number(dynamics, "damping", of: name, otherwise: 0)
      joint.friction = try number(dynamics, "friction", of: name, otherwise: 0)
      for (key, value) in [("damping", joint.damping), ("friction", joint.friction)] where value < 0 {
        throw dynamics.error("\(name): \(key)", "is negative (\(value)); give zero or more")
      }
    }
    try limits(of: element, into: &joint)
    return joint
  }

  private mutating func limits(of element: XMLElement, into joint: inout RobotModel.Joint) throws(InputError) {
    guard let limit = try only("limit", of: element) else {
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
      joint.lower = try number(limit, "lower", of: joint.name, otherwise: 0)
      joint.upper = try number(limit, "upper", of: joint.name, otherwise: 0)
      guard joint.lower < joint.upper else {
        throw limit.error(
          joint.name, "the lower limit \(joint.lower) is not below the upper limit \(joint.upper); correct one of them")
      }
    }
    joint.effort = try number(limit, "effort", of: joint.name, otherwise: .infinity)
    joint.velocity = try number(limit, "velocity", of: joint.name, otherwise: .infinity)
    for (key, value) in [("effort", joint.effort), ("velocity", joint.velocity)] where value <= 0 {
      throw limit.error(
        "\(joint.name): \(key)", "the limit \(value) is not positive; give a positive one or leave it out")
    }
  }

  private mutating func end(
    _ which: String, of element: XMLElement, joint: String, links: [String: Int]
  ) throws(InputError) -> Int {
    let end = try required(which, in: element, of: joint)
    expect(end, attributes: ["link"], children: [])
    let link = try text(end, "link")
    guard let index = links[link] else {
      throw end.error(
        joint, "its \(which) link \"\(link)\" does not exist; \(NearestName.mend(link, in: links.keys.sorted()))")
    }
    return index
  }

  // MARK: Attributes

  private mutating func origin(of element: XMLElement, of owner: String) throws(InputError) -> Pose {
    guard let origin = try only("origin", of: element) else { return Pose() }
    expect(origin, attributes: ["xyz", "rpy"], children: [])
    let position = try vector(origin, "xyz", of: owner, otherwise: .zero)
    let angles = try vector(origin, "rpy", of: owner, otherwise: .zero)
    return Pose(position: position, rotation: Rotation(roll: angles.x, pitch: angles.y, yaw: angles.z))
  }

  /// A name that must be there and not be empty.
  private func text(_ element: XMLElement, _ attribute: String) throws(InputError) -> String {
    guard let value = element.attributes[attribute], !value.isEmpty else {
      throw element.error(element.name, "has no \(attribute); add \(attribute)=\"…\"")
    }
    return value
  }

  private func number(
    _ element: XMLElement, _ attribute: String, of owner: String, otherwise: Double? = nil
  ) throws(InputError) -> Double {
    guard let text = element.attributes[attribute] else {
      if let otherwise { return otherwise }
      throw element.error(owner, "<\(element.name)> has no \(attribute); add \(attribute)=\"…\"")
    }
    return try value(text, element, attribute, of: owner)
  }

  private func vector(
    _ element: XMLElement, _ attribute: String, of owner: String, otherwise: Vector3? = nil
  ) throws(InputError) -> Vector3 {
    guard let text = element.attributes[attribute] else {
      if let otherwise { return otherwise }
      throw element.error(owner, "<\(element.name)> has no \(attribute); add \(attribute)=\"x y z\"")
    }
    let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
    guard words.count == 3 else {
      throw element.error("\(owner): \(attribute)", "has \(words.count) numbers in \"\(text)\"; give three")
    }
    return Vector3(
      try value(words[0], element, attribute, of: owner), try value(words[1], element, attribute, of: owner),
      try value(words[2], element, attribute, of: owner))
  }

  private func value(
    _ text: String, _ element: XMLElement, _ attribute: String, of owner: String
  ) throws(InputError) -> Double {
    guard let value = Double(text.trimmingCharacters(in: .whitespacesAndNewlines)), value.isFinite else {
      throw element.error("\(owner): \(attribute)", "\"\(text)\" is not a finite number; write one such as 0.5")
    }
    return value
  }

  // MARK: Structure

  private func required(_ name: String, in element: XMLElement, of owner: String) throws(InputError) -> XMLElement {
    guard let child = try only(name, of: element) else {
      throw element.error(owner, "<\(element.name)> has no <\(name)>; add one")
    }
    return child
  }

  private func only(_ name: String, of element: XMLElement) throws(InputError) -> XMLElement? {
    let children = element.children(name)
    if children.count > 1 {
      throw children[1].error(name, "stands twice in <\(element.name)>; remove one")
    }
    return children.first
  }

  /// Warns of everything that this reader does not know.
  private mutating func expect(
    _ element: XMLElement, attributes: [String], children: [String], ignored: [String] = []
  ) {
    for attribute in element.attributes.keys.sorted() where !attributes.contains(attribute) {
      warn(element, element.name, "the attribute \(attribute) is not used")
    }
    for child in element.children where !children.contains(child.name) && !ignored.contains(child.name) {
      warn(child, element.attributes["name"] ?? element.name, "<\(child.name)> is not used")
    }
  }

  private mutating func warn(_ element: XMLElement, _ key: String, _ problem: String) {
    warnings.append(element.error(key, problem))
  }
}
