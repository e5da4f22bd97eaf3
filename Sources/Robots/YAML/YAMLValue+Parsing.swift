public import Foundation
import Yams

extension YAMLValue {
  /// The root of a YAML file.
  public init(contentsOf url: URL) throws(InputError) {
    try self.init(parsing: InputFile.text(of: url), file: InputFile.name(of: url))
  }

  /// The root of a YAML text.
  ///
  /// - Throws: ``InputError`` when it is not YAML, is empty, or has a key twice in one mapping.
  public init(parsing text: String, file: String) throws(InputError) {
    guard let node = try Self.compose(text, file: file) else {
      throw InputError(file: file, line: 1, problem: "is empty; write key: value lines")
    }
    try self.init(node, file: file, line: node.mark?.line, path: "", keepsLines: true)
  }

  /// A value that stands on the command line instead of in a file, so that nothing in it has a line.
  init(flag text: String, file: String, path: String) throws(InputError) {
    let node: Node?
    do {
      node = try Self.compose(text, file: file)
    } catch {
      throw InputError(file: file, key: path, problem: "\"\(text)\" is not YAML; quote it or close its brackets")
    }
    guard let node else { throw InputError(file: file, key: path, problem: "has no value; write KEY=VALUE") }
    try self.init(node, file: file, line: nil, path: path, keepsLines: false)
  }

  private init(_ node: Node, file: String, line: Int?, path: String, keepsLines: Bool) throws(InputError) {
    self.init(content: .scalar("", quoted: false), file: file, line: line, path: path)
    switch node {
    case .scalar(let scalar):
      content = .scalar(scalar.string, quoted: scalar.style == .singleQuoted || scalar.style == .doubleQuoted)
    case .sequence(let sequence):
      var values: [YAMLValue] = []
      for (i, element) in sequence.enumerated() {
        let line = keepsLines ? element.mark?.line ?? line : nil
        values.append(try Self(element, file: file, line: line, path: "\(path)[\(i)]", keepsLines: keepsLines))
      }
      content = .list(values)
    case .mapping(let mapping):
      var fields: [Field] = []
      for (key, value) in mapping {
        let line = keepsLines ? key.mark?.line ?? line : nil
        guard let scalar = key.scalar else {
          throw InputError(file: file, line: line, key: path, problem: "a key here is not a text; write key: value")
        }
        let below = self.path(of: scalar.string)
        let value = try Self(value, file: file, line: line, path: below, keepsLines: keepsLines)
        fields.append(Field(key: scalar.string, value: value))
      }
      content = .fields(fields)
    case .alias:
      throw error("an alias cannot be used here; write the value out")
    }
  }

  private static func compose(_ text: String, file: String) throws(InputError) -> Node? {
    do {
      return try Yams.compose(yaml: text)
    } catch let error as YamlError {
      throw inputError(error, file: file)
    } catch {
      throw InputError(file: file, problem: "is not YAML; \(error)")
    }
  }

  private static func inputError(_ error: YamlError, file: String) -> InputError {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      InputError(
        file: file, line: mark.line,
        problem: "is not YAML, since the parser says \"\(problem)\"; correct this line or the one before")
    case .duplicatedKeysInMapping(let keys, let context):
      InputError(
        file: file, line: context.mark.line, key: keys.first,
        problem: "stands twice in one mapping; remove one of them")
    case .reader(let problem, _, _, _):
      InputError(file: file, problem: "is not YAML text (\(problem)); remove control characters")
    default: InputError(file: file, problem: "is not YAML; \(error)")
    }
  }
}
