/// A frame that a ``FrameDecoder`` has accepted.
public struct Frame: Sendable {
  public internal(set) var message: UInt32 = 0
  public internal(set) var sequence: UInt8 = 0
  public internal(set) var system: UInt8 = 0
  public internal(set) var component: UInt8 = 0
  public internal(set) var payload = Payload()

  public func decode<M: Message>(_ type: M.Type) -> M {
    precondition(message == M.id, "the frame holds another message")
    return M(from: payload)
  }
}

/// Finds MAVLink 2 and MAVLink 1 frames in a stream of bytes and accepts what pymavlink accepts.
///
/// A frame counts for as long as its header says, so one whose checksum is wrong is skipped whole. Signatures are
/// passed over unchecked, as by any end that has no key. Nothing is allocated after `init`.
public struct FrameDecoder: ~Copyable {
  public enum Outcome: Sendable, Equatable {
    /// `frame` holds it.
    case accepted
    /// Not a message of the dialect; its checksum cannot be checked.
    case unknown
    /// Wrong checksum, or flags that demand what this decoder cannot do.
    case refused
  }

  /// Most bytes that may be appended at once.
  public static let chunk = 4096
  private static let markers: (v1: UInt8, v2: UInt8) = (0xFE, 0xFD)
  private static let signatureLength = 13
  /// 10 header, 255 payload, 2 checksum, 13 signature.
  private static let longestFrame = 280

  /// The frame last accepted.
  public private(set) var frame = Frame()
  /// Bytes taken from the stream so far.
  public private(set) var position = 0
  public private(set) var accepted = 0
  public private(set) var unknown = 0
  public private(set) var refused = 0
  /// Bytes outside any frame.
  public private(set) var skippedBytes = 0

  private var bytes: [UInt8]
  private var start = 0
  private var end = 0

  public init() { bytes = [UInt8](repeating: 0, count: Self.longestFrame + Self.chunk) }

  /// Takes in bytes of the stream.
  ///
  /// - Precondition: at most ``chunk`` bytes, and ``next()`` has given nil since the last call.
  public mutating func append(_ new: Span<UInt8>) {
    precondition(new.count <= Self.chunk && end - start <= Self.longestFrame, "the decoder must be drained first")
    for i in start..<end { bytes[i - start] = bytes[i] }
    end -= start
    start = 0
    for i in new.indices { bytes[end + i] = new[i] }
    end += new.count
  }

  /// Takes in the first bytes of a buffer, as a link has filled it.
  public mutating func append(_ buffer: [UInt8], count: Int) { append(buffer.span.extracting(0..<count)) }

  /// Forgets a frame that has only partly come.
  public mutating func discard() {
    position += end - start
    start = end
  }

  /// The next frame, whatever becomes of it; nil when the stream must give more bytes first.
  public mutating func next() -> Outcome? {
    while start < end, bytes[start] != Self.markers.v1, bytes[start] != Self.markers.v2 {
      start += 1
      position += 1
      skippedBytes += 1
    }
    guard end - start >= 3 else { return nil }
    let isFirstVersion = bytes[start] == Self.markers.v1
    let header = isFirstVersion ? 6 : 10
    let length = Int(bytes[start + 1])
    let flags = isFirstVersion ? 0 : bytes[start + 2]
    let isSigned = flags & 1 != 0
    let total = header + length + 2 + (isSigned ? Self.signatureLength : 0)
    guard end - start >= total else { return nil }
    let first = start
    start += total
    position += total

    guard flags & ~1 == 0 else { return count(.refused) }
    let message =
      isFirstVersion
      ? UInt32(bytes[first + 5])
      : UInt32(bytes[first + 7]) | UInt32(bytes[first + 8]) << 8 | UInt32(bytes[first + 9]) << 16
    guard let seed = Dialect.checksumSeed(of: message) else { return count(.unknown) }
    let checksumStart = first + header + length
    var checksum = Checksum()
    for i in (first + 1)..<checksumStart { checksum.add(bytes[i]) }
    checksum.add(seed)
    let sent = UInt16(bytes[checksumStart]) | UInt16(bytes[checksumStart + 1]) << 8
    guard checksum.value == sent else { return count(.refused) }

    let identity = first + (isFirstVersion ? 2 : 4)
    frame.message = message
    frame.sequence = bytes[identity]
    frame.system = bytes[identity + 1]
    frame.component = bytes[identity + 2]
    for i in 0..<length { frame.payload[i] = bytes[first + header + i] }
    for i in length..<Payload.capacity { frame.payload[i] = 0 }
    return count(.accepted)
  }

  private mutating func count(_ outcome: Outcome) -> Outcome {
    switch outcome {
    case .accepted: accepted += 1
    case .unknown: unknown += 1
    case .refused: refused += 1
    }
    return outcome
  }
}
