import Foundation
import Mathematics
import TestSupport
import Testing
import Wire

@Suite struct DialectTests {
  @Test("the generated messages are those of the XML")
  func generated() throws {
    _ = try Repository.runPeer("tools/python/generate_dialect.py", ["--check"])
  }

  @Test("what pymavlink writes, every message with random fields, comes back as the same bytes")
  func fromPymavlink() throws {
    let lines = try Repository.runPeer("Tests/Peers/wire_codec_peer.py", ["write", "20"]).split(separator: "\n")
    #expect(lines.count == 20 * 11)
    for line in lines {
      let theirs = bytes(hex: line)
      var decoder = FrameDecoder()
      decoder.append(theirs.span)
      try #require(decoder.next() == .accepted)
      #expect(hex(reencoded(decoder.frame)) == line)
    }
  }

  @Test("pymavlink finds each field where we wrote it")
  func toPymavlink() throws {
    var command = JointCommand()
    (command.session, command.seq, command.ttlMs, command.mode, command.first, command.count) = (7, 8, 9, 1, 2, 3)
    (command.targetSystem, command.targetComponent) = (4, 5)
    for i in 0..<8 { command.effort[i] = Float(i) + 0.5 }

    var state = JointState()
    (state.timeUsec, state.session, state.seq, state.echo, state.lost, state.status) = (1, 2, 3, 4, 5, 6)
    (state.first, state.count) = (8, 7)
    for i in 0..<8 {
      state.position[i] = Float(i)
      state.velocity[i] = Float(10 + i)
      state.effort[i] = Float(20 + i)
    }

    var joint = JointInfo()
    (joint.session, joint.lower, joint.upper, joint.effortLimit) = (1, -2, 2, 3)
    (joint.index, joint.kind, joint.quantities) = (4, 1, 6)
    FixedText.write("slider", to: &joint.name)

    let folder = try Repository.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("frames.txt")
    try [frame(command), frame(state), frame(joint)].map(hex).joined(separator: "\n")
      .write(to: file, atomically: true, encoding: .utf8)
    let fields = try Repository.runPeer("Tests/Peers/wire_codec_peer.py", ["read", file.path])
    #expect(
      fields == """
        JOINT_COMMAND session=7 effort=[0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5] seq=8 ttl_ms=9 target_system=4 \
        target_component=5 mode=1 first=2 count=3
        JOINT_STATE time_usec=1 session=2 position=[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0] \
        velocity=[10.0, 11.0, 12.0, 13.0, 14.0, 15.0, 16.0, 17.0] effort=[20.0, 21.0, 22.0, 23.0, 24.0, 25.0, 26.0, 27.0] \
        seq=3 echo=4 lost=5 status=6 first=8 count=7
        JOINT_INFO session=1 lower=-2.0 upper=2.0 effort_limit=3.0 index=4 kind=1 quantities=6 name=slider

        """)
  }

  @Test("20,000 random and mutated frames are accepted exactly where pymavlink accepts them")
  func fuzz() throws {
    let folder = try Repository.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let figure = folder.appendingPathComponent("figure.json")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
      .deletingLastPathComponent().appendingPathComponent("wire-fuzz")
    process.arguments = ["--frames", "20000", "--seed", "2", "--python", Repository.python.path, "--json", figure.path]
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    let row = try #require(JSONSerialization.jsonObject(with: Data(contentsOf: figure)) as? [String: Any])
    #expect(row["value"] as? Int == 0)
    for verdict in ["accepted", "unknown", "refused"] {
      #expect(try #require(row[verdict] as? Int) > 1000, "too few were \(verdict) to say anything")
    }
  }

  // MARK: Any message

  private func frame<M: Message>(_ message: M, like frame: Frame? = nil) -> [UInt8] {
    var encoder = FrameEncoder(system: frame?.system ?? 1, component: frame?.component ?? 1)
    for _ in 0..<(frame?.sequence ?? 0) { encoder.encode(Heartbeat()) }
    encoder.encode(message)
    return Array(encoder.bytes[..<encoder.count])
  }

  private func reencoded(_ original: Frame) -> [UInt8] {
    func copy<M: Message>(_ type: M.Type) -> [UInt8] { frame(original.decode(type), like: original) }
    let types: [any Message.Type] = [
      Heartbeat.self, CommandLong.self, CommandAck.self, Statustext.self, JointState.self, JointCommand.self,
      JointHealth.self, SessionOpen.self, SessionClose.self, RobotInfo.self, JointInfo.self,
    ]
    for type in types where type.id == original.message { return copy(type) }
    return []
  }
}
