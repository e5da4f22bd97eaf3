import Control
import Foundation
import Logs
import Testing

@Suite("A log as a plant")
struct RecordedPlantTests {
  private struct Listener: Controller {
    var heard: [Reading] = []
    mutating func reset() { heard = [] }
    mutating func control(_ reading: Reading, into command: inout Command) { heard.append(reading) }
  }

  @Test("replays the logged readings in the control loop and ends with the log")
  func replay() throws {
    try Sample.withFolder { folder in
      let path = folder.appendingPathComponent("log.mcap").path
      try Sample.write(5, perChunk: 2, to: path)
      var plant = RecordedPlant(try RecordedLog(reading: path))
      var listener = Listener()
      #expect(throws: RecordedPlant.LogEnded(ticks: 5)) { try run(&listener, on: &plant, steps: 6) }
      #expect(listener.heard.map(\.echo) == (0..<5).map { Sample.tick($0).reading.echo })
      #expect(listener.heard[4] == Sample.tick(4).reading)

      try run(&listener, on: &plant, steps: 4)
      #expect(listener.heard.count == 4)
    }
  }
}
