/// A message of the dialect; the conforming types are generated from its XML.
public protocol Message: Sendable {
  static var id: UInt32 { get }
  /// The checksum's last byte, which stands for the message's layout (CRC_EXTRA).
  static var checksumSeed: UInt8 { get }
  /// Bytes of the payload before trailing zeros are cut off.
  static var length: Int { get }

  init()
  init(from payload: borrowing Payload)
  func write(to payload: inout Payload)
}

/// A message's fields as they lie on the wire, little-endian; zero where the sender cut them off.
public struct Payload: Sendable {
  /// MAVLink's largest payload.
  public static let capacity = 255

  private var storage = [255 of UInt8](repeating: 0)

  public init() {}

  public subscript(index: Int) -> UInt8 {
    get { storage[index] }
    set { storage[index] = newValue }
  }

  public func read<T: BitwiseCopyable>(at offset: Int) -> T {
    precondition(offset >= 0 && offset + MemoryLayout<T>.size <= Self.capacity, "a field lies within the payload")
    return storage.span.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: T.self)
  }

  public mutating func write<T: BitwiseCopyable>(_ value: T, at offset: Int) {
    var span = storage.mutableSpan
    var bytes = span.mutableBytes
    bytes.storeBytes(of: value, toByteOffset: offset, as: T.self)
  }

  public mutating func clear() { for i in 0..<Self.capacity { storage[i] = 0 } }
}

#if _endian(big)
  #error("payloads are read as they lie in memory, which must be little-endian")
#endif
