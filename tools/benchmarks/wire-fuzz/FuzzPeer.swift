import Foundation

/// Pymavlink in a process of its own, which gets the same bytes and says what it makes of them.
final class FuzzPeer {
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private var pending = Data()

  init(python: String) throws {
    let root = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = [root.appendingPathComponent("Tests/Peers/wire_fuzz_peer.py").path]
    process.standardInput = input
    process.standardOutput = output
    try process.run()
  }

  /// A block as its length (4 bytes) and its bytes.
  func send(_ block: [UInt8]) throws {
    var data = Data()
    withUnsafeBytes(of: UInt32(block.count).littleEndian) { data.append(contentsOf: $0) }
    data.append(contentsOf: block)
    try input.fileHandleForWriting.write(contentsOf: data)
  }

  /// Waits for the verdicts on the oldest block that has none.
  func verdicts() throws -> Verdicts {
    while true {
      if let end = pending.firstIndex(of: 10) {
        let line = String(decoding: pending[..<end], as: UTF8.self)
        pending = Data(pending[pending.index(after: end)...])
        guard let verdicts = Verdicts(line: line) else { throw FuzzError(problem: "pymavlink's peer says '\(line)'") }
        return verdicts
      }
      let new = output.fileHandleForReading.availableData
      guard !new.isEmpty else { throw FuzzError(problem: "pymavlink's peer has ended") }
      pending.append(new)
    }
  }
}

struct FuzzError: Error, CustomStringConvertible {
  let problem: String
  var description: String { problem }
}
