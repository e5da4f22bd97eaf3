/// Writes messages as MAVLink 2 frames of one sender, numbered. Nothing is allocated after `init`.
public struct FrameEncoder: Sendable {
  public let system: UInt8
  public let component: UInt8
  /// Number of the next frame.
  public private(set) var sequence: UInt8 = 0
  /// The last frame encoded, in its first `count` bytes.
  public private(set) var bytes = [UInt8](repeating: 0, count: 267)
  public private(set) var count = 0
  private var payload = Payload()

  public init(system: UInt8, component: UInt8) {
    self.system = system
    self.component = component
  }

  /// Encodes a message into `bytes`; trailing zeros are cut off, the first byte excepted.
  public mutating func encode<M: Message>(_ message: M) {
    message.write(to: &payload)
    var length = M.length
    while length > 1, payload[length - 1] == 0 { length -= 1 }
    bytes[0] = 0xFD
    bytes[1] = UInt8(length)
    bytes[2] = 0
    bytes[3] = 0
    bytes[4] = sequence
    bytes[5] = system
    bytes[6] = component
    for i in 0..<3 { bytes[7 + i] = UInt8(truncatingIfNeeded: M.id >> (8 * UInt32(i))) }
    for i in 0..<length { bytes[10 + i] = payload[i] }
    var checksum = Checksum()
    for i in 1..<(10 + length) { checksum.add(bytes[i]) }
    checksum.add(M.checksumSeed)
    bytes[10 + length] = UInt8(truncatingIfNeeded: checksum.value)
    bytes[11 + length] = UInt8(truncatingIfNeeded: checksum.value >> 8)
    count = 12 + length
    sequence &+= 1
  }
}
