/// A file that a person wrote says something that cannot be: one sentence that names file, line, key and the mend.
public struct InputError: Error, Sendable, Equatable, CustomStringConvertible {
  public var file: String
  public var line: Int?
  public var key: String?
  /// What is wrong and how to mend it, without a full stop.
  public var problem: String

  public init(file: String, line: Int? = nil, key: String? = nil, problem: String) {
    self.file = file
    self.line = line
    self.key = key
    self.problem = problem
  }

  public var description: String {
    let place = line.map { "\(file):\($0)" } ?? file
    return key.map { "\(place): \($0): \(problem)." } ?? "\(place): \(problem)."
  }
}
