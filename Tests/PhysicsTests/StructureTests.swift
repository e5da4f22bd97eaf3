import Foundation
import Mathematics
import Physics
import Testing

/// Joints that are made of several, and mechanisms that stay in a plane.
@Suite struct StructureTests {
  private static let leg = Mechanism.Body(
    mass: 1, centreOfMass: Vector3(0, 0, -0.2), inertia: .init(diagonal: Vector3(0.012, 0.012, 0.002)),
    shapes: [.init(.capsule(radius: 0.04, length: 0.4), pose: Pose(position: Vector3(0, 0, -0.2)), category: 2)])

  /// Trunk, thigh and shank that hop in the plane of x and z.
  static func hopper(planar: Bool) -> Mechanism {
    let trunk = Mechanism.Body(mass: 3, centreOfMass: Vector3(0.05, 0, 0.1), inertia: .init(diagonal: Vector3(0.06, 0.06, 0.02)))
    let knee = Mechanism.Joint(
      kind: .revolute, parent: planar ? 3 : 1, origin: Pose(position: Vector3(0, 0, -0.4)), axis: Vector3(0, 1, 0), damping: 0.5,
      armature: 0.02)
    let hip = Mechanism.Joint(kind: .revolute, parent: planar ? 2 : 0, axis: Vector3(0, 1, 0), damping: 0.5, armature: 0.02)
    let ground = Mechanism.Terrain.ground(material: .init(friction: 0.8))
    let place = Pose(position: Vector3(0, 0, 0.95))
    guard planar else {
      return Mechanism(
        bodies: [trunk, leg, leg], joints: [.init(kind: .floating, parent: nil, origin: place), hip, knee], terrain: ground)
    }
    return Mechanism(
      bodies: [.frame, .frame, trunk, leg, leg],
      joints: [
        .init(kind: .prismatic, parent: nil, origin: place, axis: Vector3(1, 0, 0)),
        .init(kind: .prismatic, parent: 0, axis: Vector3(0, 0, 1)),
        .init(kind: .revolute, parent: 1, axis: Vector3(0, 1, 0)), hip, knee,
      ], terrain: ground)
  }

  @Test("a body free in a plane moves as a floating one that begins in it, contacts included")
  func planarRoot() {
    var flat = World(Self.hopper(planar: true))
    var free = World(Self.hopper(planar: false))
    flat.set(positions: [0, 0, 0.1, 0.3, -0.8], velocities: [0.5, 0, 0, 0, 0])
    let start = Motion(
      pose: Pose(position: Vector3(0, 0, 0.95), rotation: Rotation(axis: Vector3(0, 1, 0), angle: 0.1)), velocity: Vector3(0.5, 0, 0))
    free.set(positions: [0, 0.3, -0.8], velocities: [0, 0, 0], floating: [start])
    var touched = false
    for i in 0..<400 {
      let effort = 8 * sin(0.02 * Double(i))
      flat.advance(by: 1e-3, efforts: [0, 0, 0, effort, -effort])
      free.advance(by: 1e-3, efforts: [0, effort, -effort])
      touched = touched || flat.contact(body: 4).touches
    }
    let pose = free.pose(0)
    #expect(touched)
    #expect(abs(flat.position(0) - pose.position.x) < 2e-4, "\(flat.position(0)) \(pose.position.x)")
    #expect(abs(flat.position(1) + 0.95 - pose.position.z) < 2e-4)
    #expect(abs(flat.position(2) - atan2(pose.rotation.rows.0.z, pose.rotation.rows.0.x)) < 1e-3)
    #expect(abs(flat.position(3) - free.position(1)) < 1e-3)
    #expect(abs(flat.position(4) - free.position(2)) < 1e-3)
    #expect(flat.pose(4).position.y == 0)
  }

  @Test("positions and velocities of a plane's joints are read back")
  func planarState() {
    var world = World(Self.hopper(planar: true))
    let (positions, velocities) = ([0.3, -0.2, 4.0, 0.5, -1], [1.0, -2, 0.4, 0.1, -0.3])
    world.set(positions: positions, velocities: velocities)
    for i in 0..<5 {
      #expect(abs(world.position(i) - positions[i]) < 1e-12)
      #expect(abs(world.velocity(i) - velocities[i]) < 1e-12)
    }
  }

