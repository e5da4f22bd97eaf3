public import Foundation

/// Where the tests find the repository's own files and the independent peers.
public enum Repository {
  /// The folder that holds Package.swift.
  public static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The Python of the virtual environment that `tools/setup` makes for the independent peers.
  public static var python: URL {
    if let path = ProcessInfo.processInfo.environment["SIM2REAL_PYTHON"] { return URL(fileURLWithPath: path) }
    return root.appendingPathComponent(".venv/bin/python")
  }

  /// Runs a Python script of `Tests/` on the peers' interpreter and gives what it printed.
  ///
  /// - Throws: ``PeerFailure`` when the script ends with another status than 0.
  public static func runPeer(_ script: String, _ arguments: [String] = []) throws -> String {
    let process = Process()
    process.executableURL = python
    process.arguments = [root.appendingPathComponent(script).path] + arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw PeerFailure(script: script, output: text) }
    return text
  }

  /// A fresh folder below the system's temporary folder; the caller removes it.
  public static func temporaryFolder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("sim2real-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }
}

/// An independent peer ended with an error.
public struct PeerFailure: Error, CustomStringConvertible {
  public let script: String
  public let output: String
  public var description: String { "\(script) failed:\n\(output)" }
}
