import Glibc

/// An IPv4 or IPv6 address with its port.
struct SocketAddress: Equatable {
  private var storage = sockaddr_in6()
  private var length: socklen_t

  /// Room for any address, to be filled by a system call.
  init() { length = socklen_t(MemoryLayout<sockaddr_in6>.size) }

  /// The first address that the host's name stands for; nil for a name that is not known.
  init?(host: String, port: UInt16) {
    self.init()
    var hints = addrinfo()
    hints.ai_family = AF_UNSPEC
    hints.ai_socktype = Int32(SOCK_DGRAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, String(port), &hints, &found) == 0, let first = found else { return nil }
    defer { freeaddrinfo(found) }
    guard first.pointee.ai_addrlen <= length else { return nil }
    length = first.pointee.ai_addrlen
    withUnsafeMutableBytes(of: &storage) {
      $0.copyMemory(from: UnsafeRawBufferPointer(start: first.pointee.ai_addr, count: Int(length)))
    }
  }

  var family: Int32 { Int32(storage.sin6_family) }

  /// The port stands at the same place in both families.
  var port: UInt16 { UInt16(bigEndian: storage.sin6_port) }

  func withPointer<R>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> R) -> R {
    withUnsafePointer(to: storage) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
    }
  }

  mutating func withMutablePointer<R>(_ body: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> R) -> R {
    length = socklen_t(MemoryLayout<sockaddr_in6>.size)
    return withUnsafeMutablePointer(to: &storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, &length) }
    }
  }

  static func == (a: SocketAddress, b: SocketAddress) -> Bool {
    guard a.family == b.family, a.port == b.port else { return false }
    // IPv4's address stands where IPv6 has its flow label.
    if a.family == AF_INET { return a.storage.sin6_flowinfo == b.storage.sin6_flowinfo }
    return withUnsafeBytes(of: a.storage.sin6_addr) { x in
      withUnsafeBytes(of: b.storage.sin6_addr) { y in x.elementsEqual(y) }
    }
  }
}
