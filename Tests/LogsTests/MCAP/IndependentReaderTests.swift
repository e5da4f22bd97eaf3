import Control
import Foundation
import Logs
import TestSupport
import Testing

@Suite("Independent readers")
struct IndependentReaderTests {
  /// What both peers print.
  private struct Decoded: Decodable {
    struct Tick: Decodable {
      var log_time_ns: String
      var tick: String
      var scalars: [String]
      var small: [Int]
      var reading, observation, action, requested, applied: [String]
    }
    struct Joints: Decodable {
      var stamp_ns: String
      var name: [String]
      var position, velocity, effort: [String]
    }
    var messages: Int
    var topics: [String: Int]
    var ticks: [Tick]
    var joint_states: [Joints]
    var joint_commands: [Joints]
    var urdf: [String]
    // Of the mcap reader alone.
    var profile: String?
    var chunks: Int?
    var schemas: Int?
    var start_ns: String?
    var end_ns: String?
    var metadata: [String: [String: String]]?
  }

  private static let count = 12
  /// 2026-01-01T00:00:00.123456Z, ns.
  private static let start: UInt64 = 1_767_225_600_123_456_000

  private func decode(with script: String, header: LogHeader = Sample.header) throws -> Decoded {
    try Sample.withFolder { folder in
      let path = folder.appendingPathComponent("log.mcap").path
      try Sample.write(Self.count, perChunk: 5, to: path)
      return try JSONDecoder().decode(Decoded.self, from: Data(try Repository.runPeer(script, [path]).utf8))
    }
  }

  private func same(_ texts: [String], _ values: [Double]) -> Bool {
    texts.count == values.count
      && zip(texts, values).allSatisfy { text, value in
        value.isNaN ? text == "nan" : Double(text) == value
      }
  }

  @Test("decode every field of every message", arguments: ["Tests/Peers/read_mcap.py", "Tests/Peers/read_rosbags.py"])
  func decodes(script: String) throws {
    let decoded = try decode(with: script)
    let n = Self.count
    #expect(decoded.messages == 3 * n + 1)
    #expect(
      decoded.topics == ["/sim2real/tick": n, "/joint_states": n, "/joint_commands": n, "/robot_description": 1])
    #expect(decoded.urdf == [Sample.header.urdf])
    #expect(decoded.ticks.count == n && decoded.joint_states.count == n && decoded.joint_commands.count == n)
    for i in 0..<n {
      let expected = Sample.tick(i)
      let tick = decoded.ticks[i]
      let time = String(Self.start + UInt64(i) * 20_000_000 + 100)
      #expect(tick.log_time_ns == time)
      #expect(tick.tick == String(i))
      #expect(
        same(
          tick.scalars,
          [expected.time, expected.reading.time, expected.reading.age, expected.lateness, expected.roundTrip]))
      #expect(
        tick.small == [
          Int(expected.reading.echo), Int(expected.requested.mode.rawValue), Int(expected.applied.mode.rawValue),
          Int(expected.events.rawValue), Int(expected.planIterations),
        ])
      #expect(same(tick.reading, expected.reading.values))
      #expect(same(tick.observation, expected.observation.map(Double.init)))
      #expect(same(tick.action, expected.action.map(Double.init)))
      #expect(same(tick.requested, expected.requested.values))
      #expect(same(tick.applied, expected.applied.values))

      let state = decoded.joint_states[i]
      #expect(state.stamp_ns == time)
      #expect(state.name == ["slider", "hinge"])
      #expect(same(state.position, Array(expected.reading.values[0...1])))
      #expect(same(state.velocity, [expected.reading.values[2], .nan]))
      #expect(state.effort.isEmpty)

      let command = decoded.joint_commands[i]
      #expect(command.name == ["slider"])
      #expect(same(command.effort, expected.applied.values))
      #expect(command.position.isEmpty && command.velocity.isEmpty)
    }
  }

  @Test("find the summary, the checksums and the metadata in order")
  func summary() throws {
    let decoded = try decode(with: "Tests/Peers/read_mcap.py")
    #expect(decoded.profile == "ros2")
    #expect(decoded.chunks == 4)  // the description, 5 + 5 + 2 ticks
    #expect(decoded.schemas == 3)
    #expect(decoded.start_ns == String(Self.start))
    #expect(decoded.end_ns == String(Self.start + 11 * 20_000_000 + 100))
    let entries = try #require(decoded.metadata?["sim2real"])
    #expect(entries["policy_sha256"] == "00ff")
    #expect(entries["scenario_sha256"] == "beef")
    #expect(entries["seed"] == String(UInt64.max))
    #expect(entries["robot"] == "sample")
    #expect(entries["period_s"] == "0.02")
    #expect(entries["link"] == "udp:127.0.0.1:14550")
    #expect(entries["lockstep"] == "true")
  }
}
