import Foundation
import Mathematics
import RobotModels
import TestSupport
import Testing

/// What MuJoCo itself reads of the files that Gymnasium ships.
@Suite struct MuJoCoAgreementTests {
  static let files = [
    "hopper", "half_cheetah", "walker2d", "ant", "inverted_pendulum", "reacher", "humanoid", "humanoidstandup",
    "inverted_double_pendulum", "point", "pusher", "pusher_v5", "swimmer", "walker2d_v5",
  ]

  struct Peer: Decodable {
    let path: String
    let total: Double
    let bodies: [Body]
    let joints: [Joint]
    let actuators: [Actuator]
    let geoms: [Geom]
    let floats: Bool
    let timestep: Double
    let configurations: [Configuration]

    struct Body: Decodable {
      let name: String
      let mass: Double
      let centre: [Double]
      let inertia: [Double]
    }
    struct Joint: Decodable {
      let name: String
      let axis: [Double]
      let limited: Bool
      let range: [Double]
      let slides: Bool
      let damping, armature, friction, stiffness, spring, start: Double
    }
    struct Actuator: Decodable {
      let joint: String
      let gear: Double
      let limited: Bool
      let range: [Double]
    }
    struct Geom: Decodable {
      let name: String
      let contype, conaffinity, condim: Int
      let friction: [Double]
      let size: [Double]
    }
    struct Configuration: Decodable {
      let positions: [Double]
      let places: [[Double]]
      let rotations: [[Double]]
      let gravity: [Double]
    }
  }

  static let peers = Result {
    try JSONDecoder().decode(
      [Peer].self, from: RealRobots.lastLine(of: Repository.runPeer("Tests/Peers/mujoco_models.py", files.map { $0 + ".xml" })))
  }

  private static func read(_ index: Int) throws -> (RobotModel, Peer) {
    let peer = try peers.get()[index]
    return (try RobotModel(contentsOf: URL(fileURLWithPath: peer.path)), peer)
  }

  private static func vector(_ numbers: [Double]) -> Vector3 { Vector3(numbers[0], numbers[1], numbers[2]) }

  private static func difference(_ rows: (Vector3, Vector3, Vector3), _ numbers: [Double]) -> Double {
    let rows = [rows.0, rows.1, rows.2]
    return (0..<9).reduce(0) { max($0, abs(rows[$1 / 3][$1 % 3] - numbers[$1])) }
  }

  /// MuJoCo's bodies are the links that are neither the world nor between two joints of one body.
  private static func bodies(of model: RobotModel) -> [Int] {
    model.links.indices.filter { !model.links[$0].isIntermediate && model.links[$0].name != "world" }
  }

  @Test("masses, centres and inertias of bodies, and where they are and what gravity asks for", arguments: files.indices)
  func bodies(index: Int) throws {
    let (model, peer) = try Self.read(index)
    let bodies = Self.bodies(of: model)
    try #require(bodies.count == peer.bodies.count)
    var massError = abs(model.totalMass - peer.total) / peer.total
    var (inertiaError, placeError, effortError) = (0.0, 0.0, 0.0)
    for (link, body) in zip(bodies.map { model.links[$0] }, peer.bodies) {
      if !body.name.isEmpty { #expect(link.name == body.name) }
      let ours = MassProperties(try #require(link.inertial))
      massError = max(massError, abs(ours.mass - body.mass) / body.mass)
      placeError = max(placeError, (ours.centre - Self.vector(body.centre)).length)
      inertiaError = max(
        inertiaError, Self.difference(ours.inertia.rows, body.inertia) / ours.inertia.principalMoments.z)
    }
    for configuration in peer.configurations {
      let poses = model.linkPoses(at: configuration.positions)
      for (i, body) in bodies.enumerated() {
        placeError = max(placeError, (poses[body].position - Self.vector(configuration.places[i])).length)
        #expect(Self.difference(poses[body].rotation.rows, configuration.rotations[i]) < 1e-9)
      }
      let efforts = model.gravityEfforts(at: configuration.positions, gravity: model.gravity ?? Vector3(0, 0, -9.81))
      effortError = zip(efforts, configuration.gravity).reduce(effortError) { max($0, abs($1.0 - $1.1)) }
    }
    // tools/benchmarks/figures/trust_urdf.py reads this line.
    print("trust-mjcf", Self.files[index], massError, inertiaError, placeError, effortError)
    #expect(massError < 1e-12 && inertiaError < 1e-9 && placeError < 1e-9 && effortError < 1e-9 * max(1, model.totalMass))
    #expect(model.startPositions == peer.configurations[0].positions)
  }

  @Test("joints, drives and the world", arguments: files.indices)
  func joints(index: Int) throws {
    let (model, peer) = try Self.read(index)
    #expect((model.base == .floating) == peer.floats && model.timestep == peer.timestep)
    let joints = model.movingJoints.map { model.joints[$0] }
    try #require(joints.map(\.name) == peer.joints.map(\.name))
    for (ours, theirs) in zip(joints, peer.joints) {
      #expect((ours.kind == .prismatic) == theirs.slides)
      #expect((ours.axis - Self.vector(theirs.axis)).length < 1e-12)
      #expect(ours.lower.isFinite == theirs.limited)
      if theirs.limited { #expect(abs(ours.lower - theirs.range[0]) < 1e-12 && abs(ours.upper - theirs.range[1]) < 1e-12) }
      #expect(ours.damping == theirs.damping && ours.armature == theirs.armature && ours.friction == theirs.friction)
      #expect(ours.stiffness == theirs.stiffness && ours.startPosition == theirs.start)
      #expect(ours.springPosition == theirs.spring || ours.stiffness == 0)
    }
    try #require(model.actuators.count == peer.actuators.count)
    for (ours, theirs) in zip(model.actuators, peer.actuators) {
      #expect(model.joints[ours.joint].name == theirs.joint && ours.kind == .motor && ours.gear == theirs.gear)
      #expect(!theirs.limited || (ours.controlRange == theirs.range[0]...theirs.range[1]))
    }
  }

  @Test("shapes and what they touch", arguments: files.indices)
  func shapes(index: Int) throws {
    let (model, peer) = try Self.read(index)
    let shapes = model.links.flatMap(\.collisions) + model.worldShapes
    for geom in peer.geoms where !geom.name.isEmpty {
      let contact: RobotModel.Contact
      if let plane = model.groundPlanes.first(where: { $0.name == geom.name }) {
        contact = plane.contact
      } else if let shape = shapes.first(where: { $0.name == geom.name }) {
        contact = shape.contact
        switch shape.geometry {
        case .sphere(let r): #expect(r == geom.size[0])
        case .capsule(let r, let length), .cylinder(let r, let length):
          #expect(r == geom.size[0] && abs(length / 2 - geom.size[1]) < 1e-12)
        case .box(let size): #expect(size / 2 == Self.vector(geom.size))
        case .mesh: Issue.record("none of these files has a mesh")
        }
      } else {
        #expect(geom.contype == 0 && geom.conaffinity == 0, "\(geom.name) is missing")
        continue
      }
      #expect(Int(contact.type) == geom.contype && Int(contact.affinity) == geom.conaffinity)
      #expect(contact.dimensions == geom.condim)
      #expect([contact.friction, contact.torsionalFriction, contact.rollingFriction] == geom.friction.map(Optional.some))
    }
  }
}
