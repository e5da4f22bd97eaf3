import Glibc

/// The events of a file, one after the other, up to its end or the first that is not whole.
struct TensorBoardRecords {
  private let bytes: [UInt8]
  private var cursor: ByteCursor

  init(_ path: String) throws(LogError) {
    bytes = try readFile(path)
    cursor = ByteCursor(bytes, file: path)
  }

  /// Where the next event begins; all before it is whole.
  var offset: Int { cursor.offset }

  /// - Throws: ``LogError`` for a file that does not even begin as an event file.
  mutating func next() throws(LogError) -> ProtobufFields? {
    var record = cursor
    guard record.remaining >= 12 else { return nil }
    let head = record.offset
    let length = try record.take(UInt64.self)
    guard try record.take(UInt32.self) == TensorBoardEvent.masked(crc32c(of: bytes[head..<head + 8])) else {
      if head > 0 { return nil }
      throw LogError(.foreign, file: cursor.file, offset: 0, problem: "is no TensorBoard event file; remove it from the folder")
    }
    guard record.remaining >= 4, length <= UInt64(record.remaining - 4) else { return nil }
    let start = record.offset
    let event = try record.takePart(Int(length))
    guard try record.take(UInt32.self) == TensorBoardEvent.masked(crc32c(of: bytes[start..<start + Int(length)])) else {
      return nil
    }
    cursor = record
    return ProtobufFields(event)
  }
}

extension TensorBoardWriter {
  /// Cuts the event files that this writer made in a folder back to a step: off comes what an interrupted run logged
  /// beyond its checkpoint, and a record that it was in the middle of.
  public static func cutBack(in folder: String, to step: Int) throws(LogError) {
    for path in TensorBoardScalars.files(in: folder) where path.hasSuffix(".sim2real") {
      var records = try TensorBoardRecords(path)
      var kept = 0
      while var event = try records.next(), try event.step() <= step { kept = records.offset }
      guard truncate(path, off_t(kept)) == 0 else {
        throw LogError(.system, file: path, offset: kept, problem: "cannot be cut: \(systemReason())")
      }
    }
  }
}
