import Foundation
import Mathematics
import Physics
import Testing

@Suite struct ContactTests {
  private static let g = 9.81
  private static let cube: Mechanism.Shape.Geometry = .box(size: Vector3(repeating: 0.2))

  /// A free box of 1 kg, its lower face on a plane.
  private func box(
    on terrain: Mechanism.Terrain, size: Vector3 = Vector3(0.2, 0.15, 0.1), material: Mechanism.Material = .init(friction: 0)
  ) -> (Mechanism, Motion) {
    let inertia = Mechanism.Rows(
      diagonal: Vector3(size.y * size.y + size.z * size.z, size.x * size.x + size.z * size.z, size.x * size.x + size.y * size.y) / 12)
    let mechanism = Mechanism(
      bodies: [.init(mass: 1, centreOfMass: .zero, inertia: inertia, shapes: [.init(.box(size: size), material: material)])],
      joints: [.init(kind: .floating, parent: nil)], terrain: terrain)
    var pose = Pose(position: Vector3(0, 0, size.z / 2))
    if case .plane(let normal, let height) = terrain.surface {
      let up = Vector3(0, 0, 1)
      let across = up.cross(normal)
      pose.rotation = across.length > 0 ? Rotation(axis: across / across.length, angle: acos(normal.z)) : .identity
      pose.position = normal * (height + size.z / 2)
    }
    return (mechanism, Motion(pose: pose))
  }

  private static let headings = [0.0, 0.4, Double.pi / 4, 1.2, 3.9]

  @Test("a box sticks on a slope up to 2 % below Coulomb's angle and creeps nowhere, in any direction", arguments: headings)
  func stick(heading: Double) {
    let angle = 0.35
    let terrain = Mechanism.Terrain.slope(angle: angle, heading: heading, material: .init(friction: 1.02 * tan(angle)))
    let (mechanism, start) = box(on: terrain)
    var world = World(mechanism)
    world.set(positions: [0], velocities: [0], floating: [start])
    for _ in 0..<250 { world.advance(by: 2e-3, efforts: [0]) }
    let settled = world.pose(0).position
    for _ in 0..<1000 { world.advance(by: 2e-3, efforts: [0]) }
    #expect((world.pose(0).position - settled).length < 1e-6)
    #expect((settled - start.pose.position).length < 1e-3)
  }

  @Test("2 % above Coulomb's angle it slides", arguments: headings)
  func slipNear(heading: Double) {
    let angle = 0.35
    let terrain = Mechanism.Terrain.slope(angle: angle, heading: heading, material: .init(friction: 0.98 * tan(angle)))
    let (mechanism, start) = box(on: terrain)
    var world = World(mechanism)
    world.set(positions: [0], velocities: [0], floating: [start])
    for _ in 0..<1000 { world.advance(by: 2e-3, efforts: [0]) }
    // g·(sin − μ·cos)·t²/2
    let expected = Self.g * (sin(angle) - 0.98 * tan(angle) * cos(angle)) * 2
    #expect(abs((world.pose(0).position - start.pose.position).length / expected - 1) < 0.1)
  }

  @Test("a sliding box accelerates by Coulomb's law within 2 %, in any direction", arguments: headings)
  func slide(heading: Double) {
    let (angle, friction) = (0.5, 0.25)
    let terrain = Mechanism.Terrain.slope(angle: angle, heading: heading, material: .init(friction: friction))
    let (mechanism, start) = box(on: terrain)
    var world = World(mechanism)
    world.set(positions: [0], velocities: [0], floating: [start])
    for _ in 0..<500 { world.advance(by: 2e-3, efforts: [0]) }
    let expected = Self.g * (sin(angle) - friction * cos(angle))
    report(
      "sliding down 0.5 rad, heading \(Int((heading * 180 / .pi).rounded()))°: acceleration over Coulomb's",
      world.motion(0).velocity.length / expected, "1")
    #expect(abs(world.motion(0).velocity.length / expected - 1) < 0.02, "\(world.motion(0).velocity.length) \(expected)")
  }

  @Test("pushed across its motion a sliding box keeps to the circle of friction")
  func slideAcross() {
    let (mechanism, start) = box(on: .ground(material: .init(friction: 0.5)))
    var world = World(mechanism)
    var motion = start
    motion.velocity = Vector3(1.2, 1.6, 0)
    world.set(positions: [0], velocities: [0], floating: [motion])
    for _ in 0..<100 { world.advance(by: 2e-3, efforts: [0]) }
    let v = world.motion(0).velocity
    #expect(abs(v.length - (2 - 0.5 * Self.g * 0.2)) < 0.02)
    #expect(abs(v.x / v.y - 0.75) < 0.01)
  }

