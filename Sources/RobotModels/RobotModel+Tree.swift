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

  /// A body without mass cannot be accelerated by a force: the links that move and have none.
  ///
  /// - Parameter mend: what to add to the file.
  func movingBodiesWithoutMass(mend: String) -> [InputError] {
    let bodies = bodies
    var faults: [InputError] = []
    func check(_ body: Int, _ how: String) {
      guard !links.indices.contains(where: { bodies[$0] == body && links[$0].inertial != nil }),
        !carriesOn(from: body, bodies)
      else { return }
      faults.append(
        InputError(
          file: file, line: links[body].line, key: links[body].name, problem: "moves \(how) and has no mass; \(mend)"))
    }
    if base == .floating { check(rootIndex, "freely") }
    for joint in joints where joint.kind != .fixed { check(joint.child, "on the joint \"\(joint.name)\"") }
    return faults
  }

  /// Whether a link between two joints of one body leads on to the next joint.
  private func carriesOn(from link: Int, _ bodies: [Int]) -> Bool {
    links[link].isIntermediate && joints.contains { $0.kind != .fixed && bodies[$0.parent] == link }
  }
}
