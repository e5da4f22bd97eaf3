import ArgumentParser
import CommandLineSupport
import Foundation
import Wire

/// A deploy that runs on this computer, reached through its local socket.
final class RunningDeploy {
  /// What to say when there is none and no link is named.
  static let none = ValidationError(
    "No deploy runs on this computer: name the robot's link with --link, such as udp:127.0.0.1:14600.")

  private let descriptor: Int32

  /// nil when nobody listens there.
  init?(path: String) {
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0, LocalAddress.call(connect, descriptor, path) == 0 else {
      if descriptor >= 0 { close(descriptor) }
      return nil
    }
  }

  deinit { close(descriptor) }

  func hangUp() { shutdown(descriptor, Int32(SHUT_RDWR)) }

  /// The deploy on this link, else the only one there is; nil for none.
  static func find(_ link: LinkAddress?) throws -> RunningDeploy? {
    if let link { return RunningDeploy(path: LocalAddress.path(for: link)) }
    let running = LocalAddress.all.compactMap { path in RunningDeploy(path: path).map { (path, $0) } }
    guard running.count <= 1 else {
      throw ValidationError("\(running.count) deploys run on this computer: name the robot's link with --link.")
    }
    return running.first?.1
  }

  /// Gives each line of status until the deploy ends, the deadline passes or a signal comes.
  func watch(until end: Int64, _ show: (String) -> Void) throws {
    try ask("monitor")
    var pending: [UInt8] = []
    while !StopSignals.requested, let new = read(until: min(end, MonotonicTime.now + 1_000_000_000)) {
      pending += new
      while let newline = pending.firstIndex(of: 10) {
        show(String(decoding: pending[..<newline], as: UTF8.self))
        pending.removeSubrange(...newline)
      }
      if MonotonicTime.now >= end { return }
    }
  }

  /// Asks the deploy to stop and waits until it has.
  ///
  /// - Returns: false when it has not within 5 s.
  func stop() throws -> Bool {
    try ask("stop")
    let end = MonotonicTime.now + 5_000_000_000
    while MonotonicTime.now < end {
      if read(until: end) == nil { return true }
    }
    return false
  }

  private func ask(_ word: String) throws {
    let bytes = Array((word + "\n").utf8)
    guard send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
      throw NegativeAnswer(sentence: "The deploy has ended meanwhile.")
    }
  }

  /// What has come by the deadline, perhaps nothing; nil when the deploy has closed the connection.
  private func read(until deadline: Int64) -> [UInt8]? {
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&entry, 1, Int32(max(0, deadline - MonotonicTime.now) / 1_000_000)) > 0 else { return [] }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = recv(descriptor, &bytes, bytes.count, 0)
    return count > 0 ? Array(bytes[..<count]) : nil
  }
}
