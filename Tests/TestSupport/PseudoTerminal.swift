import Dispatch
import Foundation
import Glibc
import Synchronization

/// A pair of connected serial devices without hardware: what is written to one is read from the other.
public final class PseudoTerminal {
  // Of asm-generic/ioctls.h.
  private static let unlock: UInt = 0x4004_5431
  private static let getNumber: UInt = 0x8004_5430
  private let master: Int32
  /// The device's path.
  public let path: String

  public init() {
    // Linux's own calls: Swift's Glibc module leaves out posix_openpt and its kin.
    master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_NONBLOCK)
    var unlocked: Int32 = 0
    var number: UInt32 = 0
    precondition(
      ioctl(master, Self.unlock, &unlocked) == 0 && ioctl(master, Self.getNumber, &number) == 0,
      "the system has ptys")
    var settings = termios()
    tcgetattr(master, &settings)
    cfmakeraw(&settings)
    tcsetattr(master, TCSANOW, &settings)
    path = "/dev/pts/\(number)"
  }

  deinit { close() }

  private var isOpen = true

  /// Hangs up.
  public func close() {
    if isOpen { Glibc.close(master) }
    isOpen = false
  }

  public func write(_ bytes: [UInt8]) { precondition(Glibc.write(master, bytes, bytes.count) == bytes.count) }

  /// What the device's user has written, once at least `count` bytes have come; fewer after a second.
  public func read(_ count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    for _ in 0..<1000 where bytes.count < count {
      let n = Glibc.read(master, &buffer, buffer.count)
      if n > 0 { bytes += buffer[..<n] } else { usleep(1000) }
    }
    return bytes
  }

  /// Joins two pairs, so that their devices are the two ends of one line.
  public final class Cable: Sendable {
    private let isCut = Atomic<Bool>(false)
    private let ended = DispatchSemaphore(value: 0)

    public init(_ a: PseudoTerminal, _ b: PseudoTerminal) {
      nonisolated(unsafe) let (a, b) = (a, b)
      Thread.detachNewThread { [self] in
        var buffer = [UInt8](repeating: 0, count: 4096)
        while !isCut.load(ordering: .relaxed) {
          var isIdle = true
          for (from, to) in [(a, b), (b, a)] {
            let count = Glibc.read(from.master, &buffer, buffer.count)
            if count > 0 {
              isIdle = false
              _ = Glibc.write(to.master, buffer, count)
            }
          }
          if isIdle { usleep(100) }
        }
        ended.signal()
      }
    }

    public func cut() {
      isCut.store(true, ordering: .relaxed)
      ended.wait()
    }
  }
}
