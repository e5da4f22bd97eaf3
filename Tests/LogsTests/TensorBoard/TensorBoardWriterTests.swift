import Foundation
import Logs
import TestSupport
import Testing

@Suite("TensorBoard events")
struct TensorBoardWriterTests {
  private struct Decoded: Decodable {
    struct Event: Decodable {
      var step: Int
      var value: Float?
      var wallTime: Double
      init(from decoder: any Decoder) throws {
        var fields = try decoder.unkeyedContainer()
        step = try fields.decode(Int.self)
        value = Float(try fields.decode(String.self))
        wallTime = try fields.decode(Double.self)
      }
    }
    var file_version: Double
    var scalars: [String: [Event]]
  }

  private func read(_ folder: URL) throws -> Decoded {
    let text = try Repository.runPeer("Tests/Peers/read_tensorboard.py", [folder.path])
    // TensorFlow's absence may be warned of on lines before.
    let line = try #require(text.split(separator: "\n").last)
    return try JSONDecoder().decode(Decoded.self, from: Data(line.utf8))
  }

  @Test("are read by tensorboard while the writer is still at work")
  func scalars() throws {
    try Sample.withFolder { folder in
      var writer = try TensorBoardWriter(folder: folder.path)
      let before = Date().timeIntervalSince1970
      for step in [0, 100, 5_000_000_000] {
        try writer.add([("train/return", Double(step) / 3), ("räte", -1e-3)], step: step)
      }
      let decoded = try read(folder)
      #expect(decoded.file_version == 2)
      #expect(decoded.scalars.keys.sorted() == ["räte", "train/return"])
      let events = try #require(decoded.scalars["train/return"])
      #expect(events.map(\.step) == [0, 100, 5_000_000_000])
      #expect(events.map(\.value) == [0, Float(100.0 / 3), Float(5e9 / 3)])
      #expect(events.allSatisfy { abs($0.wallTime - before) < 60 })
      _ = consume writer
    }
  }

  @Test("of a resumed run go on in a new file, and what was logged past the checkpoint is forgotten")
  func resume() throws {
    try Sample.withFolder { folder in
      var first = try TensorBoardWriter(folder: folder.path)
      for step in 0..<6 { try first.add([("x", Double(step))], step: step) }
      var second = try TensorBoardWriter(folder: folder.path, resumingAt: 4)
      for step in 4..<8 { try second.add([("x", Double(step * 10))], step: step) }
      #expect(first.path != second.path)
      let events = try #require(try read(folder).scalars["x"])
      #expect(events.map(\.step) == Array(0..<8))
      #expect(events.map(\.value) == [0, 1, 2, 3, 40, 50, 60, 70])
    }
  }

  @Test("are cut back to a step, from wherever the last record was torn", arguments: [0, 1, 7, 30, 1_000_000])
  func cutsBack(tail: Int) throws {
    try Sample.withFolder { folder in
      var writer = try TensorBoardWriter(folder: folder.path)
      for step in 1...4 { try writer.add([("x", Double(step))], step: 10 * step) }
      let url = URL(fileURLWithPath: writer.path)
      let whole = try Data(contentsOf: url)
      try writer.add([("x", 5)], step: 50)
      // What is left of the fifth record: nothing, a part, or, as after a pulled plug, zeros.
      let torn = tail < 1000 ? try Data(contentsOf: url)[..<(whole.count + tail)] : whole + Data(count: 64)
      try torn.write(to: url)
      try TensorBoardWriter.cutBack(in: folder.path, to: 40)
      #expect(try Data(contentsOf: url) == whole)
      try TensorBoardWriter.cutBack(in: folder.path, to: 25)
      var second = try TensorBoardWriter(folder: folder.path, resumingAt: 26)
      try second.add([("x", 7)], step: 30)
      let events = try #require(try read(folder).scalars["x"])
      #expect(events.map(\.step) == [10, 20, 30] && events.map(\.value) == [1, 2, 7])
    }
  }

  @Test("a folder that is not there is told")
  func noFolder() {
    #expect(throws: LogError.self) { _ = try TensorBoardWriter(folder: "/nonexistent") }
  }
}
