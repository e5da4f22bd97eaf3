import CSerialPort
import Glibc

/// An open serial device.
///
/// libserialport sets up real ports, unusual baud rates included. It does not know ptys, which are opened with termios.
struct SerialPort: ~Copyable {
  let descriptor: Int32
  private let handle: OpaquePointer?

  init(path: String, baud: Int) throws(LinkError) {
    let opened = try Self.open(path, baud: baud)
    descriptor = opened.descriptor
    handle = opened.handle
  }

  deinit {
    if let handle {
      sp_close(handle)
      sp_free_port(handle)
    } else {
      close(descriptor)
    }
  }

  private static func open(
    _ path: String, baud: Int
  ) throws(LinkError) -> (descriptor: Int32, handle: OpaquePointer?) {
    let name = LinkAddress.serial(path: path, baud: baud).description
    guard access(path, F_OK) == 0 else { throw .open(name, problem: "there is no device \(path)") }
    var handle: OpaquePointer?
    guard sp_get_port_by_name(path, &handle) == SP_OK else {
      return (try openTerminal(path, baud: baud, name: name), nil)
    }
    var descriptor: Int32 = -1
    let isOpen =
      sp_open(handle, SP_MODE_READ_WRITE) == SP_OK && sp_set_baudrate(handle, Int32(baud)) == SP_OK
      && sp_set_bits(handle, 8) == SP_OK && sp_set_parity(handle, SP_PARITY_NONE) == SP_OK
      && sp_set_stopbits(handle, 1) == SP_OK && sp_set_flowcontrol(handle, SP_FLOWCONTROL_NONE) == SP_OK
      && sp_flush(handle, SP_BUF_BOTH) == SP_OK && sp_get_port_handle(handle, &descriptor) == SP_OK
    guard isOpen else {
      let problem = LinkError.message(errno)
      sp_free_port(handle)
      throw .open(name, problem: problem)
    }
    return (descriptor, handle)
  }

  private static func openTerminal(_ path: String, baud: Int, name: String) throws(LinkError) -> Int32 {
    let descriptor = Glibc.open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw .open(name, problem: LinkError.message(errno)) }
    var settings = termios()
    guard tcgetattr(descriptor, &settings) == 0 else {
      close(descriptor)
      throw .open(name, problem: "it is no serial device")
    }
    guard let speed = speeds[baud] else {
      close(descriptor)
      throw .open(name, problem: "\(baud) baud is not possible; use one of \(speeds.keys.sorted().map(String.init).joined(separator: ", "))")
    }
    cfmakeraw(&settings)
    settings.c_cflag |= tcflag_t(CLOCAL | CREAD)
    cfsetspeed(&settings, speed)
    guard tcsetattr(descriptor, TCSANOW, &settings) == 0 else {
      let problem = LinkError.message(errno)
      close(descriptor)
      throw .open(name, problem: problem)
    }
    return descriptor
  }

  private static let speeds: [Int: speed_t] = [
    9600: speed_t(B9600), 57600: speed_t(B57600), 115_200: speed_t(B115200), 230_400: speed_t(B230400),
    460_800: speed_t(B460800), 921_600: speed_t(B921600), 1_000_000: speed_t(B1000000), 2_000_000: speed_t(B2000000),
    3_000_000: speed_t(B3000000), 4_000_000: speed_t(B4000000),
  ]
}
