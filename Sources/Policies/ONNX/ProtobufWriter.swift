/// Protocol Buffers' wire format, as far as ONNX needs it: varints, 32-bit words, strings and messages.
struct ProtobufWriter {
  private(set) var bytes: [UInt8] = []

  mutating func varint(_ field: Int, _ value: Int64) {
    tag(field, 0)
    put(UInt64(bitPattern: value))
  }

  mutating func string(_ field: Int, _ text: String) { data(field, Array(text.utf8)) }

  mutating func data(_ field: Int, _ content: [UInt8]) {
    tag(field, 2)
    put(UInt64(content.count))
    bytes += content
  }

  mutating func message(_ field: Int, _ build: (inout ProtobufWriter) -> Void) {
    var inner = ProtobufWriter()
    build(&inner)
    data(field, inner.bytes)
  }

  mutating func float(_ field: Int, _ value: Float) {
    tag(field, 5)
    bytes += (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * UInt32($0))) }
  }

  private mutating func tag(_ field: Int, _ wireType: UInt64) { put(UInt64(field) << 3 | wireType) }

  private mutating func put(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
