import Mathematics
import Robots

/// What is settled when the tree of joints is known.
extension URDFReader {
  /// A joint may follow one that follows another one; all are led back to the joint that moves by itself.
  func resolveMimics(of joints: [URDFJoint], in model: inout RobotModel) throws(InputError) {
    for follower in joints where follower.mimic != nil {
      let name = follower.joint.name
      var (multiplier, offset) = (1.0, 0.0)
      var current = follower
      var seen: [String] = []
      while let mimic = current.mimic {
        guard !seen.contains(current.joint.name) else {
          throw follower.element.error(name, "mimics itself through other joints; let one of them move by itself")
        }
        seen.append(current.joint.name)
        // p = m (m' p' + o') + o
        offset += multiplier * mimic.offset
        multiplier *= mimic.multiplier
        guard let next = joints.first(where: { $0.joint.name == mimic.name && $0.joint.kind != .fixed }) else {
          let moving = joints.filter { $0.joint.kind != .fixed && $0.joint.name != name }.map(\.joint.name)
          throw current.element.error(
            current.joint.name,
            "mimics the joint \"\(mimic.name)\", and no such joint moves; \(NearestName.mend(mimic.name, in: moving))")
        }
        current = next
      }
      model.joints[model.jointIndex(named: name)!].mimic = RobotModel.Mimic(
        joint: model.jointIndex(named: current.joint.name)!, multiplier: multiplier, offset: offset)
    }
  }

  /// A floating joint from the root to a link that carries nothing, beside the robot: an object.
  mutating func releaseFreeLinks(of joints: [URDFJoint], in model: inout RobotModel) {
    func isFree(_ joint: URDFJoint) -> Bool {
      guard joint.root == .floating else { return false }
      let index = model.jointIndex(named: joint.joint.name)!
      return model.joints[index].parent == model.rootIndex
        && !model.joints.contains { $0.parent == model.joints[index].child }
    }
    let free = joints.filter(isFree)
    guard free.count < model.joints.count(where: { $0.parent == model.rootIndex }) else { return }
    for joint in free {
      let index = model.jointIndex(named: joint.joint.name)!
      let child = model.joints[index].child
      warn(
        joint.element, joint.joint.name,
        "the link \"\(model.links[child].name)\" floats beside the robot and is shown only; "
          + "declare it among the objects of a scenario")
      model.freeLinks.append(model.links[child])
      model.remove(joint: index)
      model.remove(link: child)
    }
  }

  /// A floating joint below the root makes the root's only child the root of a robot that is free.
  mutating func releaseFloatingBase(of joints: [URDFJoint], in model: inout RobotModel) throws(InputError) {
    for floating in joints where floating.root == .floating {
      guard let index = model.jointIndex(named: floating.joint.name) else { continue }
      let joint = model.joints[index]
      guard joint.parent == model.rootIndex, !model.joints.indices.contains(where: {
        $0 != index && model.joints[$0].parent == model.rootIndex
      }) else {
        throw floating.element.error(
          joint.name, "only the joint that holds the whole robot in the world can be floating; give it an axis")
      }
      let world = model.links[joint.parent]
      if world.inertial != nil {
        warn(floating.element, joint.name, "the mass of the link \"\(world.name)\", which is the world, is not used")
      }
      model.base = .floating
      model.rootPose = joint.origin
      model.worldShapes = world.collisions
      model.rootIndex = joint.child
      model.remove(joint: index)
      model.remove(link: joint.parent)
    }
  }

  /// Two slides and a turn about the plane's normal, with links without mass between them.
  func spreadPlanarJoints(of joints: [URDFJoint], in model: inout RobotModel) {
    for planar in joints where planar.root == .planar {
      guard let index = model.jointIndex(named: planar.joint.name) else { continue }
      let joint = model.joints[index]
      let normal = joint.axis
      let start = abs(normal.x) < 0.9 ? Vector3(1, 0, 0) : Vector3(0, 1, 0)
      let along = start - normal * normal.dot(start)
      let first = along / along.length
      var parent = joint.parent
      let child = model.links[joint.child].name
      let parts: [(String, RobotModel.Joint.Kind, Vector3)] = [
        ("x", .prismatic, first), ("y", .prismatic, normal.cross(first)), ("turn", .continuous, normal),
      ]
      var chain: [RobotModel.Joint] = []
      for (i, (suffix, kind, axis)) in parts.enumerated() {
        var link = joint.child
        if i < 2 {
          link = model.links.count
          model.links.append(
            RobotModel.Link(name: "\(child).\(suffix)", line: joint.line, isIntermediate: true))
        }
        chain.append(
          RobotModel.Joint(
            name: "\(joint.name)_\(suffix)", line: joint.line, kind: kind, parent: parent, child: link,
            origin: i == 0 ? joint.origin : Pose(), axis: axis))
        parent = link
      }
      model.replace(joint: index, by: chain)
    }
  }
}

extension RobotModel {
  /// Takes a joint out of the list; nothing may refer to it.
  mutating func remove(joint index: Int) { replace(joint: index, by: []) }

  /// Puts others in a joint's place; nothing may refer to it.
  mutating func replace(joint index: Int, by others: [Joint]) {
    joints.replaceSubrange(index...index, with: others)
    func moved(_ joint: Int) -> Int { joint > index ? joint + others.count - 1 : joint }
    for j in joints.indices {
      if let joint = joints[j].mimic?.joint { joints[j].mimic?.joint = moved(joint) }
    }
    for a in actuators.indices { actuators[a].joint = moved(actuators[a].joint) }
  }

  /// Takes a link out of the list; nothing may refer to it.
  mutating func remove(link index: Int) {
    links.remove(at: index)
    func moved(_ link: Int) -> Int { link > index ? link - 1 : link }
    rootIndex = moved(rootIndex)
    for j in joints.indices {
      joints[j].parent = moved(joints[j].parent)
      joints[j].child = moved(joints[j].child)
    }
    for e in contactExclusions.indices {
      contactExclusions[e] = LinkPair(moved(contactExclusions[e].first), moved(contactExclusions[e].second))
    }
  }
}
