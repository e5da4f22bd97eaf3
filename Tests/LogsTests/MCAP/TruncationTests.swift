import Foundation
import Logs
import Testing

@Suite("Truncated and damaged logs")
struct TruncationTests {
  private static let ticks = 6

  /// The bytes of a small log with one tick in each chunk, and where each tick's chunk ends.
  private func small() throws -> (bytes: [UInt8], ends: [Int], first: Int) {
    try Sample.withFolder { folder in
      let path = folder.appendingPathComponent("log.mcap").path
      try Sample.write(Self.ticks, perChunk: 1, to: path)
      let ends = try MCAPReader(path).chunks.map(\.records.upperBound)
      return ([UInt8](try Data(contentsOf: URL(fileURLWithPath: path))), Array(ends.dropFirst()), ends[0])
    }
  }

  @Test("a log cut at any byte gives the ticks of its complete chunks")
  func everyByte() throws {
    let (bytes, ends, first) = try small()
    var seen: Set<Int> = []
    for length in 0..<bytes.count {
      do {
        let log = try RecordedLog(try MCAPReader(Array(bytes[..<length]), file: "cut"))
        #expect(length >= first, "a log without its first chunk has no ticks")
        let complete = ends.count { $0 <= length }
        #expect(log.ticks == (0..<complete).map(Sample.tick))
        #expect(log.header == Sample.header)
        seen.insert(complete)
      } catch {
        #expect(length < first, "\(length): \(error)")
        #expect(length == 0 ? error.kind == .foreign : error.kind == .truncated)
      }
    }
    #expect(seen == Set(0...Self.ticks))
  }

  @Test("a log cut anywhere is recovered: a valid file with the same ticks")
  func recover() throws {
    let (bytes, ends, first) = try small()
    try Sample.withFolder { folder in
      let cut = folder.appendingPathComponent("cut.mcap")
      let whole = folder.appendingPathComponent("whole.mcap")
      let lengths = ends + ends.map { $0 - 1 } + Array(stride(from: first, to: bytes.count, by: 211)) + [bytes.count]
      for length in lengths {
        try Data(bytes[..<length]).write(to: cut)
        let report = try recoverLog(from: cut.path, to: whole.path)
        let complete = ends.count { $0 <= length }
        #expect(report.messages == 3 * complete + 1)
        #expect(report.chunks == complete + 1)
        #expect(report.damagedChunks == 0)
        let reader = try MCAPReader(whole.path)
        #expect(reader.isIndexed)
        let log = try RecordedLog(reader)
        #expect(log.truncation == nil)
        #expect(log.ticks == (0..<complete).map(Sample.tick))
        #expect(log.header == Sample.header)
      }
      // Of a complete log, recovery writes the very same file.
      #expect([UInt8](try Data(contentsOf: whole)) == bytes)
      #expect(!FileManager.default.fileExists(atPath: whole.path + ".partial"))
    }
  }

  @Test("recovery leaves a damaged chunk behind and keeps the others")
  func damagedChunk() throws {
    var (bytes, ends, _) = try small()
    bytes[ends[2] - 5] ^= 1
    try Sample.withFolder { folder in
      let source = folder.appendingPathComponent("damaged.mcap")
      let target = folder.appendingPathComponent("whole.mcap")
      try Data(bytes).write(to: source)
      let report = try recoverLog(from: source.path, to: target.path)
      #expect(report.damagedChunks == 1)
      let log = try RecordedLog(reading: target.path)
      #expect(log.ticks == [0, 1, 3, 4, 5].map(Sample.tick))
      #expect(log.missingTicks == 1)
    }
  }

  @Test("a log with any one byte changed is refused or gives the true ticks", arguments: [0x01, 0x20, 0x80] as [UInt8])
  func everyFlip(mask: UInt8) throws {
    let (bytes, _, _) = try small()
    let expected = (0..<Self.ticks).map(Sample.tick)
    var refused = 0
    for i in bytes.indices {
      var changed = bytes
      changed[i] ^= mask
      do {
        let log = try RecordedLog(try MCAPReader(changed, file: "changed"))
        #expect(log.ticks == expected, "byte \(i)")
      } catch {
        refused += 1
      }
    }
    #expect(refused > bytes.count / 4)
  }

  @Test("a process killed while it records leaves a log that can be recovered")
  func killed() async throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("sim2real-\(UUID().uuidString).mcap").path
    defer {
      try? FileManager.default.removeItem(atPath: path)
      try? FileManager.default.removeItem(atPath: path + ".recovered")
    }
    // 1.3 s of ticks at 1 kHz: the chunks of the first second have been written, the rest is lost.
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
      let recorder = try LogRecorder(to: path, header: Sample.header)
      for i in 0..<1300 {
        recorder.record(Sample.tick(i))
        usleep(1000)
      }
      kill(getpid(), SIGKILL)
    }
    let log = try RecordedLog(reading: path)
    #expect(log.truncation != nil)
    #expect(log.ticks.count >= 600 && log.ticks.count < 1300)
    #expect(log.ticks == (0..<log.ticks.count).map(Sample.tick))

    try recoverLog(from: path, to: path + ".recovered")
    let recovered = try RecordedLog(reading: path + ".recovered")
    #expect(recovered.truncation == nil)
    #expect(recovered.ticks == log.ticks)
  }
}
