import Mathematics

extension Mechanism {
  /// What holds a solid body to the solid body before it.
  enum Connection: Equatable {
    case free
    case slider
    case hinge
    /// Hinges by joint: about an axis on the parent's side, then about one on the child's.
    case universal(first: Int, second: Int)
    /// Two or three slides at right angles from the world.
    case gantry([Int])
    /// Free in a plane: joints of its two slides and its turn.
    case plane(first: Int, second: Int, turn: Int)
  }

  /// The solid bodies and what holds them.
  struct Structure {
    /// Body by body; nil for a frame.
    var connections: [Connection?] = []
    /// The solid body that carries a body's joints; nil for the world.
    var parents: [Int?] = []
    /// Unit normal of the plane in which everything stays, where there is one, and a point of that plane.
    var plane: (normal: Vector3, point: Vector3)?
  }

  /// - Returns: the structure, or why there is none.
  func structure() -> Result<Structure, Fault> {
    var structure = Structure()
    var carries = [Bool](repeating: false, count: bodies.count)
    for (i, body) in bodies.enumerated() {
      if let parent = joints[i].parent { carries[parent] = true }
      guard !body.isFrame else {
        structure.connections.append(nil)
        structure.parents.append(nil)
        continue
      }
      var chain = [i]
      while let parent = joints[chain[0]].parent, bodies[parent].isFrame { chain.insert(parent, at: 0) }
      guard let connection = connection(chain) else {
        return .failure(Fault("the joints \(chain) before body \(i) do not make one joint of a known kind"))
      }
      structure.connections.append(connection)
      structure.parents.append(joints[chain[0]].parent)
    }
    for (i, body) in bodies.enumerated() where body.isFrame && !carries[i] {
      return .failure(Fault("body \(i) has no mass and carries none"))
    }
    for (i, joint) in joints.enumerated() where joint.parent.map({ bodies[$0].isFrame }) == true && bodies[i].isFrame == false {
      let siblings = joints.indices.filter { joints[$0].parent == joint.parent }
      if siblings.count > 1 { return .failure(Fault("body \(joint.parent!) has no mass and carries more than one body")) }
    }
    structure.plane = plane
    let slides = structure.connections.contains { if case .plane = $0 { true } else { false } }
    if slides && structure.plane == nil {
      return .failure(Fault("a body that is free in a plane has joints that leave that plane"))
    }
    if let normal = structure.plane?.normal, !slides, touches(across: normal) { structure.plane = nil }
    return .success(structure)
  }

  private func connection(_ chain: [Int]) -> Connection? {
    let kinds = chain.map { joints[$0].kind }
    let poses = chain.map { linkPoseAtZero($0) }
    let axes = chain.enumerated().map { poses[$0].rotation * joints[$1].axis }
    func square(_ a: Int, _ b: Int) -> Bool { abs(axes[a].dot(axes[b])) < 1e-9 }
    switch kinds {
    case [.floating]: return joints[chain[0]].parent == nil ? .free : nil
    case [.prismatic]: return .slider
    case [.revolute]: return .hinge
    case [.revolute, .revolute]:
      let across = axes[0].cross(axes[1])
      let crosses = abs((poses[1].position - poses[0].position).dot(across)) < 1e-9
      return square(0, 1) && crosses ? .universal(first: chain[0], second: chain[1]) : nil
    case [.prismatic, .prismatic], [.prismatic, .prismatic, .prismatic]:
      guard joints[chain[0]].parent == nil, square(0, 1) else { return nil }
      if chain.count == 3 { guard square(0, 2), square(1, 2) else { return nil } }
      return .gantry(chain)
    case [.prismatic, .prismatic, .revolute]:
      guard joints[chain[0]].parent == nil, square(0, 1), square(0, 2), square(1, 2) else { return nil }
      guard chain.allSatisfy({ joints[$0].isPlain }) else { return nil }
      return .plane(first: chain[0], second: chain[1], turn: chain[2])
    default: return nil
    }
  }

  /// The plane in which every joint moves, if there is one.
  private var plane: (normal: Vector3, point: Vector3)? {
    var plane: (normal: Vector3, point: Vector3)?
    for (i, joint) in joints.enumerated() where joint.kind == .revolute {
      let pose = linkPoseAtZero(i)
      let axis = pose.rotation * joint.axis
      if let plane { guard plane.normal.cross(axis).length < 1e-9 else { return nil } } else { plane = (axis, pose.position) }
    }
    guard let plane else { return nil }
    for (i, joint) in joints.enumerated() {
      if joint.kind == .floating { return nil }
      if joint.kind == .prismatic, abs((linkPoseAtZero(i).rotation * joint.axis).dot(plane.normal)) > 1e-9 { return nil }
    }
    return plane
  }

  /// Whether something may touch these bodies with a force that has a component along `normal`.
  private func touches(across normal: Vector3) -> Bool {
    let shapes = bodies.flatMap(\.shapes)
    guard shapes.contains(where: { terrain.collides(with: $0) }) else { return !shapes.isEmpty && !obstacles.isEmpty }
    switch terrain.surface {
    case .none: return !obstacles.isEmpty
    case .field: return true
    case .plane(let ground, _): return !obstacles.isEmpty || abs(ground.dot(normal)) > 1e-9
    }
  }

  /// Whether body `i` can turn about one fixed principal axis only: its gyroscopic torque ω × Iω is then always zero
  /// and need not be computed.
  func spinsAboutOnePrincipalAxis(_ i: Int) -> Bool {
    var spin: Vector3?
    var link: Int? = i
    while let j = link {
      switch joints[j].kind {
      case .floating: return false
      case .prismatic: break
      case .revolute:
        let axis = linkPoseAtZero(j).rotation * joints[j].axis
        if let spin, spin.cross(axis).length > 1e-12 { return false }
        spin = axis
      }
      link = joints[j].parent
    }
    guard let spin else { return true }
    let axis = linkPoseAtZero(i).rotation.transposed * spin
    let momentum = bodies[i].inertia * axis
    return momentum.cross(axis).length < 1e-12 * momentum.length
  }
}
