import Foundation
import Logs
import Testing

@Suite("A broken log is refused with one sentence")
struct BrokenLogTests {
  /// How a good log is broken, and what is then said of it.
  enum Case: String, CaseIterable {
    case wrongMagic, truncatedHeader, wrongChecksum, wrongProfile, noTickChannel, unknownVersion, noMetadata, wrongType
    case wrongCount, wrongJoint

    var sentence: String {
      switch self {
      case .wrongMagic: "LOG: byte 0: is not an MCAP file; give the path of a recorded log."
      case .truncatedHeader:
        "LOG: byte 17: the file ends here, within its header; nothing can be recovered, record the log again."
      case .wrongChecksum:
        "LOG: byte PLACE: the chunk does not agree with its checksum; `sim2real recover` keeps the others."
      case .wrongProfile:
        "LOG: has the profile \"ros1\" instead of \"ros2\"; give a log that this program recorded."
      case .noTickChannel: "LOG: has no channel /sim2real/tick; give a log that this program recorded."
      case .unknownVersion:
        "LOG: has format version 2, and this program reads 1; use the program that wrote it."
      case .noMetadata: "LOG: has no metadata \"sim2real\"; give a log that this program recorded."
      case .wrongType:
        "LOG: the channel /sim2real/tick holds std_msgs/msg/String instead of sim2real_msgs/msg/Tick; "
          + "give a log that this program recorded."
      case .wrongCount:
        "LOG: byte PLACE: the tick has 3 values where the header promises 4; record the log again."
      case .wrongJoint: "LOG: the metadata's numbers contradict each other; record the log again."
      }
    }
  }

  /// Writes the broken file and gives the byte that its sentence names.
  private func write(_ kind: Case, to path: String) throws -> Int {
    let good = path + ".good"
    try Sample.write(3, perChunk: 1, to: good)
    var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: good)))
    let reader = try MCAPReader(good)
    var place = 0
    switch kind {
    case .wrongMagic: bytes[3] = UInt8(ascii: "X")
    case .truncatedHeader: bytes.removeLast(bytes.count - 20)
    case .wrongChecksum:
      place = reader.chunks[2].offset
      bytes[reader.chunks[2].records.lowerBound + 40] ^= 1
    case .wrongProfile, .noTickChannel, .unknownVersion, .noMetadata, .wrongType, .wrongCount, .wrongJoint:
      try rewrite(reader, kind, to: path)
      if kind == .wrongCount { place = try placeOfCount(path) }
      return place
    }
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return place
  }

  /// Copies a log through the writer with one thing changed.
  private func rewrite(_ reader: MCAPReader, _ kind: Case, to path: String) throws {
    var writer = try MCAPWriter(
      creating: path, profile: kind == .wrongProfile ? "ros1" : reader.profile, library: reader.library)
    for metadata in reader.metadata where kind != .noMetadata {
      var metadata = metadata
      if kind == .unknownVersion { metadata.entries["format_version"] = "2" }
      if kind == .wrongCount {
        let sensors = "\"sensors\":["
        metadata.entries["interface"] = metadata.entries["interface"]!.replacingOccurrences(
          of: sensors, with: sensors + "{\"joint\":0,\"quantity\":\"effort\"},")
      }
      if kind == .wrongJoint {
        metadata.entries["interface"] = metadata.entries["interface"]!.replacingOccurrences(
          of: "\"joint\":1", with: "\"joint\":2")
      }
      try writer.add(metadata)
    }
    for schema in reader.schemas.values.sorted(by: { $0.id < $1.id }) { writer.add(schema) }
    for channel in reader.channels.values.sorted(by: { $0.id < $1.id }) {
      var channel = channel
      if channel.topic == "/sim2real/tick" {
        if kind == .noTickChannel { continue }
        if kind == .wrongType { channel.schema = reader.schemas.values.first { $0.name == "std_msgs/msg/String" }!.id }
      }
      writer.add(channel)
    }
    for chunk in reader.chunks {
      for message in try reader.messages(in: chunk) {
        if kind == .noTickChannel && reader.channels[message.channel]!.topic == "/sim2real/tick" { continue }
        writer.add(
          message: message.data.bytes[message.data.offset..<message.data.end], channel: message.channel,
          sequence: message.sequence, time: message.time)
      }
      try writer.flush()
    }
    try writer.finish()
  }

  /// The byte after the reading of the first tick: header 4, tick 8, time 8, count 4 with padding to 8, three values.
  private func placeOfCount(_ path: String) throws -> Int {
    let message = try #require(try MCAPReader(path).messages(on: "/sim2real/tick").first)
    return message.data.offset + 4 + 8 + 8 + 8 + 3 * 8
  }

  @Test("of the file, the byte and the mend", arguments: Case.allCases)
  func refused(kind: Case) throws {
    try Sample.withFolder { folder in
      let path = folder.appendingPathComponent("broken.mcap").path
      let place = try write(kind, to: path)
      let error = #expect(throws: LogError.self) { try RecordedLog(reading: path) }
      let expected = kind.sentence.replacingOccurrences(of: "LOG", with: path)
        .replacingOccurrences(of: "PLACE", with: String(place))
      #expect(error?.description == expected)
    }
  }

  @Test("a missing file and a folder")
  func paths() throws {
    try Sample.withFolder { folder in
      let missing = folder.appendingPathComponent("none.mcap").path
      #expect(throws: LogError(.system, file: missing, problem: "cannot be opened: no such file or directory")) {
        try RecordedLog(reading: missing)
      }
      #expect(throws: LogError(.system, file: folder.path, problem: "is not a file; give the path of a log")) {
        try RecordedLog(reading: folder.path)
      }
    }
  }
}
