import Robots

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

  /// A body without mass cannot be accelerated by a force.
  func checkThatMovingBodiesHaveMass() throws(InputError) {
    let bodies = bodies
    for joint in joints where joint.kind != .fixed {
      let hasMass = links.indices.contains { bodies[$0] == joint.child && links[$0].inertial != nil }
      guard hasMass else {
        throw InputError(
          file: file, line: links[joint.child].line, key: links[joint.child].name,
          problem: "moves on the joint \"\(joint.name)\" and has no mass; add <inertial> with <mass> and <inertia>")
      }
    }
  }
}
