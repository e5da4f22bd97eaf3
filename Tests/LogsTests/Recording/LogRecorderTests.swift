import CMallocCount
import Control
import Foundation
import Logs
import Testing

@Suite("The recorder")
struct LogRecorderTests {
  @Test("keeps every tick that its ring had room for")
  func records() throws {
    try Sample.withFolder { folder in
      let path = folder.appendingPathComponent("log.mcap").path
      let recorder = try LogRecorder(to: path, header: Sample.header)
      for i in 0..<1000 { recorder.record(Sample.tick(i)) }
      let summary = try recorder.close()
      #expect(summary.ticks == 1000)
      #expect(summary.dropped == 0)
      #expect(!recorder.hasFailed)
      #expect(try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int == summary.size)
      #expect(try RecordedLog(reading: path).ticks == (0..<1000).map(Sample.tick))
      #expect(try recorder.close() == summary)
    }
  }

  @Test("counts what its ring has no room for, and tears no tick")
  func overflow() throws {
    try Sample.withFolder { folder in
      let path = folder.appendingPathComponent("log.mcap").path
      let recorder = try LogRecorder(to: path, header: Sample.header, capacity: 8)
      for i in 0..<20_000 {
        recorder.record(Sample.tick(i))
        if i % 500 == 0 { usleep(1000) }
      }
      let summary = try recorder.close()
      #expect(summary.dropped > 0 && summary.ticks >= 8)
      #expect(summary.ticks + summary.dropped == 20_000)
      let ticks = try RecordedLog(reading: path).ticks
      #expect(ticks.count == summary.ticks)
      #expect(ticks.allSatisfy { $0 == Sample.tick(Int($0.tick)) })
      #expect(zip(ticks, ticks.dropFirst()).allSatisfy { $0.tick < $1.tick })
    }
  }

  @Test("allocates nothing in the loop, with room and without")
  func allocations() throws {
    try Sample.withFolder { folder in
      let recorder = try LogRecorder(
        to: folder.appendingPathComponent("log.mcap").path, header: Sample.header, capacity: 500)
      var record = Sample.tick(0)
      let before = malloc_count()
      for i in 0..<2000 {
        record.tick = UInt64(i)
        record.reading.values[0] = Double(i)
        recorder.record(record)
      }
      #expect(malloc_count() == before)
      #expect(try recorder.close().dropped > 0)

      // The count itself counts.
      let array = [Int](repeating: 0, count: Int.random(in: 100...200))
      #expect(malloc_count() > before && array.count >= 100)
    }
  }

  @Test("a full disk stops the recording, not the loop, and is told at the end")
  func diskFull() async {
    await #expect(processExitsWith: .success) {
      // A limit on the size of files, as a disk that fills up.
      var limit = rlimit(rlim_cur: 60_000, rlim_max: 60_000)
      setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
      signal(SIGXFSZ, SIG_IGN)
      let path = NSTemporaryDirectory() + "sim2real-full-\(getpid()).mcap"
      defer { unlink(path) }
      let recorder = try LogRecorder(to: path, header: Sample.header, capacity: 256)
      var waited = 0
      while !recorder.hasFailed && waited < 5000 {
        recorder.record(Sample.tick(waited))
        usleep(1000)
        waited += 1
      }
      #expect(recorder.hasFailed)
      for i in 0..<1000 { recorder.record(Sample.tick(i)) }
      #expect(recorder.dropped > 0)
      let error = #expect(throws: LogError.self) { try recorder.close() }
      #expect(error?.kind == .system)
      #expect(error?.description == "\(path): byte 60000: cannot be written: file too large.")

      // What came before is a log.
      let log = try RecordedLog(reading: path)
      #expect(log.truncation != nil && log.ticks == (0..<log.ticks.count).map(Sample.tick))
    }
  }

  @Test("a file that cannot be created is told at once")
  func noFolder() {
    let path = "/nonexistent/log.mcap"
    #expect(throws: LogError(.system, file: path, problem: "cannot be created: no such file or directory")) {
      try LogRecorder(to: path, header: Sample.header)
    }
  }
}
