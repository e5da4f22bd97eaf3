import Mathematics
import Robots

/// Joints stand within the body that they move, several in a row if need be, each with its own place.
extension MJCFReader {
  static let jointAttributes = [
    "name", "class", "type", "pos", "axis", "range", "limited", "ref", "springref", "stiffness", "damping",
    "frictionloss", "armature", "actuatorfrcrange", "actuatorfrclimited", "group",
  ]

  enum JointType: String, CaseIterable { case hinge, slide, free, ball }

  /// Adds the links and joints that carry a body.
  ///
  /// A joint's frame lies at its own place, so that links without mass stand between the joints of one body, and
  /// between the last one and a body whose frame lies elsewhere.
  /// - Returns: the body's own link.
  mutating func readJoints(
    _ elements: [Placed], into body: String, at pose: Pose, below parent: Int, line: Int
  ) throws(InputError) -> Int {
    var parent = parent
    var origin = pose
    for (i, placed) in elements.enumerated() {
      let element = placed.element.name == "freejoint"
        ? placed.element.with(attributes: placed.element.attributes.merging(["type": "free"]) { $1 })
        : try defaults.completed(placed.element, inherited: placed.defaultClass)
      if placed.element.name == "joint" { warnOfAttributes(placed.element) }
      let type: JointType = try element.choice("type") ?? .hinge
      switch type {
      case .ball:
        throw element.error(
          element.attributes["name"] ?? body, "ball joints are not supported; use three hinges one after the other")
      case .free:
        try readFreeJoint(element, alone: elements.count == 1, below: parent)
      case .hinge, .slide: break
      }
      var (joint, anchor) = try joint(element, type: type, frame: placed.frame, of: body)
      joint.parent = parent
      joint.origin = origin * Pose(position: anchor)
      // MuJoCo's ref: the body stands as the file says at that position, and not at 0.
      joint.origin = joint.origin * joint.motion(-joint.startPosition)
      let isLast = i == elements.count - 1 && anchor == .zero
      model.links.append(
        RobotModel.Link(name: isLast ? body : "\(body).\(joint.name)", line: line, isIntermediate: !isLast))
      parent = model.links.count - 1
      joint.child = parent
      model.joints.append(joint)
      origin = Pose(position: -anchor)
      if isLast { return parent }
    }
    model.links.append(RobotModel.Link(name: body, line: line))
    let name = Self.unused("\(body)_fixed") { name in model.jointIndex(named: name) != nil }
    model.joints.append(
      RobotModel.Joint(
        name: name, line: line, kind: .fixed, parent: parent, child: model.links.count - 1, origin: origin))
    return model.links.count - 1
  }

  private mutating func readFreeJoint(_ element: XMLElement, alone: Bool, below parent: Int) throws(InputError) {
    let name = element.attributes["name"] ?? "free"
    guard alone, parent == 0 else {
      throw element.error(name, "a free joint stands alone in a body of the worldbody; move it there")
    }
    guard freeJoint == nil else { throw element.error(name, "a second body moves freely; one is supported") }
    for key in ["damping", "armature", "frictionloss", "stiffness"] where try element.number(key, of: name, otherwise: 0) != 0 {
      warn(element, name, "\(key) of a free joint is not used")
    }
  }

  private mutating func joint(
    _ element: XMLElement, type: JointType, frame: Pose, of body: String
  ) throws(InputError) -> (RobotModel.Joint, anchor: Vector3) {
    let isTaken = { [model] name in model.jointIndex(named: name) != nil }
    if let given = element.attributes["name"], isTaken(given) {
      throw element.error(given, "two joints have this name; rename one")
    }
    let name = element.attributes["name"] ?? Self.unused("\(body)_joint", isTaken: isTaken)
    var joint = RobotModel.Joint(
      name: name, line: element.line, kind: type == .slide ? .prismatic : .continuous, parent: 0, child: 0)
    if type == .free {
      joint.kind = .fixed
      freeJoint = name
      return (joint, .zero)
    }
    let unit = type == .hinge ? compiler.angleUnit : 1
    let axis = frame.rotation * (try element.vector("axis", of: name, otherwise: Vector3(0, 0, 1)))
    guard axis.length > 1e-9 else { throw element.error(name, "the axis has no length; give it a direction") }
    joint.axis = axis / axis.length
    let place = frame.position + frame.rotation * (try element.vector("pos", of: name, otherwise: .zero))
    joint.startPosition = unit * (try element.number("ref", of: name, otherwise: 0))
    joint.springPosition = unit * (try element.number("springref", of: name, otherwise: 0))
    joint.stiffness = try notNegative("stiffness", of: element, name)
    joint.damping = try notNegative("damping", of: element, name)
    joint.friction = try notNegative("frictionloss", of: element, name)
    joint.armature = try notNegative("armature", of: element, name)
    if let range = try range("range", limited: "limited", of: element, name) {
      (joint.lower, joint.upper) = (unit * range.lowerBound, unit * range.upperBound)
      if type == .hinge { joint.kind = .revolute }
    }
    if let range = try range("actuatorfrcrange", limited: "actuatorfrclimited", of: element, name) {
      joint.effort = max(abs(range.lowerBound), abs(range.upperBound))
    }
    // Where a slide's axis lies makes no difference.
    return (joint, type == .slide ? .zero : place)
  }

  private func notNegative(_ key: String, of element: XMLElement, _ owner: String) throws(InputError) -> Double {
    let value = try element.number(key, of: owner, otherwise: 0)
    guard value >= 0 else { throw element.error("\(owner): \(key)", "is negative (\(value)); give zero or more") }
    return value
  }

  /// A range that holds; nil for none.
  func range(
    _ key: String, limited: String, of element: XMLElement, _ owner: String
  ) throws(InputError) -> ClosedRange<Double>? {
    let numbers = try element.numbers(key, of: owner)
    guard try element.automaticFlag(limited) ?? (compiler.limitsAutomatically && numbers != nil) else { return nil }
    guard let numbers, numbers.count == 2, numbers[0] < numbers[1] else {
      throw element.error(
        "\(owner): \(key)", "is to be kept and is no range; give two numbers, the lower first, or \(limited)=\"false\"")
    }
    return numbers[0]...numbers[1]
  }
}
