public import Foundation

/// A good file with one place made bad, and what the sentence that refuses it must say.
public struct BrokenFile: Sendable, CustomStringConvertible {
  private let target: String
  private let replacement: String
  private let linesBelow: Int
  /// What the sentence must hold, after the file and the line.
  public let fragments: [String]

  /// - Parameters:
  ///   - linesBelow: how far below the first replaced line the sentence must point.
  ///   - fragments: the key and the mend.
  public init(_ target: String, _ replacement: String, linesBelow: Int = 0, says fragments: String...) {
    self.target = target
    self.replacement = replacement
    self.linesBelow = linesBelow
    self.fragments = fragments
  }

  public var description: String { "\(target) → \(replacement)" }

  /// Breaks the file in place.
  ///
  /// - Returns: the line that the sentence must name.
  /// - Throws: ``TargetMissing`` when the good file does not hold the text to replace.
  public func apply(to file: URL) throws -> Int {
    let text = try String(contentsOf: file, encoding: .utf8)
    guard let range = text.range(of: target) else { throw TargetMissing(target: target) }
    try text.replacingCharacters(in: range, with: replacement).write(to: file, atomically: true, encoding: .utf8)
    return text[..<range.lowerBound].count { $0 == "\n" } + 1 + linesBelow
  }

  /// What a sentence lacks: empty when it is one sentence with the place, the key and the mend.
  public func faults(in sentence: String, file: String, line: Int) -> [String] {
    var faults = fragments.filter { !sentence.contains($0) }.map { "lacks \"\($0)\"" }
    if !sentence.contains("\(file):\(line): ") { faults.append("lacks \(file):\(line)") }
    if sentence.contains("\n") || !sentence.hasSuffix(".") || sentence.hasSuffix("..") {
      faults.append("is not one sentence")
    }
    return faults.isEmpty ? [] : faults + [sentence]
  }

  public struct TargetMissing: Error { public let target: String }
}

/// A copy of the repository's robots and scenarios in a temporary folder, for a test to spoil.
public struct FilesToSpoil {
  public let root: URL
  public var robot: URL { root.appendingPathComponent("robots/cartpole/robot.yaml") }
  public var model: URL { root.appendingPathComponent("robots/cartpole/robot.urdf") }
  public var scenario: URL { root.appendingPathComponent("scenarios/cartpole-swingup.yaml") }

  /// Makes the copy for the length of `body`.
  public static func with<Result>(_ body: (FilesToSpoil) throws -> Result) throws -> Result {
    let files = FilesToSpoil(root: try Repository.temporaryFolder())
    defer { try? FileManager.default.removeItem(at: files.root) }
    for folder in ["robots", "scenarios"] {
      try FileManager.default.copyItem(
        at: Repository.root.appendingPathComponent(folder), to: files.root.appendingPathComponent(folder))
    }
    return try body(files)
  }
}
