/// Where a link leads, as people write it: `udp:HOST:PORT` or `serial:PATH[:BAUD]`.
public enum LinkAddress: Sendable, Equatable, CustomStringConvertible {
  case udp(host: String, port: UInt16)
  case serial(path: String, baud: Int)

  /// Fast enough for states of one block at 500 Hz: a frame takes 1.4 ms.
  public static let defaultBaud = 921_600

  public init(_ text: String) throws(LinkError) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else {
      throw .address(text, problem: "write udp:HOST:PORT or serial:PATH[:BAUD]")
    }
    switch parts[0] {
    case "udp": self = try Self.udp(String(parts[1]), in: text)
    case "serial": self = try Self.serial(String(parts[1]), in: text)
    default: throw .address(text, problem: "'\(parts[0])' is no kind of link; write udp:HOST:PORT or serial:PATH[:BAUD]")
    }
  }

  private static func udp(_ rest: String, in text: String) throws(LinkError) -> LinkAddress {
    guard let colon = rest.lastIndex(of: ":") else {
      throw .address(text, problem: "the port is missing; write udp:HOST:PORT, such as udp:127.0.0.1:14550")
    }
    var host = rest[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
    guard !host.isEmpty else {
      throw .address(text, problem: "the host is missing; write udp:HOST:PORT, such as udp:127.0.0.1:14550")
    }
    let portText = rest[rest.index(after: colon)...]
    guard let port = UInt16(portText), port > 0 else {
      throw .address(text, problem: "'\(portText)' is no port; write a number from 1 to 65535")
    }
    return .udp(host: String(host), port: port)
  }

  private static func serial(_ rest: String, in text: String) throws(LinkError) -> LinkAddress {
    var path = rest[...]
    var baud = defaultBaud
    if let colon = rest.lastIndex(of: ":") {
      let baudText = rest[rest.index(after: colon)...]
      guard let number = Int(baudText), number > 0 else {
        throw .address(text, problem: "'\(baudText)' is no baud rate; write a whole number, such as \(defaultBaud)")
      }
      baud = number
      path = rest[..<colon]
    }
    guard path.hasPrefix("/") else {
      throw .address(text, problem: "the device must be an absolute path, such as serial:/dev/ttyUSB0")
    }
    return .serial(path: String(path), baud: baud)
  }

  public var description: String {
    switch self {
    case .udp(let host, let port): host.contains(":") ? "udp:[\(host)]:\(port)" : "udp:\(host):\(port)"
    case .serial(let path, let baud): "serial:\(path):\(baud)"
    }
  }

  /// Opens the robot's end, which listens, or the bridge's, which calls.
  public func open(as role: LinkRole) throws(LinkError) -> any Link {
    switch self {
    case .udp(let host, let port): try UDPLink(host: host, port: port, role: role)
    case .serial(let path, let baud): try SerialLink(path: path, baud: baud)
    }
  }
}

/// Which end of a link this is.
public enum LinkRole: Sendable { case robot, bridge }
