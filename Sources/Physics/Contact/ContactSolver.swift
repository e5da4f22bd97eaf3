internal import COde
import Mathematics

/// Finds where shapes touch and gives the engine a contact for each point.
///
/// The ground is met by shapes' points (``TouchPoints``), so a robot whose parts do not collide with one another needs
/// no collision geometry at all; shapes that may collide with each other are in a fixed list of pairs.
struct ContactSolver {
  /// Contacts begin this far above a surface and hold it there: so a resting contact is not lost to rounding, m.
  static let layer = 1e-4
  /// Share of a depth that a step takes back.
  static let correction = 0.2
  /// No bounce below this speed, m/s.
  static let quietSpeed = 0.02
  /// Slip speed above which friction's direction follows the slip rather than the last friction, m/s.
  static let slipSpeed = 1e-3

  struct Shape {
    var body: Int       // of the mechanism; −1 for an obstacle
    var solid: Int      // of the engine; −1 for an obstacle
    var pose = Pose()   // in the body's frame (at its centre of mass)
    var touch: TouchPoints
    var onGround: Mechanism.Material?
    var geometry: CollisionGeometry?
  }

  struct Pair {
    var first: Int
    var second: Int
    var material: Mechanism.Material
  }

  struct Record {
    var first = 0
    var second = -1
    var normal = Vector3.zero
  }

  let world: dWorldID
  let group: dJointGroupID
  var shapes: [Shape] = []
  /// The first shape of each of the mechanism's bodies.
  let firstShape: [Int]
  var pairs: [Pair] = []
  var ground = Mechanism.Terrain.Surface.none
  var gravity = Vector3.zero
  let plane: (normal: Vector3, point: Vector3)?
  private var patch = ContactPatch()

  // Of the last step.
  private var records: [Record]
  private var count = 0
  private let feedback: UnsafeMutablePointer<dJointFeedback>
  private let buffer: UnsafeMutablePointer<dContactGeom>
  private let capacity: Int
  private var touches: [ShapeContact]
  /// Friction on each shape in the last step over its normal force: where the next step's friction will act.
  private var lastFriction: [Vector3]
  private var step = 0.0

  /// Whether shapes of the engine hang on the bodies.
  var hasGeometry: Bool { !pairs.isEmpty }

  init(
    _ mechanism: Mechanism, _ structure: Mechanism.Structure, world: dWorldID, bodies: [BodyState], solids: [Int]
  ) {
    self.world = world
    plane = structure.plane
    group = dJointGroupCreate(0)
    var first: [Int] = []
    for (i, body) in mechanism.bodies.enumerated() {
      first.append(shapes.count)
      for shape in body.shapes { shapes.append(Shape(body: i, solid: solids[i], touch: TouchPoints(shape.geometry, at: Pose()))) }
    }
    firstShape = first
    for shape in mechanism.obstacles {
      shapes.append(Shape(body: -1, solid: -1, touch: TouchPoints(shape.geometry, at: shape.pose)))
    }
    let all = Self.all(mechanism)
    for a in shapes.indices {
      for b in a + 1..<max(a + 1, shapes.count) where Self.collide(shapes[a], shapes[b], all[a], all[b], mechanism, structure) {
        pairs.append(Pair(first: a, second: b, material: Mechanism.Material()))
      }
    }
    for i in Set(pairs.flatMap { [$0.first, $0.second] }) {
      shapes[i].geometry = CollisionGeometry(all[i].geometry, on: shapes[i].solid < 0 ? nil : bodies[shapes[i].solid].id)
    }
    capacity = min(256, ContactPatch.limit * (shapes.count + pairs.count))
    records = [Record](repeating: Record(), count: capacity)
    feedback = .allocate(capacity: max(1, capacity))
    buffer = .allocate(capacity: ContactPatch.limit)
    touches = [ShapeContact](repeating: ShapeContact(), count: shapes.count)
    lastFriction = [Vector3](repeating: .zero, count: shapes.count)
  }

  func destroy() {
    for shape in shapes { shape.geometry?.destroy() }
    dJointGroupDestroy(group)
    feedback.deallocate()
    buffer.deallocate()
  }

  private static func all(_ mechanism: Mechanism) -> [Mechanism.Shape] {
    mechanism.bodies.flatMap(\.shapes) + mechanism.obstacles
  }

