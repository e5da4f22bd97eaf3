/// Decodes what ``CDREncoder`` writes, out of a file that may be damaged.
package struct CDRDecoder {
  private var cursor: ByteCursor
  private let origin: Int

  /// - Parameter cursor: stands at the message's header and ends with it.
  package init(_ cursor: ByteCursor) throws(LogError) {
    self.cursor = cursor
    let header = try self.cursor.take(UInt32.self)
    guard header == 0x0100 else {
      throw cursor.fault(.damaged, "the message is not little-endian CDR; record the log again")
    }
    origin = self.cursor.offset
  }

  package var isAtEnd: Bool { cursor.remaining == 0 }

  /// A fault at the next value.
  package func fault(_ kind: LogError.Kind, _ problem: String) -> LogError { cursor.fault(kind, problem) }

  private mutating func align(to size: Int) throws(LogError) {
    try cursor.skip((size - (cursor.offset - origin) % size) % size)
  }

  package mutating func take<T: FixedWidthInteger>(_ type: T.Type = T.self) throws(LogError) -> T {
    try align(to: T.bitWidth / 8)
    return try cursor.take(type)
  }

  package mutating func takeDouble() throws(LogError) -> Double { Double(bitPattern: try take()) }
  package mutating func takeFloat() throws(LogError) -> Float { Float(bitPattern: try take()) }

  package mutating func takeText() throws(LogError) -> String {
    let length = Int(try take(UInt32.self))
    guard length > 0 else { return "" }
    let text = try cursor.takeBytes(length)
    return String(decoding: text.dropLast(), as: UTF8.self)
  }

  package mutating func takeDoubles() throws(LogError) -> [Double] {
    var values: [Double] = []
    for _ in 0..<(try takeCount(of: 8)) { values.append(try takeDouble()) }
    return values
  }

  package mutating func takeFloats() throws(LogError) -> [Float] {
    var values: [Float] = []
    for _ in 0..<(try takeCount(of: 4)) { values.append(try takeFloat()) }
    return values
  }

  /// A sequence's count, refused when its elements cannot lie in what is left.
  private mutating func takeCount(of size: Int) throws(LogError) -> Int {
    let count = Int(try take(UInt32.self))
    guard count * size <= cursor.remaining else {
      throw cursor.fault(.damaged, "a sequence of \(count) values is longer than its message")
    }
    return count
  }
}
