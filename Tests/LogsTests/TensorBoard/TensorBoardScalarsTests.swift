import Foundation
import Logs
import Testing

@Suite("TensorBoard scalars read back")
struct TensorBoardScalarsTests {
  @Test("are those that were written; a resumed run's earlier future is forgotten")
  func resume() throws {
    try Sample.withFolder { folder in
      var first = try TensorBoardWriter(folder: folder.path)
      for step in 0..<6 { try first.add([("x", Double(step) / 4), ("räte", -1)], step: step * 1_000_000_000) }
      var second = try TensorBoardWriter(folder: folder.path, resumingAt: 4_000_000_000)
      try second.add([("x", 40)], step: 4_000_000_000)
      let series = try TensorBoardScalars(folder: folder.path).series
      #expect(series.keys.sorted() == ["räte", "x"])
      #expect(series["x"]!.map(\.step) == [0, 1, 2, 3, 4].map { $0 * 1_000_000_000 })
      #expect(series["x"]!.map(\.value) == [0, 0.25, 0.5, 0.75, 40])
      #expect(series["räte"]!.count == 4)
      _ = consume first
      _ = consume second
    }
  }

  @Test("of a file that is still being written are those that are whole; another file is refused")
  func cut() throws {
    try Sample.withFolder { folder in
      var writer = try TensorBoardWriter(folder: folder.path)
      for step in 0..<5 { try writer.add([("x", 1)], step: step) }
      let url = URL(fileURLWithPath: writer.path)
      let whole = try Data(contentsOf: url)
      try whole.dropLast(7).write(to: url)
      #expect(try TensorBoardScalars(folder: folder.path).series["x"]?.map(\.step) == [0, 1, 2, 3])
      try Data(repeating: 7, count: 64).write(to: url)
      #expect(throws: LogError.self) { try TensorBoardScalars(folder: folder.path) }
      _ = consume writer
    }
  }

  @Test("a folder without events has none")
  func empty() throws {
    try Sample.withFolder { folder in
      let series = try TensorBoardScalars(folder: folder.path).series
      #expect(series.isEmpty)
    }
  }
}
