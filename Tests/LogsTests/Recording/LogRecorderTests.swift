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
      #expect(try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int == summary.size)
      #expect(try RecordedLog(reading: path).ticks == (0..<1000).map(Sample.tick))
      #expect(try recorder.close() == summary)
    }
  }
}