  @Test("a ball bounces to the height that its restitution gives", arguments: [0.3, 0.6, 0.9])
  func bounce(restitution: Double) {
    let radius = 0.05
    let mechanism = Mechanism(
      bodies: [
        .init(
          mass: 0.5, centreOfMass: .zero, inertia: .init(diagonal: Vector3(repeating: 5e-4)),
          shapes: [.init(.sphere(radius: radius), material: .init(restitution: restitution))])
      ], joints: [.init(kind: .floating, parent: nil)], terrain: .ground())
    var world = World(mechanism)
    world.set(positions: [0], velocities: [0], floating: [Motion(pose: Pose(position: Vector3(0, 0, radius + 1)))])
    var highest = 0.0
    var fell = false
    for _ in 0..<20_000 {
      world.advance(by: 1e-4, efforts: [0])
      if world.contact(body: 0).touches { fell = true }
      if fell { highest = max(highest, world.pose(0).position.z - radius) }
      if fell, world.motion(0).velocity.z < 0, highest > 0.01 { break }
    }
    #expect(abs(highest / (restitution * restitution) - 1) < 0.02, "\(highest)")
  }

  @Test("every kind of shape comes to rest on the ground without jitter and carries its weight", arguments: 0..<5)
  func rest(kind: Int) {
    let geometries: [Mechanism.Shape.Geometry] = [
      .sphere(radius: 0.1), .capsule(radius: 0.05, length: 0.2), .box(size: Vector3(0.2, 0.1, 0.1)),
      .cylinder(radius: 0.1, length: 0.1),
      .hull(points: [-0.1, 0.1].flatMap { x in [-0.1, 0.1].flatMap { y in [-0.05, 0.05].map { Vector3(x, y, $0) } } }),
    ]
    let mechanism = Mechanism(
      bodies: [
        .init(
          mass: 2, centreOfMass: .zero, inertia: .init(diagonal: Vector3(0.01, 0.012, 0.014)),
          shapes: [.init(geometries[kind])])
      ], joints: [.init(kind: .floating, parent: nil)], terrain: .ground())
    var world = World(mechanism)
    // A ball would roll on for ever, and the capsule begins on its side.
    let tilt = kind == 0 ? Rotation.identity : Rotation(roll: kind == 1 ? Double.pi / 2 - 0.1 : 0.1, pitch: 0.05, yaw: 0.3)
    world.set(
      positions: [0], velocities: [0], floating: [Motion(pose: Pose(position: Vector3(0, 0, 0.2), rotation: tilt))])
    for _ in 0..<2000 { world.advance(by: 2e-3, efforts: [0]) }
    var (fastest, lightest, heaviest) = (0.0, Double.infinity, 0.0)
    for _ in 0..<500 {
      world.advance(by: 2e-3, efforts: [0])
      let motion = world.motion(0)
      if kind != 1 { fastest = max(fastest, motion.velocity.length + 0.1 * motion.angularVelocity.length) }
      lightest = min(lightest, world.contact(body: 0).normalForce)
      heaviest = max(heaviest, world.contact(body: 0).normalForce)
    }
    let weight = 2 * Self.g
    #expect(fastest < 1e-4, "\(fastest)")
    #expect(abs(lightest / weight - 1) < 1e-3 && abs(heaviest / weight - 1) < 1e-3, "\(lightest) \(heaviest)")
    #expect(abs(world.contact(body: 0).force.z / weight - 1) < 1e-3)
  }

  @Test("a soft surface gives by its compliance")
  func compliance() {
    let soft = Mechanism.Material(friction: 1, compliance: 2e-4)
    let (mechanism, start) = box(on: .ground(), material: soft)
    var world = World(mechanism)
    world.set(positions: [0], velocities: [0], floating: [start])
    for _ in 0..<2000 { world.advance(by: 2e-3, efforts: [0]) }
    // Four corners share the weight.
    let depth = start.pose.position.z - world.pose(0).position.z
    #expect(abs(depth - 2e-4 * Self.g / 4) < 0.02 * 2e-4 * Self.g / 4, "\(depth)")
  }

  @Test("a ball comes to rest in the hollow of a height field and stands on a step")
  func heightField() {
    let columns = 21
    var heights: [Double] = []
    for row in 0..<columns {
      for column in 0..<columns {
        let (x, y) = (Double(column - 10) * 0.1, Double(row - 10) * 0.1)
        heights.append(column > 15 ? 0.5 : 0.5 * (x * x + y * y))
      }
    }
    let field = Mechanism.HeightField(origin: Vector3(-1, -1, 0), spacing: 0.1, columns: columns, heights: heights)
    let mechanism = Mechanism(
      bodies: [
        .init(
          mass: 1, centreOfMass: .zero, inertia: .init(diagonal: Vector3(repeating: 1e-3)),
          shapes: [.init(.sphere(radius: 0.05))])
      ], joints: [.init(kind: .floating, parent: nil)], terrain: .init(.field(field)))
    for (start, end) in [(Vector3(0.02, 0.03, 0.2), 0.055), (Vector3(0.8, 0.02, 0.7), 0.55)] {
      var world = World(mechanism)
      world.set(positions: [0], velocities: [0], floating: [Motion(pose: Pose(position: start))])
      for _ in 0..<2000 { world.advance(by: 2e-3, efforts: [0]) }
      #expect(abs(world.pose(0).position.z - end) < 0.01, "\(world.pose(0).position)")
      #expect(abs(world.contact(body: 0).force.z - Self.g) < 0.05 * Self.g)
    }
  }

