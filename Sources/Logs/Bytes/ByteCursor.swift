/// Reads little-endian values from a part of a file; every read is checked and every fault names its byte.
package struct ByteCursor {
  package let file: String
  package let bytes: [UInt8]
  /// Where the next value stands in the file.
  package private(set) var offset: Int
  /// Where the part ends.
  package let end: Int

  /// - Parameter range: the part of `bytes`, which are the whole file.
  package init(_ bytes: [UInt8], in range: Range<Int>? = nil, file: String) {
    precondition(range == nil || range!.upperBound <= bytes.count, "the part lies in the file")
    self.bytes = bytes
    self.file = file
    offset = range?.lowerBound ?? 0
    end = range?.upperBound ?? bytes.count
  }

  package var remaining: Int { end - offset }

  /// A fault at the next value.
  package func fault(_ kind: LogError.Kind, _ problem: String) -> LogError {
    LogError(kind, file: file, offset: offset, problem: problem)
  }

  /// Says that `count` bytes must still be there.
  private func require(_ count: Int) throws(LogError) {
    if count <= remaining { return }
    throw end == bytes.count
      ? fault(.truncated, "the file ends here, within a record; `sim2real recover` keeps what came before")
      : fault(.damaged, "a value runs beyond the end of its record; `sim2real recover` keeps what is intact")
  }

  package mutating func take<T: FixedWidthInteger>(_ type: T.Type = T.self) throws(LogError) -> T {
    try require(T.bitWidth / 8)
    defer { offset += T.bitWidth / 8 }
    return bytes.little(type, at: offset)
  }

  package mutating func takeBytes(_ count: Int) throws(LogError) -> ArraySlice<UInt8> {
    try require(count)
    defer { offset += count }
    return bytes[offset..<offset + count]
  }

  package mutating func skip(_ count: Int) throws(LogError) {
    try require(count)
    offset += count
  }

  /// A part of known length, as a cursor of its own.
  package mutating func takePart(_ count: Int) throws(LogError) -> ByteCursor {
    try require(count)
    defer { offset += count }
    return ByteCursor(bytes, in: offset..<offset + count, file: file)
  }

  /// A length of eight bytes, refused when it could not be that of anything in this part.
  package mutating func takeLength() throws(LogError) -> Int {
    let length = try take(UInt64.self)
    return length > UInt64(Int.max / 2) ? Int.max / 2 : Int(length)
  }

  /// A text of MCAP: its length in bytes, then the bytes.
  package mutating func takeText() throws(LogError) -> String {
    let length = Int(try take(UInt32.self))
    return String(decoding: try takeBytes(length), as: UTF8.self)
  }

  /// A map of MCAP: its length in bytes, then keys and values.
  package mutating func takeMap() throws(LogError) -> [String: String] {
    let length = Int(try take(UInt32.self))
    var part = try takePart(length)
    var map: [String: String] = [:]
    while part.remaining > 0 {
      let key = try part.takeText()
      map[key] = try part.takeText()
    }
    return map
  }
}
