import Glibc

/// MAVLink over a serial line, 8 data bits, no parity, one stop bit, no flow control.
public final class SerialLink: Link {
  /// One sender only: nobody is a stranger on a wire.
  public let strangers = 0
  private let port: SerialPort

  public init(path: String, baud: Int) throws(LinkError) { port = try SerialPort(path: path, baud: baud) }

  public func send(_ bytes: Span<UInt8>, to destination: Destination) throws(LinkError) {
    var sent = 0
    while sent < bytes.count {
      let result = bytes.withUnsafeBufferPointer { buffer in
        uninterrupted { write(port.descriptor, buffer.baseAddress! + sent, buffer.count - sent) }
      }
      if result > 0 { sent += result }
      if result < 0 {
        guard errno == EAGAIN else { throw errno == EIO ? .closed : .system("write", errno) }
        // Before a frame's first byte a full queue loses the frame; within a frame its rest must follow.
        if sent == 0 { return }
        _ = try wait(for: Int16(POLLOUT), on: port.descriptor, until: MonotonicTime.now + 100_000_000)
      }
    }
  }

  public func receive(into buffer: inout [UInt8], until deadline: Int64) throws(LinkError) -> Arrival? {
    while true {
      let count = buffer.withUnsafeMutableBytes { bytes in
        uninterrupted { read(port.descriptor, bytes.baseAddress, bytes.count) }
      }
      if count > 0 { return Arrival(count: count, isStranger: false) }
      // A pty whose other end is closed gives an end of file or EIO.
      if count < 0, errno != EAGAIN { throw errno == EIO ? .closed : .system("read", errno) }
      guard try wait(for: Int16(POLLIN), on: port.descriptor, until: deadline) else { return nil }
      if count == 0 { throw .closed }
    }
  }

  public func adoptSender() {}

  public func releasePeer() {}
}