  /// Two free bodies, the second above the first and falling onto it.
  private func pile(_ lower: Mechanism.Shape.Geometry, _ upper: Mechanism.Shape.Geometry, excluded: Bool = false) -> World {
    func body(_ geometry: Mechanism.Shape.Geometry) -> Mechanism.Body {
      .init(
        mass: 1, centreOfMass: .zero, inertia: .init(diagonal: Vector3(repeating: 4e-3)),
        shapes: [.init(geometry)])
    }
    let mechanism = Mechanism(
      bodies: [body(lower), body(upper)],
      joints: [
        .init(kind: .floating, parent: nil, origin: Pose(position: Vector3(0, 0, 0.11))),
        .init(kind: .floating, parent: nil, origin: Pose(position: Vector3(0.01, 0.005, 0.45))),
      ], terrain: .ground(), excludedPairs: excluded ? [.init(1, 0)] : [])
    var world = World(mechanism)
    for _ in 0..<1000 { world.advance(by: 2e-3, efforts: [0, 0]) }
    return world
  }

  @Test("bodies lie on one another, whatever their shapes", arguments: 0..<5)
  func piles(kind: Int) {
    let points = [-0.1, 0.1].flatMap { x in [-0.1, 0.1].flatMap { y in [-0.1, 0.1].map { Vector3(x, y, $0) } } }
    let mesh: Mechanism.Shape.Geometry = .mesh(
      points: points,
      triangles: [
        0, 1, 3, 0, 3, 2, 4, 6, 7, 4, 7, 5, 0, 4, 5, 0, 5, 1, 2, 3, 7, 2, 7, 6, 0, 2, 6, 0, 6, 4, 1, 5, 7, 1, 7, 3,
      ])
    let hull: Mechanism.Shape.Geometry = .hull(points: points)
    let pairs: [(Mechanism.Shape.Geometry, Mechanism.Shape.Geometry)] = [
      (Self.cube, Self.cube), (hull, Self.cube), (hull, hull), (mesh, Self.cube), (Self.cube, .cylinder(radius: 0.1, length: 0.2)),
    ]
    let world = pile(pairs[kind].0, pairs[kind].1)
    #expect(abs(world.pose(1).position.z - 0.3) < 0.01, "\(world.pose(1).position)")
    // Of two hulls only corners that lie in one another are found, not where their edges cross.
    #expect(world.contact(body: 1).count >= (kind == 1 || kind == 2 ? 2 : 3))
    #expect(abs(world.contact(body: 1).force.z - Self.g) < 0.1 * Self.g)
  }

  @Test("a pair that is left out passes through itself")
  func excluded() {
    let world = pile(Self.cube, Self.cube, excluded: true)
    #expect(world.pose(1).position.z < 0.15)
  }

  @Test("neighbours on a joint never collide, others by their categories")
  func filter() {
    func arm(category: UInt32) -> Mechanism {
      let link = Mechanism.Body(
        mass: 1, centreOfMass: Vector3(0, 0, -0.2), inertia: .init(diagonal: Vector3(repeating: 0.01)),
        shapes: [.init(.capsule(radius: 0.05, length: 0.4), pose: Pose(position: Vector3(0, 0, -0.2)), category: category, collidesWith: 1)])
      // Hangs from x skewed to y, so that it is no mechanism in a plane; folded up, the third link meets the first.
      return Mechanism(
        bodies: [link, link, link],
        joints: [
          .init(kind: .revolute, parent: nil, axis: Vector3(1, 0, 0)),
          .init(kind: .revolute, parent: 0, origin: Pose(position: Vector3(0, 0, -0.4)), axis: Vector3(0, 1, 0)),
          .init(kind: .revolute, parent: 1, origin: Pose(position: Vector3(0, 0, -0.4)), axis: Vector3(0, 1, 0)),
        ], gravity: .zero)
    }
    for (category, touches) in [(UInt32(1), true), (2, false)] {
      var world = World(arm(category: category))
      world.set(positions: [0, 2.3, 2.3], velocities: [0, 0, 0])
      world.advance(by: 1e-3)
      #expect(world.contact(body: 0).touches == touches)
      #expect(!world.contact(body: 1).touches)
    }
  }
}
