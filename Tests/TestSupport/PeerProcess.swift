import Foundation

/// A Python peer that runs beside the test.
public final class PeerProcess {
  private let process = Process()
  private let output = Pipe()
  private let script: String
  private var printed = ""

  /// Starts a script of `Tests/` on the peers' interpreter.
  public init(_ script: String, _ arguments: [String] = []) throws {
    self.script = script
    process.executableURL = Repository.python
    process.arguments = [Repository.root.appendingPathComponent(script).path] + arguments
    process.standardOutput = output
    process.standardError = output
    try process.run()
  }

  /// Waits for the script's first line, by which it says that it is ready.
  public func readLine() throws -> String {
    while !printed.contains("\n") {
      let new = output.fileHandleForReading.availableData
      guard !new.isEmpty else { throw PeerFailure(script: script, output: printed) }
      printed += String(decoding: new, as: UTF8.self)
    }
    return String(printed.prefix { $0 != "\n" })
  }

  /// Waits for the script's end and gives what it printed.
  ///
  /// - Throws: ``PeerFailure`` when it ends with another status than 0.
  public func finish() throws -> String {
    printed += String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw PeerFailure(script: script, output: printed) }
    return printed
  }
}
