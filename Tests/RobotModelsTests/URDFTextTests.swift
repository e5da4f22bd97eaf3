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
    for i in model.links.indices { model.links[i].line = 0 }
    for i in model.joints.indices { model.joints[i].line = 0 }
    return model
  }

  @Test("a model that was written and read is the same", arguments: ["cartpole", "cartpole-pilco", "rotary-pendulum"])
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
    }
    return a == b ? largest : .infinity
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