  /// A hip of two joints and a knee on a fixed base; `light` is the mass of the link between the hip's joints, nil for a
  /// universal joint.
  private func hip(light: Double?, second: Vector3 = Vector3(0, 1, 0)) -> Mechanism {
    Mechanism(
      bodies: [
        light.map { .init(mass: $0, centreOfMass: .zero, inertia: Mechanism.Rows(diagonal: Vector3(repeating: 1e-3 * $0))) } ?? .frame,
        Self.leg, Self.leg,
      ],
      joints: [
        .init(kind: .revolute, parent: nil, origin: Pose(position: Vector3(0, 0, 2)), axis: Vector3(1, 0, 0), damping: 0.05),
        .init(kind: .revolute, parent: 0, origin: Pose(position: Vector3(0, 0.1, 0)), axis: second, armature: 0.01),
        .init(kind: .revolute, parent: 1, origin: Pose(position: Vector3(0, 0, -0.4)), axis: Vector3(0, 1, 0)),
      ])
  }

  @Test("a universal joint is two hinges with nothing between")
  func universal() {
    var (joined, apart) = (hip(light: nil), hip(light: 1e-3))
    for i in 0..<2 {
      joined.bodies[i + 1].shapes = []
      apart.bodies[i + 1].shapes = []
    }
    var one = World(joined)
    var two = World(apart)
    for i in 0..<2 {
      let (positions, velocities) = ([0.6, -0.7, 1.2], [0.5, 1, -2])
      if i == 0 { one.set(positions: positions, velocities: velocities) } else { two.set(positions: positions, velocities: velocities) }
    }
    for i in 0..<3 { #expect(abs(one.position(i) - two.position(i)) < 1e-12 && abs(one.velocity(i) - two.velocity(i)) < 1e-12) }
    one.drives[0] = Drive(stiffness: 20, damping: 1, position: 0.2)
    two.drives[0] = one.drives[0]
    for i in 0..<1000 {
      let effort = sin(0.01 * Double(i))
      for k in 1...2 {
        one.drives[k].effort = effort
        two.drives[k].effort = effort
      }
      one.advance(by: 5e-4)
      two.advance(by: 5e-4)
    }
    for i in 0..<3 {
      #expect(abs(one.position(i) - two.position(i)) < 5e-3, "\(i): \(one.position(i)) \(two.position(i))")
    }
  }

  @Test("a body on two slides keeps its height and its heading, and its drives act along them", arguments: [true, false])
  func gantry(inPlane: Bool) {
    // A third body on a hinge about z makes it a mechanism in a plane; one about x does not.
    let mechanism = Mechanism(
      bodies: [.frame, .init(mass: 2, centreOfMass: Vector3(0.1, 0, 0), inertia: .init(diagonal: Vector3(0.1, 0.2, 0.3))), Self.leg],
      joints: [
        .init(kind: .prismatic, parent: nil, axis: Vector3(1, 0, 0)),
        .init(kind: .prismatic, parent: 0, axis: Vector3(0, 1, 0), armature: 1),
        .init(kind: .revolute, parent: 1, origin: Pose(position: Vector3(0, 0.3, 0)), axis: inPlane ? Vector3(0, 0, 1) : Vector3(1, 0, 0)),
      ])
    var world = World(mechanism)
    world.set(positions: [0.2, -0.1, 0.5], velocities: [0, 0, 0])
    world.drives[0] = Drive(stiffness: 400, damping: 40, position: 0.5)
    world.drives[1] = Drive(stiffness: 400, damping: 40, position: 0.3)
    for _ in 0..<4000 { world.advance(by: 1e-3) }
    #expect(abs(world.position(0) - 0.5) < 1e-3)
    #expect(abs(world.pose(1).position.z) < 1e-4)
    #expect((world.pose(1).rotation.rows.0 - Vector3(1, 0, 0)).length < 1e-4)
    if inPlane { #expect(abs(world.position(1) - 0.3) < 1e-3) }
  }

  @Test("chains that make no joint are named")
  func faults() {
    #expect(hip(light: nil, second: Vector3(1, 1, 0) / 2.0.squareRoot()).fault?.contains("[0, 1]") == true)
    var leaf = hip(light: nil)
    leaf.bodies[2] = .frame
    #expect(leaf.fault?.contains("body 2") == true)
    var crooked = Self.hopper(planar: true)
    crooked.joints[4].axis = Vector3(1, 0, 0)
    #expect(crooked.fault?.contains("plane") == true)
    var sprung = Self.hopper(planar: true)
    sprung.joints[0].damping = 1
    #expect(sprung.fault != nil)
  }
}
