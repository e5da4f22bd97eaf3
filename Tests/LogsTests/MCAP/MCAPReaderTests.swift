import Foundation
import Logs
import TestSupport
import Testing

@Suite("The MCAP reader")
struct MCAPReaderTests {
  @Test("reads a file of the independent writer", arguments: [MCAPReader.Method.indexed, .streaming])
  func foreignWriter(method: MCAPReader.Method) throws {
    try Sample.withFolder { folder in
      let path = folder.appendingPathComponent("peer.mcap").path
      _ = try Repository.runPeer("Tests/Peers/write_mcap.py", [path, "none"])
      let reader = try MCAPReader(path, by: method)
      #expect(reader.isIndexed == (method == .indexed))
      #expect(reader.truncation == nil)
      #expect(reader.profile == "peer")
      #expect(reader.chunks.count > 5)
      #expect(reader.metadata == [MCAP.Metadata(name: "notes", entries: ["key": "value", "empty": ""])])
      #expect(reader.channels.values.first { $0.topic == "/first" }?.metadata == ["a": "b"])

      let first = try reader.messages(on: "/first")
      #expect(first.map(\.sequence) == (0..<50).filter { $0 != 30 })
      #expect(first.map(\.time) == (1000..<1050).filter { $0 != 1030 })
      let second = try reader.messages(on: "/second")
      #expect(second.count == 1)
      var data = try #require(second.first).data
      #expect(String(decoding: try data.takeBytes(data.remaining), as: UTF8.self) == "message 30")
    }
  }

  @Test("says of a compressed file how to mend it")
  func compressed() throws {
    try Sample.withFolder { folder in
      let path = folder.appendingPathComponent("peer.mcap").path
      _ = try Repository.runPeer("Tests/Peers/write_mcap.py", [path, "lz4"])
      let error = #expect(throws: LogError.self) { try RecordedLog(reading: path) }
      #expect(error?.kind == .foreign)
      #expect(error?.problem.contains("compressed with lz4; convert the file") == true)
    }
  }

  @Test("does not touch chunks in which its index knows no message of the topic")
  func index() throws {
    try Sample.withFolder { folder in
      let path = folder.appendingPathComponent("log.mcap").path
      try Sample.write(4, perChunk: 1, to: path)
      var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
      let last = try #require(try MCAPReader(path).chunks.last)
      bytes[last.records.upperBound - 1] ^= 0xff
      let reader = try MCAPReader(bytes, file: "log")
      #expect(try reader.messages(on: "/robot_description").count == 1)
      #expect(throws: LogError.self) { try reader.messages(on: "/sim2real/tick") }
    }
  }
}
