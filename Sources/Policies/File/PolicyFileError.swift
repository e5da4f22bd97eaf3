/// A policy file that cannot be used: one sentence that names the file, the part of it, and the mend.
public struct PolicyFileError: Error, Sendable, Equatable, CustomStringConvertible {
  public var file: String
  /// The metadata key, initializer or node that is wrong.
  public var key: String?
  /// What is wrong and how to mend it, without a full stop.
  public var problem: String

  public init(file: String, key: String? = nil, problem: String) {
    self.file = file
    self.key = key
    self.problem = problem
  }

  public var description: String { key.map { "\(file): \($0): \(problem)." } ?? "\(file): \(problem)." }
}

/// The same before the file's name is known.
struct PolicyFault: Error {
  var key: String?
  var problem: String

  init(_ key: String? = nil, _ problem: String) {
    self.key = key
    self.problem = problem
  }

  static let notONNX = PolicyFault(
    nil, "is not an ONNX model or is cut short; give a policy.onnx as sim2real wrote it")
}
