import Foundation
import Logs
import Mathematics
import TestSupport
import Testing

@Suite("Transforms in a log")
struct TransformsTests {
  private static let count = 7
  private static let fixed = [
    FrameTransform(parent: "hand", child: "tip", pose: Pose(position: Vector3(0, 0, 0.25)))
  ]

  private static func moving(_ tick: Int) -> [FrameTransform] {
    let t = Double(tick)
    return [
      FrameTransform(parent: "world", child: "base", pose: Pose(position: Vector3(t, -t / 3, 0.1))),
      FrameTransform(
        parent: "base", child: "hand",
        pose: Pose(position: Vector3(0.1, 0, 0), rotation: Rotation(roll: 0.1, pitch: t, yaw: -0.4))),
    ]
  }

  private func write(to path: String) throws {
    var writer = try LogWriter(to: path, header: Sample.header)
    writer.append(fixed: Self.fixed)
    for i in 0..<Self.count {
      try writer.append(Sample.tick(i), transforms: Self.moving(i))
      if i == 3 { try writer.flush() }
    }
    try writer.finish()
  }

  private func distance(_ a: Pose, _ b: Pose) -> Double {
    let (p, q) = (a.rotation.rows, b.rotation.rows)
    return [a.position - b.position, p.0 - q.0, p.1 - q.1, p.2 - q.2].map(\.length).max()!
  }

  @Test("come back as they were, tick by tick, and disturb nothing else")
  func roundTrip() throws {
    try Sample.withFolder { folder in
      let path = folder.appendingPathComponent("log.mcap").path
      try write(to: path)
      let transforms = try RecordedTransforms(reading: path)
      #expect(transforms.ticks.count == Self.count && transforms.fixed.map(\.child) == ["tip"])
      for (i, read) in transforms.ticks.enumerated() {
        let wanted = Self.moving(i)
        #expect(read.map(\.parent) == wanted.map(\.parent) && read.map(\.child) == wanted.map(\.child))
        #expect(zip(read, wanted).allSatisfy { distance($0.pose, $1.pose) < 1e-14 })
      }
      #expect(try RecordedLog(reading: path).ticks == (0..<Self.count).map(Sample.tick))
    }
  }

  @Test("a log without any has none")
  func none() throws {
    try Sample.withFolder { folder in
      let path = folder.appendingPathComponent("log.mcap").path
      try Sample.write(3, perChunk: 2, to: path)
      let transforms = try RecordedTransforms(reading: path)
      #expect(transforms.ticks.isEmpty && transforms.fixed.isEmpty)
    }
  }

  @Test("are decoded by the independent readers")
  func peers() throws {
    struct Transform: Decodable {
      var topic, stamp_ns, parent, child: String
      var translation: [Double]
      var rotation: [Double]
    }
    try Sample.withFolder { folder in
      let path = folder.appendingPathComponent("log.mcap").path
      try write(to: path)
      let text = try Repository.runPeer("Tests/Peers/read_transforms.py", [path])
      let readers = try JSONDecoder().decode([String: [Transform]].self, from: Data(text.utf8))
      #expect(readers.keys.sorted() == ["mcap", "rosbags"])
      for read in readers.values {
        let fixed = read.filter { $0.topic == "/tf_static" }
        #expect(fixed.map(\.child) == ["tip"] && fixed.map(\.translation) == [[0, 0, 0.25]])
        let moving = read.filter { $0.topic == "/tf" }
        let wanted = (0..<Self.count).flatMap(Self.moving)
        #expect(moving.map(\.parent) == wanted.map(\.parent) && moving.map(\.child) == wanted.map(\.child))
        for (transform, wanted) in zip(moving, wanted) {
          let q = transform.rotation
          let pose = Pose(
            position: Vector3(transform.translation[0], transform.translation[1], transform.translation[2]),
            rotation: Rotation(quaternion: SIMD4(q[0], q[1], q[2], q[3])))
          #expect(distance(pose, wanted.pose) < 1e-14)
        }
        #expect(moving[2].stamp_ns == "1767225600143456100")  // the second tick of the sample
      }
    }
  }
}
