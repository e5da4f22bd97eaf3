import Mathematics
import Robots

/// The tree of bodies: each becomes a link, in the order of the file.
extension MJCFReader {
  /// An element of a body, with what the frames around it add.
  struct Placed {
    let element: XMLElement
    let frame: Pose
    let defaultClass: String?
  }

  mutating func readWorld(_ worlds: [XMLElement]) throws(InputError) {
    for world in worlds {
      expect(world, attributes: [], children: Self.bodyChildren)
      let contents = try contents(of: world, frame: Pose(), defaultClass: nil)
      _ = try readGeoms(contents, into: 0, isWorld: true)
      for body in contents where body.element.name == "body" { try readBody(body, below: 0) }
      for joint in contents where ["joint", "freejoint"].contains(joint.element.name) {
        throw joint.element.error(joint.element.name, "stands in the worldbody, which cannot move; put it into a body")
      }
    }
  }

  private static let bodyChildren = ["body", "geom", "joint", "freejoint", "inertial", "frame"]

  /// The elements of a body, those within frames included.
  private mutating func contents(
    of element: XMLElement, frame: Pose, defaultClass: String?
  ) throws(InputError) -> [Placed] {
    var result: [Placed] = []
    for child in element.children {
      if child.name == "frame" {
        expect(child, attributes: ["name", "childclass"] + Self.placement, children: Self.bodyChildren)
        result += try contents(
          of: child, frame: frame * pose(of: child, of: "frame"),
          defaultClass: child.attributes["childclass"] ?? defaultClass)
      } else {
        result.append(Placed(element: child, frame: frame, defaultClass: defaultClass))
      }
    }
    return result
  }

  private mutating func readBody(_ body: Placed, below parent: Int) throws(InputError) {
    let element = body.element
    expect(element, attributes: ["name", "childclass"] + Self.placement, children: Self.bodyChildren)
    let contents = try contents(
      of: element, frame: Pose(), defaultClass: element.attributes["childclass"] ?? body.defaultClass)
    let joints = contents.filter { ["joint", "freejoint"].contains($0.element.name) }
    let name = try name(of: element, below: parent, joints: joints)
    let pose = body.frame * (try pose(of: element, of: name))

    let link = try readJoints(joints, into: name, at: pose, below: parent, line: element.line)
    let parts = try readGeoms(contents, into: link, isWorld: false)
    model.links[link].inertial = try inertial(contents, parts: parts, of: name)
    for child in contents where child.element.name == "body" { try readBody(child, below: link) }
  }

  /// Bodies need no name in MJCF: one without is called after its first joint, else after its parent.
  private func name(of body: XMLElement, below parent: Int, joints: [Placed]) throws(InputError) -> String {
    if let name = body.attributes["name"], !name.isEmpty {
      guard model.linkIndex(named: name) == nil else { throw body.error(name, "two bodies have this name; rename one") }
      return name
    }
    let stem = joints.first?.element.attributes["name"] ?? "\(model.links[parent].name)-body"
    return Self.unused(stem) { model.linkIndex(named: $0) != nil }
  }

  static func unused(_ stem: String, isTaken: (String) -> Bool) -> String {
    guard isTaken(stem) else { return stem }
    return (2...).lazy.map { "\(stem)-\($0)" }.first { !isTaken($0) }!
  }

  /// A robot whose only moving tree hangs on a free joint floats; the world's own shapes stay behind.
  mutating func releaseFloatingBase() throws(InputError) {
    guard let free = freeJoint, let index = model.jointIndex(named: free) else { return }
    let poses = model.linkPoses(at: model.startPositions)
    let root = model.joints[index].child
    var inTree = [Bool](repeating: false, count: model.links.count)
    inTree[root] = true
    for joint in model.joints where inTree[joint.parent] { inTree[joint.child] = true }
    if let other = model.joints.first(where: { !inTree[$0.child] && $0.kind != .fixed }) {
      throw InputError(
        file: file, line: other.line, key: other.name,
        problem: "moves beside the body on the free joint \"\(free)\"; one moving tree is supported, so remove the other")
    }
    for link in model.links.indices where !inTree[link] {
      model.worldShapes += model.links[link].collisions.map { shape in
        var shape = shape
        shape.origin = poses[link] * shape.origin
        return shape
      }
    }
    model.base = .floating
    model.rootPose = poses[root]
    model.rootIndex = root
    model.contactExclusions.removeAll { !inTree[$0.first] || !inTree[$0.second] }
    model.remove(joint: index)
    for joint in model.joints.indices.reversed() where !inTree[model.joints[joint].parent] { model.remove(joint: joint) }
    for link in model.links.indices.reversed() where !inTree[link] { model.remove(link: link) }
  }
}
