import Foundation
import Mathematics
import RobotModels
import TestSupport
import Testing

@Suite struct URDFTextTests {
  /// Without what a text cannot keep: the file, its lines, and what the reader warned of.
  private func bare(_ model: RobotModel) -> RobotModel {
    var model = model
    (model.file, model.warnings) = ("", [])
    for i in model.links.indices {
      model.links[i].line = 0
      for k in model.links[i].visuals.indices { model.links[i].visuals[k].line = 0 }
      for k in model.links[i].collisions.indices { model.links[i].collisions[k].line = 0 }
    }
    model.references = [:]
    for i in model.joints.indices {
      model.joints[i].line = 0
      // Infinity is written so.
      model.joints[i].effort = min(model.joints[i].effort, 1e9)
      model.joints[i].velocity = min(model.joints[i].velocity, 1e9)
    }
    return model
  }

  @Test(
    "a model that was written and read is the same",
    arguments: ["cartpole", "cartpole-pilco", "rotary-pendulum", "quadruped", "desk-arm"])
  func shipped(name: String) throws {
    let file = Repository.root.appendingPathComponent("robots/\(name)/robot.urdf")
    let model = try RobotModel(contentsOf: file)
    let back = try RobotModel(urdf: model.urdfText, file: "written.urdf")
    #expect(back.warnings.isEmpty)
    #expect(difference(bare(model), bare(back)) < 1e-15)
  }

  /// The largest difference of any pose; infinite where anything else differs.
  private func difference(_ a: RobotModel, _ b: RobotModel) -> Double {
    var (a, b) = (a, b)
    var largest = 0.0
    func compare(_ p: inout Pose, _ q: inout Pose) {
      let (r, s) = (p.rotation.rows, q.rotation.rows)
      for d in [p.position - q.position, r.0 - s.0, r.1 - s.1, r.2 - s.2] { largest = max(largest, d.length) }
      (p, q) = (Pose(), Pose())
    }
    guard a.links.count == b.links.count, a.joints.count == b.joints.count else { return .infinity }
    for i in a.joints.indices { compare(&a.joints[i].origin, &b.joints[i].origin) }
    for i in a.links.indices {
      if a.links[i].inertial != nil, b.links[i].inertial != nil {
        compare(&a.links[i].inertial!.origin, &b.links[i].inertial!.origin)
      }
      for k in a.links[i].visuals.indices where k < b.links[i].visuals.count {
        compare(&a.links[i].visuals[k].origin, &b.links[i].visuals[k].origin)
      }
      for k in a.links[i].collisions.indices where k < b.links[i].collisions.count {
        compare(&a.links[i].collisions[k].origin, &b.links[i].collisions[k].origin)
      }
    }
    return a == b ? largest : .infinity
  }

  @Test("a free base, a mimic joint, colours and meshes are kept; a capsule is a cylinder between two spheres")
  func everything() throws {
    let folder = try Repository.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("tri.obj")
    try "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n".write(to: file, atomically: true, encoding: .utf8)
    let inertial = RobotModel.Inertial(mass: 2, origin: Pose(), inertia: Inertia(xx: 1, yy: 1, zz: 1, xy: 0.1))
    let mesh = RobotModel.Shape(
      geometry: .mesh(Mesh(file: file.standardizedFileURL, scale: Vector3(1, -2, 0.5))), color: SIMD4(1, 0.5, 0.25, 1))
    let capsule = RobotModel.Shape(
      origin: Pose(rotation: Rotation(roll: 0, pitch: .pi / 2, yaw: 0)), geometry: .capsule(radius: 0.1, length: 0.6))
    var model = RobotModel(
      name: "all", file: "",
      links: [
        .init(name: "trunk", inertial: inertial, visuals: [mesh]), .init(name: "a", inertial: inertial, collisions: [capsule]),
        .init(name: "b", inertial: inertial),
      ],
      joints: [
        .init(name: "first", kind: .prismatic, parent: 0, child: 1, axis: Vector3(0, 0, 1)),
        .init(
          name: "second", kind: .continuous, parent: 1, child: 2, damping: 0.5,
          mimic: .init(joint: 0, multiplier: -2, offset: 0.25)),
      ], rootIndex: 0, base: .floating, rootPose: Pose(position: Vector3(0, 0, 0.75)))
    let back = try RobotModel(urdf: model.urdfText, file: "written.urdf")
    #expect(back.warnings.isEmpty && back.base == .floating && back.rootPose == model.rootPose)
    #expect(back.links[0].visuals.map(\.geometry) == [mesh.geometry] && back.links[0].visuals[0].color == mesh.color)
    #expect(back.joints[1].mimic == model.joints[1].mimic && back.joints[0].upper == 1e9)
    let parts = back.links[1].collisions
    #expect(parts.map(\.geometry) == [.cylinder(radius: 0.1, length: 0.6), .sphere(radius: 0.1), .sphere(radius: 0.1)])
    #expect((parts[1].origin.position - Vector3(-0.3, 0, 0)).length < 1e-15)
    #expect((parts[2].origin.position - Vector3(0.3, 0, 0)).length < 1e-15)
    // And once more: what was read is written as it was.
    model = back
    #expect(difference(bare(try RobotModel(urdf: model.urdfText, file: "again.urdf")), bare(model)) < 1e-15)
  }

  @Test("names are quoted and any rotation is kept, straight up and straight down included")
  func rotations() throws {
    var stream = RandomStream(seed: 3)
    var rotations = (0..<100).map { _ in
      Rotation(roll: stream.uniform(in: -3...3), pitch: stream.uniform(in: -3...3), yaw: stream.uniform(in: -3...3))
    }
    rotations += [.pi / 2, -.pi / 2, .pi / 2 - 1e-9].map { Rotation(roll: 0.3, pitch: $0, yaw: 0.8) }
    for rotation in rotations {
      let model = RobotModel(
        name: "a \"b\" <&>", file: "", links: [.init(name: "base"), .init(name: "tip")],
        joints: [.init(name: "j", kind: .fixed, parent: 0, child: 1, origin: Pose(rotation: rotation))], rootIndex: 0)
      let back = try RobotModel(urdf: model.urdfText, file: "written.urdf")
      #expect(back.name == model.name)
      let (r, s) = (rotation.rows, back.joints[0].origin.rotation.rows)
      #expect([r.0 - s.0, r.1 - s.1, r.2 - s.2].allSatisfy { $0.length < 1e-14 })
    }
  }
}
