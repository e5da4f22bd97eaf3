import Glibc

/// Carries bytes between a robot and the computer that controls it.
///
/// On a wire with many possible senders (UDP) the robot's end listens to everyone until it adopts a sender; from then
/// on everyone else is a stranger. Neither sending nor receiving allocates.
public protocol Link: AnyObject {
  /// Sends one frame. What the system has no room for is lost, as on any wire.
  func send(_ bytes: Span<UInt8>, to destination: Destination) throws(LinkError)

  /// Takes in what has come, at most `buffer.count` bytes; waits for it until `deadline`, ``MonotonicTime``.
  ///
  /// - Returns: nil when nothing had come by then.
  func receive(into buffer: inout [UInt8], until deadline: Int64) throws(LinkError) -> Arrival?

  /// Makes the sender of the last arrival the peer: the others are strangers from now on.
  func adoptSender()

  /// Has no peer any more.
  func releasePeer()

  /// Datagrams that others than the peer sent.
  var strangers: Int { get }
}

/// Whom a frame is sent to.
public enum Destination: Sendable {
  case peer
  /// Who sent the last arrival, peer or not.
  case sender
}

/// Bytes that have come in.
public struct Arrival: Sendable, Equatable {
  /// Bytes written to the buffer.
  public var count: Int
  /// The link has a peer, and this is from someone else.
  public var isStranger: Bool

  public init(count: Int, isStranger: Bool) {
    self.count = count
    self.isStranger = isStranger
  }
}

extension Link {
  /// Encodes a message and sends it as one frame.
  public func send<M: Message>(
    _ message: M, with encoder: inout FrameEncoder, to destination: Destination = .peer
  ) throws(LinkError) {
    encoder.encode(message)
    try send(encoder.bytes.span.extracting(0..<encoder.count), to: destination)
  }
}

/// What can go wrong with a link.
public enum LinkError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The address is not of the form that ``LinkAddress`` reads.
  case address(String, problem: String)
  /// The link cannot be opened.
  case open(String, problem: String)
  /// A system call failed with this error number.
  case system(String, Int32)
  /// The other end has hung up.
  case closed

  public var description: String {
    switch self {
    case .address(let text, let problem): "link '\(text)': \(problem)."
    case .open(let text, let problem): "link '\(text)' cannot be opened: \(problem)."
    case .system(let call, let code): "the link failed in \(call): \(Self.message(code))."
    case .closed: "the other end of the link has hung up."
    }
  }

  static func message(_ code: Int32) -> String { String(cString: strerror(code)) }
}
