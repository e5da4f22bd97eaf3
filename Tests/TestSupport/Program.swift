public import Foundation

/// One of the package's programs as a process.
public final class Program {
  private let process = Process()
  private let output = Pipe()
  private var printed = ""

  /// Where the build puts a program: beside the tests.
  public static func url(_ name: String) -> URL {
    URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appendingPathComponent(name)
  }

  /// Starts it.
  ///
  /// - Parameters:
  ///   - name: one of the package's, or the path of another.
  ///   - folder: the folder it runs in; otherwise the tests' own.
  ///   - runtimeFolder: where its local sockets lie.
  ///   - isHeard: whether somebody reads what it prints; otherwise the pipe's reader has gone away.
  public init(
    _ name: String, _ arguments: [String], in folder: URL? = nil, runtimeFolder: URL? = nil, isHeard: Bool = true
  ) throws {
    process.executableURL = name.hasPrefix("/") ? URL(fileURLWithPath: name) : Self.url(name)
    process.arguments = arguments
    if let folder { process.currentDirectoryURL = folder }
    if let runtimeFolder {
      process.environment = ProcessInfo.processInfo.environment.merging(["XDG_RUNTIME_DIR": runtimeFolder.path]) { $1 }
    }
    process.standardOutput = output
    process.standardError = output
    if !isHeard { try output.fileHandleForReading.close() }
    try process.run()
  }

  deinit {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
  }

  public var processIdentifier: Int32 { process.processIdentifier }

  public func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// Waits until it has printed this.
  ///
  /// - Throws: ``Ended`` when it ends before.
  public func wait(for fragment: String) throws {
    while !printed.contains(fragment) {
      let new = output.fileHandleForReading.availableData
      guard !new.isEmpty else { throw Ended(before: fragment, printed: printed) }
      printed += String(decoding: new, as: UTF8.self)
    }
  }

  /// Waits for its end; the text is all that it printed to a reader.
  public func finish() -> (status: Int32, text: String) {
    if let rest = try? output.fileHandleForReading.readToEnd() { printed += String(decoding: rest, as: UTF8.self) }
    process.waitUntilExit()
    return (process.terminationStatus, printed)
  }

  public struct Ended: Error {
    public let before: String
    public let printed: String
  }
}
