/// A log cannot be written or read: one sentence that names the file, the byte and what to do.
public struct LogError: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Kind: Sendable, Equatable {
    /// The system refused: no such file, no permission, disk full.
    case system
    /// Not a log, or one of another program.
    case foreign
    /// The file ends early; what came before can be recovered.
    case truncated
    /// Bytes contradict each other or a checksum.
    case damaged
  }

  public var kind: Kind
  public var file: String
  /// Where in the file, when a place can be named.
  public var offset: Int?
  /// What is wrong and what to do, without a full stop.
  public var problem: String

  public init(_ kind: Kind, file: String, offset: Int? = nil, problem: String) {
    self.kind = kind
    self.file = file
    self.offset = offset
    self.problem = problem
  }

  public var description: String {
    let place = offset.map { "\(file): byte \($0)" } ?? file
    return "\(place): \(problem)."
  }
}
