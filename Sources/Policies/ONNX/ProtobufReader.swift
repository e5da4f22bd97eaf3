/// Reads one message of Protocol Buffers, field by field, from a part of a buffer that nobody is to be trusted about.
struct ProtobufReader {
  enum Value {
    case varint(UInt64)
    /// Where a string, a message or packed numbers lie in the buffer.
    case bytes(Range<Int>)
    case word32(UInt32)
    case word64(UInt64)
  }

  let buffer: [UInt8]
  private(set) var position: Int
  private let end: Int

  init(_ buffer: [UInt8]) { self.init(buffer, buffer.indices) }

  private init(_ buffer: [UInt8], _ range: Range<Int>) {
    self.buffer = buffer
    position = range.lowerBound
    end = range.upperBound
  }

  /// The next field, or nil at the message's end.
  mutating func next() throws(PolicyFault) -> (field: Int, value: Value)? {
    guard position < end else { return nil }
    let tag = try number()
    guard tag >> 3 > 0, tag >> 3 < 1 << 29 else { throw .notONNX }
    switch tag & 7 {
    case 0: return (Int(tag >> 3), .varint(try number()))
    case 1: return (Int(tag >> 3), .word64(try word(8)))
    case 2:
      let length = try number()
      guard length <= UInt64(end - position) else { throw .notONNX }
      defer { position += Int(length) }
      return (Int(tag >> 3), .bytes(position..<position + Int(length)))
    case 5: return (Int(tag >> 3), .word32(UInt32(try word(4))))
    default: throw .notONNX
    }
  }

  func int(_ value: Value) throws(PolicyFault) -> Int64 {
    guard case .varint(let number) = value else { throw .notONNX }
    return Int64(bitPattern: number)
  }

  func float(_ value: Value) throws(PolicyFault) -> Float {
    guard case .word32(let word) = value else { throw .notONNX }
    return Float(bitPattern: word)
  }

  func range(_ value: Value) throws(PolicyFault) -> Range<Int> {
    guard case .bytes(let range) = value else { throw .notONNX }
    return range
  }

  func message(_ value: Value) throws(PolicyFault) -> ProtobufReader { ProtobufReader(buffer, try range(value)) }

  func string(_ value: Value) throws(PolicyFault) -> String {
    guard let text = String(validating: buffer[try range(value)], as: UTF8.self) else { throw .notONNX }
    return text
  }

  /// A repeated number, whether packed or alone.
  func ints(_ value: Value) throws(PolicyFault) -> [Int64] {
    if case .varint = value { return [try int(value)] }
    var inner = try message(value)
    var numbers: [Int64] = []
    while inner.position < inner.end { numbers.append(Int64(bitPattern: try inner.number())) }
    return numbers
  }

  private mutating func number() throws(PolicyFault) -> UInt64 {
    var result: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 7) {
      guard position < end else { throw .notONNX }
      let byte = buffer[position]
      position += 1
      result |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 { return result }
    }
    throw .notONNX
  }

  private mutating func word(_ count: Int) throws(PolicyFault) -> UInt64 {
    guard end - position >= count else { throw .notONNX }
    defer { position += count }
    return (0..<count).reduce(0) { $0 | UInt64(buffer[position + $1]) << UInt64(8 * $1) }
  }
}
