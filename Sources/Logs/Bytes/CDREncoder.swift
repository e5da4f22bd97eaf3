/// Encodes ROS 2 messages: CDR (OMG DDSI-RTPS, 10.2), plain, little-endian.
///
/// Values are aligned to their own size, counted from after the four-byte header. The buffer keeps its capacity from
/// message to message.
package struct CDREncoder {
  package private(set) var bytes: [UInt8] = []

  package init() { restart() }

  /// Begins the next message.
  package mutating func restart() {
    bytes.removeAll(keepingCapacity: true)
    bytes.append(contentsOf: [0, 1, 0, 0])
  }

  private mutating func align(to size: Int) {
    while (bytes.count - 4) % size != 0 { bytes.append(0) }
  }

  package mutating func append<T: FixedWidthInteger>(_ value: T) {
    align(to: T.bitWidth / 8)
    bytes.append(little: value)
  }

  package mutating func append(_ value: Float) { append(value.bitPattern) }
  package mutating func append(_ value: Double) { append(value.bitPattern) }

  /// Length with the NUL, bytes, NUL.
  package mutating func append(_ text: String) {
    append(UInt32(text.utf8.count + 1))
    bytes.append(contentsOf: text.utf8)
    bytes.append(0)
  }

  /// Count, then the elements; an empty sequence is not padded to its elements' alignment.
  package mutating func append(_ values: [Double]) {
    append(UInt32(values.count))
    for value in values { append(value) }
  }

  package mutating func append(_ values: [Float]) {
    append(UInt32(values.count))
    for value in values { append(value) }
  }

  package mutating func append(_ texts: [String]) {
    append(UInt32(texts.count))
    for text in texts { append(text) }
  }
}
