/// A value of a YAML file that knows where it stands, read strictly.
///
/// Every fault is an ``InputError`` with the file, the line and the whole path of keys.
public struct YAMLValue: Sendable {
  public enum Content: Sendable {
    case scalar(String, quoted: Bool)
    case list([YAMLValue])
    /// In the order of the file, no key twice.
    case fields([Field])
  }

  public struct Field: Sendable {
    public var key: String
    public var value: YAMLValue
  }

  public var content: Content
  /// As sentences to people name it; `--set` for an override.
  public var file: String
  /// Of the value's key, else of the value; nil for an override.
  public var line: Int?
  /// The keys from the root to here, such as `starts[0].weight`; empty for the root.
  public var path: String

  public init(content: Content, file: String, line: Int?, path: String) {
    self.content = content
    self.file = file
    self.line = line
    self.path = path
  }

  /// An error at this place.
  public func error(_ problem: String) -> InputError {
    InputError(file: file, line: line, key: path.isEmpty ? nil : path, problem: problem)
  }

  /// The path of a key below this one.
  func path(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  /// What stands here, for sentences.
  var kind: String {
    switch content {
    case .scalar(let text, _): text.isEmpty ? "nothing" : "\"\(text)\""
    case .list: "a list"
    case .fields: "a mapping"
    }
  }
}

extension YAMLValue {
  public func text() throws(InputError) -> String {
    guard case .scalar(let text, _) = content, !text.isEmpty else { throw error("is \(kind); write a text") }
    return text
  }

  /// One of the texts of an enumeration.
  public func choice<Choice: RawRepresentable & CaseIterable>(
    _: Choice.Type = Choice.self
  ) throws(InputError) -> Choice where Choice.RawValue == String {
    let text = try text()
    if let choice = Choice(rawValue: text) { return choice }
    throw error("\"\(text)\" is unknown; \(NearestName.mend(text, in: Choice.allCases.map(\.rawValue)))")
  }

  /// A finite number within the bound.
  public func number(_ bound: NumberBound = .any) throws(InputError) -> Double {
    guard case .scalar(let text, quoted: false) = content, let number = Double(text) else {
      throw error("is \(kind); write a number")
    }
    guard number.isFinite else { throw error("\"\(text)\" is not finite; write a finite number") }
    if let problem = bound.problem(with: number) { throw error("\(text) \(problem)") }
    return number
  }

  /// A whole number, at least `minimum`; `5e6` counts as one.
  public func integer(atLeast minimum: Int) throws(InputError) -> Int {
    guard case .scalar(let text, quoted: false) = content,
      let integer = Int(text) ?? Double(text).flatMap({ Int(exactly: $0) })
    else { throw error("is \(kind); write a whole number") }
    guard integer >= minimum else { throw error("\(integer) is too small; write at least \(minimum)") }
    return integer
  }

  public func list() throws(InputError) -> [YAMLValue] {
    guard case .list(let values) = content else { throw error("is \(kind); write a list, [… , …]") }
    return values
  }

  /// A mapping with keys that the file chooses, in its order.
  public func namedFields() throws(InputError) -> [Field] {
    switch content {
    case .fields(let fields): return fields
    case .scalar("", _), .list: throw error("is \(kind); write a mapping, key: value")
    case .scalar: throw error("is the text \(kind); write a mapping, key: value")
    }
  }

  /// A mapping with whatever keys, for a look at the one that decides which others are known.
  public func anyFields() throws(InputError) -> YAMLFields { YAMLFields(owner: self, fields: try namedFields()) }

  /// A mapping with keys that the program knows.
  ///
  /// - Throws: ``InputError`` for a key that is not in `known`, naming the nearest or the right unit.
  public func fields(_ known: [String]) throws(InputError) -> YAMLFields {
    let fields = try namedFields()
    for field in fields where !known.contains(field.key) {
      throw field.value.error("this key is unknown; \(NearestName.mend(field.key, in: known))")
    }
    return YAMLFields(owner: self, fields: fields)
  }
}

/// What a number in a file must satisfy.
public enum NumberBound: Sendable {
  case any
  case positive
  case notNegative
  case between(Double, Double)

  func problem(with number: Double) -> String? {
    switch self {
    case .any: nil
    case .positive: number > 0 ? nil : "is not positive; give a positive number"
    case .notNegative: number >= 0 ? nil : "is negative; give zero or more"
    case .between(let low, let high):
      (low...high).contains(number) ? nil : "is out of range; give a number from \(low) to \(high)"
    }
  }
}
