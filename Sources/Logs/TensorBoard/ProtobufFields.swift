/// A protobuf message's fields, one after the other.
struct ProtobufFields {
  enum Content {
    case integer(UInt64)
    case eight(UInt64)
    case four(UInt32)
    case bytes(ByteCursor)
  }

  private var cursor: ByteCursor

  init(_ cursor: ByteCursor) { self.cursor = cursor }

  mutating func next() throws(LogError) -> (number: UInt64, content: Content)? {
    guard cursor.remaining > 0 else { return nil }
    let key = try varint()
    switch key & 7 {
    case 0: return (key >> 3, .integer(try varint()))
    case 1: return (key >> 3, .eight(try cursor.take()))
    case 2: return (key >> 3, .bytes(try cursor.takePart(Int(clamping: try varint()))))
    case 5: return (key >> 3, .four(try cursor.take()))
    default: throw cursor.fault(.damaged, "the event has an unknown field; remove the file")
    }
  }

  /// An `Event`'s step, in field 2; 0 where it has none.
  mutating func step() throws(LogError) -> Int {
    while let field = try next() {
      if case (2, .integer(let step)) = (field.number, field.content) { return Int(truncatingIfNeeded: step) }
    }
    return 0
  }

  private mutating func varint() throws(LogError) -> UInt64 {
    var (value, shift): (UInt64, UInt64) = (0, 0)
    while true {
      let byte = try cursor.take(UInt8.self)
      value |= UInt64(byte & 0x7f) << shift
      shift += 7
      if byte < 0x80 || shift > 63 { return value }
    }
  }
}
