package import Control
package import Foundation
import Glibc

/// A helper program at the other end of a socket, its standard input: one answer for each request, in words of 64 bits.
///
/// It ends with this object. What it prints is kept for the sentence that tells of its end.
package final class HelperProcess {
  private let process = Process()
  private let name: String
  private let socket: Int32
  private let messages: FileHandle
  /// A request to send: two words of header and the payload, written from ``payload`` on.
  package var request: [UInt64]
  /// The last answer's payload; longer than it, never shorter.
  package private(set) var answer: [UInt64]
  private var header: [UInt64] = [0, 0]

  /// Where a request's payload begins.
  package static let payload = 2

  /// What an answer's status says.
  private enum Status: UInt64 { case good = 0, failed = 1, refused = 2 }

  /// A request that the helper could not or would not do.
  package enum Failure: Error {
    /// The world's fault, in one sentence.
    case environment(EnvironmentFailure)
    /// What was asked for cannot be; what is wrong and the mend, without a full stop.
    case refused(String)
  }

  /// - Parameter name: as sentences call it.
  package init(_ program: URL, _ arguments: [String], name: String) throws(EnvironmentFailure) {
    self.name = name
    request = [0, 0]
    answer = []
    var ends: [Int32] = [-1, -1]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
      throw EnvironmentFailure("No socket can be opened for the \(name): close other programs.")
    }
    socket = ends[0]
    // It has no name any more when it is closed, so nothing is left behind.
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("sim2real-helper-\(UUID().uuidString)")
    _ = FileManager.default.createFile(atPath: path.path, contents: nil)
    messages = FileHandle(forUpdatingAtPath: path.path) ?? .nullDevice
    unlink(path.path)
    process.executableURL = program
    process.arguments = arguments
    process.standardInput = FileHandle(fileDescriptor: ends[1])
    process.standardOutput = FileHandle.nullDevice
    process.standardError = messages
    defer { close(ends[1]) }
    do { try process.run() } catch {
      throw EnvironmentFailure("\(program.path): cannot be run as the \(name): name a Python in SIM2REAL_PYTHON.")
    }
  }

  deinit {
    close(socket)
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
  }

  /// Of the process, for those who want to see it die.
  package var processIdentifier: Int32 { process.processIdentifier }

  /// Makes room for payloads of so many words, so that none allocates later.
  package func reserve(request words: Int, answer: Int) {
    request = [UInt64](repeating: 0, count: max(request.count, Self.payload + words))
    self.answer = [UInt64](repeating: 0, count: max(self.answer.count, answer))
  }

  /// Sends the first `words` words of the request's payload.
  ///
  /// - Returns: bytes of the answer's payload.
  @discardableResult
  package func perform(_ operation: UInt64, words: Int) throws(Failure) -> Int {
    (request[0], request[1]) = (operation.littleEndian, UInt64(words).littleEndian)
    guard transfer(&request, bytes: 8 * (Self.payload + words), isSending: true),
      transfer(&header, bytes: 16, isSending: false)
    else { throw .environment(ended()) }
    let count = Int(UInt64(littleEndian: header[1]))
    let length = (count + 7) / 8
    if answer.count < length { answer = [UInt64](repeating: 0, count: length) }
    guard transfer(&answer, bytes: 8 * length, isSending: false) else { throw .environment(ended()) }
    switch Status(rawValue: UInt64(littleEndian: header[0])) {
    case .good: return count
    case .refused: throw .refused(text(count))
    case .failed, nil: throw .environment(EnvironmentFailure(text(count) + "."))
    }
  }

  /// Bytes of the last answer.
  package func bytes(_ count: Int) -> [UInt8] { answer.withUnsafeBytes { Array($0.prefix(count)) } }

  private func text(_ count: Int) -> String { String(decoding: bytes(count), as: UTF8.self) }

  /// Sends or receives all of it; false when the other end is gone.
  private func transfer(_ words: inout [UInt64], bytes count: Int, isSending: Bool) -> Bool {
    let socket = socket
    return words.withUnsafeMutableBytes { bytes in
      var done = 0
      while done < count {
        let place = bytes.baseAddress! + done
        // A helper that has gone away is an error here and must not be a signal.
        let moved =
          isSending
          ? send(socket, place, count - done, Int32(MSG_NOSIGNAL)) : recv(socket, place, count - done, 0)
        if moved < 0 && errno == EINTR { continue }
        guard moved > 0 else { return false }
        done += moved
      }
      return true
    }
  }

  /// Why nothing comes from it any more.
  private func ended() -> EnvironmentFailure {
    // Its end of the socket closes a moment before the process ends.
    process.waitUntilExit()
    let status = process.terminationStatus
    let how = process.terminationReason == .uncaughtSignal ? "was killed by signal \(status)" : "ended with status \(status)"
    try? messages.seek(toOffset: 0)
    let printed = (try? messages.readToEnd()).flatMap { $0 } ?? Data()
    let last = String(decoding: printed.suffix(2000), as: UTF8.self).split(separator: "\n").last.map { " (\($0))" } ?? ""
    return EnvironmentFailure("The \(name) \(how)\(last): start it again, from the last checkpoint with --resume.")
  }
}
