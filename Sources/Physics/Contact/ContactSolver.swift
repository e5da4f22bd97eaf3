internal import COde
import Mathematics

/// Finds where shapes touch and gives the engine a contact for each point.
///
/// The ground is met by shapes' points (``TouchPoints``), so a robot whose parts do not collide with one another needs
/// no collision geometry at all; shapes that may collide with each other are in a fixed list of pairs.
struct ContactSolver: ~Copyable {
  /// Contacts begin this far above a surface and hold it there: so a resting contact is not lost to rounding, m.
  static let layer = 1e-4
  /// Share of a depth that a step takes back.
  static let correction = 0.2
  /// At most, m/s.
  static let correctionSpeed = 0.1
  /// No bounce below this speed, m/s.
  static let quietSpeed = 0.02
  /// Slip speed above which friction's direction follows the slip rather than the last friction, m/s.
  static let slipSpeed = 1e-3
  /// Slip speed above which friction acts along the slip only, as Coulomb's law has it, m/s: one row less.
  static let slideSpeed = 0.05

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

  /// A point of contact in the step under way.
  struct Contact {
    var point = ContactPoint()
    var first = 0
    /// −1 for the ground.
    var second = -1
    var material = Mechanism.Material()
    var direction = Vector3.zero
    /// Whether friction acts along the direction only.
    var slides = false
    /// Whether the engine has it as a ball joint.
    var isHeld = false
  }

  let world: dWorldID
  let group: dJointGroupID
  var shapes: [Shape] = []
  /// Of all shapes, in their bodies' frames; see ``TouchPoints``.
  var points: [Vector3] = []
  /// The first shape of each of the mechanism's bodies.
  let firstShape: [Int]
  var pairs: [Pair] = []
  var ground = Mechanism.Terrain.Surface.none
  var gravity = Vector3.zero
  let plane: (normal: Vector3, point: Vector3)?
  var patch = ContactPatch()

  // Of the last step.
  var contacts: [Contact]
  var count = 0
  let feedback: UnsafeMutablePointer<dJointFeedback>
  let buffer: UnsafeMutablePointer<dContactGeom>
  let capacity: Int
  var touches: [ShapeContact]
  /// Friction on each shape in the last step over its normal force: where the next step's friction will act.
  var lastFriction: [Vector3]
  var step = 0.0
  /// Steps until a shape may be held, 0 while it is; see ``settle()``.                              (shapes)
  var patience: [Int]
  var mayBranch = false

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
      for shape in body.shapes {
        shapes.append(Shape(body: i, solid: solids[i], touch: TouchPoints(shape.geometry, at: Pose(), addingTo: &points)))
      }
    }
    firstShape = first
    for shape in mechanism.obstacles {
      shapes.append(Shape(body: -1, solid: -1, touch: TouchPoints(shape.geometry, at: shape.pose, addingTo: &points)))
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
    contacts = [Contact](repeating: Contact(), count: capacity)
    feedback = .allocate(capacity: max(1, capacity))
    feedback.initialize(repeating: dJointFeedback(), count: max(1, capacity))
    buffer = .allocate(capacity: ContactPatch.limit)
    touches = [ShapeContact](repeating: ShapeContact(), count: shapes.count)
    patience = [Int](repeating: 1, count: shapes.count)
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
    points.removeAll(keepingCapacity: true)
    for (i, shape) in all.enumerated() {
      var pose = shape.pose
      if shapes[i].body >= 0 { pose.position -= centres[shapes[i].body] }
      let onGround = mechanism.terrain.collides(with: shape) && shapes[i].body >= 0
      shapes[i].pose = pose
      shapes[i].touch = TouchPoints(shape.geometry, at: pose, addingTo: &points)
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
      patience[i] = 1
    }
  }

  /// What the last step leaves to the next one.
  var memory: (touches: [ShapeContact], friction: [Vector3], patience: [Int]) {
    get { (touches, lastFriction, patience) }
    set { (touches, lastFriction, patience) = newValue }
  }

  func touch(body: Int, shape: Int) -> ShapeContact { touches[firstShape[body] + shape] }

  func save(into state: inout SavedState) {
    for v in lastFriction {
      state.append(v.x)
      state.append(v.y)
      state.append(v.z)
    }
    for steps in patience { state.append(Double(steps)) }
  }

  mutating func restore(_ state: inout SavedState) {
    for i in lastFriction.indices { lastFriction[i] = Vector3(state.takeReal(), state.takeReal(), state.takeReal()) }
    for i in patience.indices { patience[i] = Int(state.takeReal()) }
  }
}