  private static func collide(
    _ a: Shape, _ b: Shape, _ shapeA: Mechanism.Shape, _ shapeB: Mechanism.Shape, _ mechanism: Mechanism,
    _ structure: Mechanism.Structure
  ) -> Bool {
    guard a.body != b.body, shapeA.collides(with: shapeB) else { return false }
    guard a.body >= 0, b.body >= 0 else { return true }
    if structure.parents[a.body] == b.body || structure.parents[b.body] == a.body { return false }
    return !mechanism.excludedPairs.contains { ($0.first, $0.second) == (a.body, b.body) || ($0.first, $0.second) == (b.body, a.body) }
  }

  /// - Parameter centres: of mass, in the links' frames; shapes move with them.
  mutating func configure(_ mechanism: Mechanism, centres: [Vector3]) {
    let all = Self.all(mechanism)
    precondition(all.count == shapes.count, "shapes are fixed when a world is made; only their numbers may change")
    ground = mechanism.terrain.surface
    gravity = mechanism.gravity
    for (i, shape) in all.enumerated() {
      var pose = shape.pose
      if shapes[i].body >= 0 { pose.position -= centres[shapes[i].body] }
      let onGround = mechanism.terrain.collides(with: shape) && shapes[i].body >= 0
      shapes[i].pose = pose
      shapes[i].touch = TouchPoints(shape.geometry, at: pose)
      shapes[i].onGround = onGround ? shape.material.touching(mechanism.terrain.material) : nil
      shapes[i].geometry?.resize(shape.geometry)
      shapes[i].geometry?.place(pose, onBody: shapes[i].body >= 0)
    }
    for i in pairs.indices { pairs[i].material = all[pairs[i].first].material.touching(all[pairs[i].second].material) }
  }

  mutating func forget() {
    for i in touches.indices {
      touches[i] = ShapeContact()
      lastFriction[i] = .zero
    }
  }

  func touch(body: Int, shape: Int) -> ShapeContact { touches[firstShape[body] + shape] }

  func save(into state: inout SavedState) {
    for v in lastFriction {
      state.append(v.x)
      state.append(v.y)
      state.append(v.z)
    }
  }

  mutating func restore(_ state: inout SavedState) {
    for i in lastFriction.indices { lastFriction[i] = Vector3(state.takeReal(), state.takeReal(), state.takeReal()) }
  }
}

extension ContactSolver {
  /// Makes the contacts of the step to come.
  mutating func collide(_ bodies: [BodyState], step: Double) {
    count = 0
    self.step = step
    switch ground {
    case .none: break
    case .plane(let normal, let height): touchPlane(bodies, normal, height)
    case .field(let field): touchField(bodies, field)
    }
    if !pairs.isEmpty { touchPairs(bodies) }
  }

  private mutating func touchPlane(_ bodies: [BodyState], _ normal: Vector3, _ height: Double) {
    for i in shapes.indices {
      guard let material = shapes[i].onGround else { continue }
      let body = bodies[shapes[i].solid]
      let up = body.unrotated(normal)
      let below = height - normal.dot(body.position) + shapes[i].touch.radius + Self.layer
      guard below - up.dot(shapes[i].touch.centre) + shapes[i].touch.reach > 0 else { continue }
      shapes[i].touch.turnRims(up: up)
      patch.removeAll()
      for k in shapes[i].touch.points.indices {
        let depth = below - up.dot(shapes[i].touch.points[k])
        guard depth > 0 else { continue }
        let lowest = body.position + body.rotated(shapes[i].touch.points[k]) - normal * (shapes[i].touch.radius + Self.layer - depth)
        patch.append(ContactPoint(position: lowest, normal: normal, depth: depth))
      }
      patch.reduce()
      for point in patch.points { add(point, i, -1, material, bodies) }
    }
  }

  private mutating func touchField(_ bodies: [BodyState], _ field: Mechanism.HeightField) {
    for i in shapes.indices {
      guard let material = shapes[i].onGround else { continue }
      let body = bodies[shapes[i].solid]
      shapes[i].touch.turnRims(up: body.unrotated(Vector3(0, 0, 1)))
      patch.removeAll()
      for k in shapes[i].touch.points.indices {
        let centre = body.position + body.rotated(shapes[i].touch.points[k])
        field.contacts(centre: centre, radius: shapes[i].touch.radius + Self.layer, into: &patch)
      }
      patch.reduce()
      for point in patch.points { add(point, i, -1, material, bodies) }
    }
  }

