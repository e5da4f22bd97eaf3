public import Robots

extension RobotModel {
  /// The tree's root and the joints from it outward.
  ///
  /// - Throws: ``InputError`` for two parents of one link, a loop, or several roots.
  static func tree(
    links: [Link], joints: [Joint], file: String
  ) throws(InputError) -> (root: Int, joints: [Joint]) {
    var above = [Int?](repeating: nil, count: links.count)  // the joint that holds each link
    for (j, joint) in joints.enumerated() {
      if let other = above[joint.child] {
        throw InputError(
          file: file, line: joint.line, key: joint.name,
          problem: "the link \"\(links[joint.child].name)\" already hangs on the joint \"\(joints[other].name)\"; "
            + "a link has one parent, so remove one of the two joints")
      }
      above[joint.child] = j
    }
    let roots = links.indices.filter { above[$0] == nil }
    var ordered: [Joint] = []
    var reached = [Bool](repeating: false, count: links.count)
    var frontier = roots
    while !frontier.isEmpty {
      for link in frontier { reached[link] = true }
      let next = joints.filter { frontier.contains($0.parent) }
      ordered += next
      frontier = next.map(\.child)
    }
    if let joint = joints.first(where: { !reached[$0.child] }) {
      throw InputError(
        file: file, line: joint.line, key: joint.name,
        problem: "closes a loop of joints; remove one joint of it, so that the links form a tree")
    }
    guard roots.count == 1 else {
      throw InputError(
        file: file, line: links[roots[1]].line, key: links[roots[1]].name,
        problem: "no joint connects this link with \"\(links[roots[0]].name)\", so there are two roots; "
          + "add a joint that has one of the two as its child")
    }
    return (roots[0], ordered)
  }

  /// Bodies that move and could not be accelerated by a force: without mass, or without inertia about some axis.
  ///
  /// They depend on ``base``: look again when that is set.
  public var bodyFaults: [InputError] {
    let masses = bodyMasses
    let bodies = bodies
    var faults: [InputError] = []
    func check(_ body: Int, _ how: String) {
      let link = links[body]
      func add(_ problem: String) {
        faults.append(InputError(file: file, line: link.line, key: link.name, problem: problem))
      }
      guard let mass = masses[body] else {
        if !leadsOn(from: body, bodies) { add("moves \(how) and has no mass; add <inertial> with a mass and an inertia") }
        return
      }
      let moment = mass.inertia.principalMoments.x
      if moment <= 0 {
        add("moves \(how) and has no inertia about one of its axes; give its <inertial> three positive principal moments")
      }
    }
    if base == .floating { check(rootIndex, "freely") }
    for joint in joints where joint.kind != .fixed { check(joint.child, "on the joint \"\(joint.name)\"") }
    return faults
  }

  /// Whether a link between two joints of one body leads on to the next joint.
  private func leadsOn(from link: Int, _ bodies: [Int]) -> Bool {
    links[link].isIntermediate && joints.contains { $0.kind != .fixed && bodies[$0.parent] == link }
  }

  /// Links without mass and shapes that stand between two moving joints: URDF's way to give one body several joints.
  mutating func markIntermediateLinks() {
    for joint in joints where joint.kind != .fixed {
      let link = links[joint.child]
      let below = joints.filter { $0.parent == joint.child }
      if link.inertial == nil, link.collisions.isEmpty, link.visuals.isEmpty, below.count == 1, below[0].kind != .fixed {
        links[joint.child].isIntermediate = true
      }
    }
  }
}
