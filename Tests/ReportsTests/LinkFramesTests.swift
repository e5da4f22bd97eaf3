import Control
import Foundation
import Logs
import Mathematics
import Reports
import RobotModels
import TestSupport
import Testing

@Suite struct LinkFramesTests {
  private let frames = LinkFrames(Sample.model, joints: Sample.interface.joints.map(\.name))
  private let base = Pose(position: Vector3(1, 2, 3), rotation: Rotation(roll: 0.1, pitch: 0.2, yaw: 0.3))

  private func distance(_ a: [Pose], _ b: [Pose]) -> Double {
    zip(a, b).map { p, q in
      let (r, s) = (p.rotation.rows, q.rotation.rows)
      return [p.position - q.position, r.0 - s.0, r.1 - s.1, r.2 - s.2].map(\.length).max()!
    }.max()!
  }

  @Test("positions come in the interface's order and mean the model's joints")
  func order() {
    let poses = frames.poses(at: [.pi / 2, 0.7])
    #expect((poses[1].position - Vector3(0.7, 0, 0)).length < 1e-15)
    // The arm, turned about its own y, lies along the x of the hinge's frame.
    #expect((poses[3].position - Vector3(0.7 + 0.5 * cos(0.5), 0.5 * sin(0.5), 0.15)).length < 1e-15)
  }

  @Test("transforms, chained, put every link where forward kinematics puts it")
  func chain() {
    let transforms = frames.transforms(frames.poses(at: [0.4, -0.2], base: base))
    #expect(transforms.map(\.parent) == ["world", "base", "slide"])
    #expect(frames.fixedTransforms.map(\.child) == ["tip"])
    let poses = frames.poses(from: frames.fixedTransforms + transforms)
    #expect(distance(poses, Sample.model.linkPoses(at: [-0.2, 0.4], base: base)) < 1e-15)
  }

  @Test("a log shows where its transforms say, else where its readings do")
  func log() throws {
    let folder = try Repository.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let header = LogHeader(
      interface: Sample.interface, limits: .init(for: Sample.interface), urdf: Sample.model.urdfText, startTime: 0)
    for isTrue in [false, true] {
      let path = folder.appendingPathComponent("\(isTrue).mcap").path
      var writer = try LogWriter(to: path, header: header)
      if isTrue { writer.append(fixed: frames.fixedTransforms) }
      for i in 0..<5 {
        // The true place is another one than what the sensors say.
        let transforms = isTrue ? frames.transforms(frames.poses(at: [1, 0.5], base: base)) : []
        try writer.append(Sample.tick(i), transforms: transforms)
      }
      try writer.finish()
      let recording = try RunRecording(
        RecordedLog(reading: path), transforms: RecordedTransforms(reading: path), model: Sample.model)
      #expect(recording.showsTruth == isTrue && recording.times.count == 5)
      for i in 0..<5 {
        let wanted = isTrue ? frames.poses(at: [1, 0.5], base: base) : frames.poses(at: Sample.positions(i))
        #expect(distance(recording.poses[i], wanted) < 1e-14)
      }
    }
  }

  @Test("what is free beside the robot is where its transforms say, whatever holds the robot")
  func freeLinks() throws {
    for base in [RobotModel.Base.fixed, .floating] {
      var model = Sample.model
      for i in model.links.indices {
        model.links[i].inertial = .init(mass: 1, origin: Pose(), inertia: Inertia(xx: 0.1, yy: 0.1, zz: 0.1))
      }
      model.base = base
      model.freeLinks = [.init(name: "cube", visuals: [.init(geometry: .box(size: Vector3(0.1, 0.1, 0.1)))])]
      let frames = LinkFrames(model, joints: Sample.interface.joints.map(\.name))
      let place = Pose(position: Vector3(0.2, -0.3, 0.4), rotation: Rotation(roll: 0.3, pitch: -0.2, yaw: 2))
      let poses = frames.poses(at: [0.4, -0.2], base: self.base) + [place]
      let transforms = frames.transforms(poses)
      #expect(transforms.last?.child == "cube" && transforms.last?.parent == (base == .fixed ? "base" : "world"))
      #expect(distance(frames.poses(from: frames.fixedTransforms + transforms), poses) < 1e-15)
      // A log's description brings it back, for the page to draw.
      let read = try RobotModel(urdf: model.urdfText, file: "log.mcap", folder: nil)
      #expect(read.freeLinks.map(\.name) == ["cube"] && read.base == base && read.links.count == model.links.count)
      #expect(read.warnings.contains { "\($0)".contains("\"cube\" floats beside the robot") })
    }
  }
}
