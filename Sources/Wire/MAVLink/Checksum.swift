/// CRC-16/MCRF4XX, as MAVLink uses it: reflected polynomial 0x8408, start 0xFFFF.
public struct Checksum: Sendable {
  public private(set) var value: UInt16 = 0xFFFF

  public init() {}

  public mutating func add(_ byte: UInt8) {
    var low = byte ^ UInt8(truncatingIfNeeded: value)
    low ^= low << 4
    let wide = UInt16(low)
    value = (value >> 8) ^ (wide << 8) ^ (wide << 3) ^ (wide >> 4)
  }

  public mutating func add(_ bytes: Span<UInt8>) { for i in bytes.indices { add(bytes[i]) } }
}
