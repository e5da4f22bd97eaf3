import Glibc

/// MAVLink over UDP, one frame a datagram.
///
/// The robot binds the port and answers whom it has adopted; the bridge sends from one socket and takes in only what
/// comes from the configured peer: the rest is dropped and counted.
public final class UDPLink: Link {
  public let role: LinkRole
  public private(set) var strangers = 0
  private let descriptor: Int32
  private var peer: SocketAddress?
  private var sender: SocketAddress?

  /// - Parameters:
  ///   - host: the robot's address: where the robot listens, what the bridge calls.
  ///   - port: for the robot, 0 lets the system choose; see ``localPort``.
  public init(host: String, port: UInt16, role: LinkRole) throws(LinkError) {
    let name = LinkAddress.udp(host: host, port: port).description
    guard let address = SocketAddress(host: host, port: port) else {
      throw .open(name, problem: "the host '\(host)' is not known")
    }
    let descriptor = socket(address.family, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw .system("socket", errno) }
    if role == .robot {
      let result = address.withPointer { bind(descriptor, $0, $1) }
      guard result == 0 else {
        let problem = errno == EADDRINUSE ? "port \(port) is taken by another program" : LinkError.message(errno)
        close(descriptor)
        throw .open(name, problem: problem)
      }
    } else {
      peer = address
    }
    self.descriptor = descriptor
    self.role = role
  }

  deinit { close(descriptor) }

  /// The port that this end sends from and listens on.
  public var localPort: UInt16 {
    var address = SocketAddress()
    _ = address.withMutablePointer { getsockname(descriptor, $0, $1) }
    return address.port
  }

  public func send(_ bytes: Span<UInt8>, to destination: Destination) throws(LinkError) {
    guard let target = destination == .peer ? peer : sender else { return }
    let result = bytes.withUnsafeBufferPointer { buffer in
      target.withPointer { pointer, length in
        uninterrupted {
          sendto(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT), pointer, length)
        }
      }
    }
    // A full queue or an unreachable peer loses the datagram, as the wire may; the watchdogs on both ends see it.
    if result < 0, ![EAGAIN, ENOBUFS, ECONNREFUSED, EHOSTUNREACH, ENETUNREACH].contains(errno) {
      throw .system("sendto", errno)
    }
  }

  public func receive(into buffer: inout [UInt8], until deadline: Int64) throws(LinkError) -> Arrival? {
    while true {
      var from = SocketAddress()
      let count = buffer.withUnsafeMutableBytes { bytes in
        from.withMutablePointer { pointer, length in
          uninterrupted {
            recvfrom(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_DONTWAIT), pointer, length)
          }
        }
      }
      if count < 0 {
        // An earlier datagram met a closed port: the peer is not there yet, which is no fault of this end.
        if errno == ECONNREFUSED { continue }
        guard errno == EAGAIN else { throw .system("recvfrom", errno) }
        guard try wait(for: Int16(POLLIN), on: descriptor, until: deadline) else { return nil }
        continue
      }
      let isStranger = peer != nil && peer != from
      if isStranger { strangers += 1 }
      if isStranger, role == .bridge { continue }
      sender = from
      return Arrival(count: count, isStranger: isStranger)
    }
  }

  public func adoptSender() { if role == .robot { peer = sender } }

  public func releasePeer() { if role == .robot { peer = nil } }
}
