import Control
import Foundation
import Logs
import Testing

@Suite("A log read back")
struct RecordedLogTests {
  @Test("gives the header and the ticks that were written, to the bit", arguments: [1, 7, 100])
  func roundTrip(perChunk: Int) throws {
    try Sample.withFolder { folder in
      let path = folder.appendingPathComponent("log.mcap").path
      try Sample.write(20, perChunk: perChunk, to: path)
      let log = try RecordedLog(reading: path)
      #expect(log.header == Sample.header)
      #expect(log.ticks == (0..<20).map(Sample.tick))
      #expect(log.truncation == nil)
      #expect(log.missingTicks == 0)
    }
  }

  @Test("equality sees each field of a tick")
  func equality() {
    let changes: [(inout TickRecord) -> Void] = [
      { $0.tick += 1 }, { $0.time += 1 }, { $0.reading.values[1] += 1 }, { $0.reading.time += 1 },
      { $0.reading.age += 1 }, { $0.reading.echo += 1 }, { $0.observation[2] += 1 }, { $0.action[0] += 1 },
      { $0.requested.values[0] += 1 }, { $0.applied.values[0] += 1 }, { $0.applied.mode = .damping },
      { $0.requested.mode = .damping }, { $0.events = [] }, { $0.lateness += 1 }, { $0.roundTrip = 1 },
      { $0.planIterations = 77 },
    ]
    for change in changes {
      var record = Sample.tick(2)
      #expect(record == Sample.tick(2))
      change(&record)
      #expect(record != Sample.tick(2))
    }
  }

  @Test("tells how many ticks are missing")
  func gaps() throws {
    try Sample.withFolder { folder in
      let path = folder.appendingPathComponent("log.mcap").path
      var writer = try LogWriter(to: path, header: Sample.header)
      for i in [3, 4, 8, 9] { try writer.append(Sample.tick(i)) }
      try writer.finish()
      #expect(try RecordedLog(reading: path).missingTicks == 3)
    }
  }
}
