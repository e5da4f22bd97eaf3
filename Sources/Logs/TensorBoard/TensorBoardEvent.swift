/// One `Event` of TensorBoard (tensorflow/core/util/event.proto) in protobuf's wire format, and its TFRecord frame.
struct TensorBoardEvent {
  enum Content {
    /// The first event of every file.
    case version
    /// A run that goes on after a restart: what was logged at this step and later no longer counts.
    case sessionStart
    case scalars([(tag: String, value: Double)])
  }

  /// Since 1970, s.
  var wallTime: Double
  var step: Int
  var content: Content

  /// Length, its masked checksum, the event, its masked checksum.
  var framed: [UInt8] {
    let event = encoded
    var bytes: [UInt8] = []
    bytes.append(little: UInt64(event.count))
    bytes.append(little: Self.masked(crc32c(of: bytes)))
    bytes.append(contentsOf: event)
    bytes.append(little: Self.masked(crc32c(of: event)))
    return bytes
  }

  static func masked(_ crc: UInt32) -> UInt32 { ((crc >> 15) | (crc << 17)) &+ 0xA282_EAD8 }

  private var encoded: [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(protobufKey: 1, .fixed64)
    bytes.append(little: wallTime)
    bytes.append(protobufKey: 2, .varint)
    bytes.append(varint: UInt64(bitPattern: Int64(step)))
    switch content {
    case .version:
      bytes.append(protobuf: Array("brain.Event:2".utf8), key: 3)
    case .sessionStart:
      bytes.append(protobuf: [1 << 3, 1], key: 7)  // SessionLog { status: START }
    case .scalars(let values):
      var summary: [UInt8] = []
      for (tag, value) in values {
        var entry: [UInt8] = []
        entry.append(protobuf: Array(tag.utf8), key: 1)
        entry.append(protobufKey: 2, .fixed32)
        entry.append(little: Float(value))
        summary.append(protobuf: entry, key: 1)
      }
      bytes.append(protobuf: summary, key: 5)
    }
    return bytes
  }
}

/// Protobuf's wire types.
private enum WireType: UInt64 { case varint = 0, fixed64 = 1, bytes = 2, fixed32 = 5 }

extension [UInt8] {
  fileprivate mutating func append(varint value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    append(UInt8(rest))
  }

  fileprivate mutating func append(protobufKey key: UInt64, _ type: WireType) {
    append(varint: key << 3 | type.rawValue)
  }

  fileprivate mutating func append(protobuf content: [UInt8], key: UInt64) {
    append(protobufKey: key, .bytes)
    append(varint: UInt64(content.count))
    append(contentsOf: content)
  }
}
