import CommandLineSupport
import Foundation
import Synchronization
import Wire

/// The running deploy's ear: a thread of ordinary priority that answers `monitor` and `stop`, and tells the terminal
/// once a second how the robot is.
///
/// A client writes one line. `monitor` gets a line of status five times a second; `stop` asks the loop to stop, and
/// the connection's end says that it has.
final class LocalServer: Sendable {
  private let path: String
  private let isClosing = Atomic<Bool>(false)
  private let ended = DispatchSemaphore(value: 0)
  private let isClosed = Atomic<Bool>(false)

  /// - Throws: ``NegativeAnswer`` when another deploy has this link.
  init(for link: LinkAddress, status: DeploymentStatus) throws {
    try LocalAddress.prepareFolder()
    path = LocalAddress.path(for: link)
    if let other = RunningDeploy(path: path) {
      other.hangUp()
      throw NegativeAnswer(sentence: "Another deploy on this computer drives \(link): stop it first with robot-bridge stop.")
    }
    unlink(path)
    let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard listener >= 0, LocalAddress.call(bind, listener, path) == 0, listen(listener, 8) == 0 else {
      throw NegativeAnswer(sentence: "The local socket \(path) cannot be made: \(String(cString: strerror(errno))).")
    }
    Thread.detachNewThread { [self] in
      serve(listener, status)
      ended.signal()
    }
  }

  /// Ends the thread and all connections.
  func close() {
    guard !isClosed.exchange(true, ordering: .relaxed) else { return }
    isClosing.store(true, ordering: .relaxed)
    ended.wait()
  }

  private func serve(_ listener: Int32, _ status: DeploymentStatus) {
    var asking: [Int32] = []
    var watching: [Int32] = []
    var stopping: [Int32] = []
    var round = 0
    while !isClosing.load(ordering: .relaxed) {
      var entries = ([listener] + asking).map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      if poll(&entries, UInt(entries.count), 200) > 0 {
        if entries[0].revents != 0 {
          let client = accept(listener, nil, nil)
          if client >= 0 { asking.append(client) }
        }
        for entry in entries.dropFirst() where entry.revents != 0 {
          asking.removeAll { $0 == entry.fd }
          switch Self.readLine(entry.fd) {
          case "monitor": watching.append(entry.fd)
          case "stop":
            StopSignals.request()
            stopping.append(entry.fd)
          default: Glibc.close(entry.fd)
          }
        }
        // What came early must not make the lines come faster.
        usleep(20_000)
        continue
      }
      round += 1
      let text = status.text
      if round % 5 == 0 { Terminal.show(text) }
      watching.removeAll { client in
        let isGone = !Self.write(text + "\n", to: client)
        if isGone { Glibc.close(client) }
        return isGone
      }
    }
    for client in asking + watching + stopping { Glibc.close(client) }
    Glibc.close(listener)
    unlink(path)
  }

  private static func readLine(_ client: Int32) -> String {
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = recv(client, &bytes, bytes.count, Int32(MSG_DONTWAIT))
    return String(decoding: bytes.prefix(max(0, count)).prefix { $0 != 10 }, as: UTF8.self)
  }

  private static func write(_ text: String, to client: Int32) -> Bool {
    let bytes = Array(text.utf8)
    return send(client, bytes, bytes.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)) == bytes.count
  }
}