  private mutating func touchPairs(_ bodies: [BodyState]) {
    for pair in pairs {
      let (a, b) = (shapes[pair.first], shapes[pair.second])
      func centre(_ shape: Shape) -> Vector3 {
        guard shape.solid >= 0 else { return shape.touch.centre }
        return bodies[shape.solid].position + bodies[shape.solid].rotated(shape.touch.centre)
      }
      let apart = centre(a) - centre(b)
      let reach = a.touch.reach + b.touch.reach
      guard apart.dot(apart) < reach * reach, let first = a.geometry, let second = b.geometry else { continue }
      for k in 0..<first.collide(with: second, into: buffer, limit: ContactPatch.limit) {
        let (p, n) = (buffer[k].pos, buffer[k].normal)
        let point = ContactPoint(
          position: Vector3(p.0, p.1, p.2), normal: Vector3(n.0, n.1, n.2), depth: buffer[k].depth + Self.layer)
        add(point, pair.first, pair.second, pair.material, bodies)
      }
    }
  }

  /// One contact of the engine: the normal's row, and friction along the slip and across it (Coulomb's cone as a box
  /// whose axes follow the slip).
  private mutating func add(
    _ point: ContactPoint, _ first: Int, _ second: Int, _ material: Mechanism.Material, _ bodies: [BodyState]
  ) {
    guard count < capacity else { return }
    var point = point
    if let plane {
      point.position -= plane.normal * plane.normal.dot(point.position - plane.point)
      point.normal -= plane.normal * plane.normal.dot(point.normal)
      let length = point.normal.length
      guard length > 0.2 else { return }
      point.normal /= length
    }
    let solid = shapes[first].solid
    let other = second < 0 ? -1 : shapes[second].solid
    // An obstacle is always the second of a pair: bodies' shapes come first in the list.
    var contact = dContact()
    contact.surface.mode = Int32(dContactApprox1) | Int32(dContactFDir1)
    contact.surface.mu = material.friction
    if material.restitution > 0 {
      contact.surface.mode |= Int32(dContactBounce)
      contact.surface.bounce = material.restitution
      contact.surface.bounce_vel = Self.quietSpeed
    }
    if material.compliance > 0 {
      // Under a steady force f the correction e·depth/h balances CFM·f.
      contact.surface.mode |= Int32(dContactSoftCFM) | Int32(dContactSoftERP)
      contact.surface.soft_erp = Self.correction
      contact.surface.soft_cfm = max(1e-9, material.compliance * Self.correction / step)
    }
    let direction: Vector3
    if let plane {
      contact.surface.mode |= Int32(dContactMu2)
      direction = plane.normal.cross(point.normal)
    } else {
      direction = slip(point, first, second, bodies)
    }
    contact.fdir1 = (direction.x, direction.y, direction.z, 0)
    contact.geom.pos = (point.position.x, point.position.y, point.position.z, 0)
    contact.geom.normal = (point.normal.x, point.normal.y, point.normal.z, 0)
    contact.geom.depth = point.depth
    let joint = dJointCreateContact(world, group, &contact)
    dJointAttach(joint, bodies[solid].id, other < 0 ? nil : bodies[other].id)
    dJointSetFeedback(joint, feedback + count)
    records[count] = Record(first: first, second: second, normal: point.normal)
    count += 1
  }

  /// The direction in which friction will act: along the slip, and at rest along the friction of the last step.
  private func slip(_ point: ContactPoint, _ first: Int, _ second: Int, _ bodies: [BodyState]) -> Vector3 {
    var velocity = bodies[shapes[first].solid].velocity(at: point.position)
    if second >= 0, shapes[second].solid >= 0 { velocity -= bodies[shapes[second].solid].velocity(at: point.position) }
    return along(velocity / Self.slipSpeed - lastFriction[first], point.normal) ?? along(gravity, point.normal)
      ?? point.normal.across
  }

  /// The direction of a vector's part along a surface, if it has one.
  private func along(_ v: Vector3, _ normal: Vector3) -> Vector3? {
    let along = v - normal * normal.dot(v)
    let length = along.length
    return length > 1e-6 ? along / length : nil
  }

  /// Gathers the forces of the step that has been taken.
  mutating func finish() {
    for i in touches.indices where touches[i].count > 0 { touches[i] = ShapeContact() }
    for k in 0..<count {
      let f = feedback[k].f1
      let force = Vector3(f.0, f.1, f.2)
      let normal = force.dot(records[k].normal)
      let (first, second) = (records[k].first, records[k].second)
      touches[first].add(force, normal)
      if second >= 0 { touches[second].add(-force, normal) }
    }
    for i in lastFriction.indices { lastFriction[i] = .zero }
    for k in 0..<count {
      let record = records[k]
      let touch = touches[record.first]
      guard touch.normalForce > 0 else { continue }
      let f = feedback[k].f1
      let force = Vector3(f.0, f.1, f.2)
      lastFriction[record.first] += (force - record.normal * force.dot(record.normal)) / touch.normalForce
    }
    if count > 0 { dJointGroupEmpty(group) }
  }
}
