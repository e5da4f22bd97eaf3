/// A mapping whose keys were all found to be known ones.
public struct YAMLFields: Sendable {
  private let owner: YAMLValue
  private let fields: [YAMLValue.Field]

  init(owner: YAMLValue, fields: [YAMLValue.Field]) {
    self.owner = owner
    self.fields = fields
  }

  public func optional(_ key: String) -> YAMLValue? { fields.first { $0.key == key }?.value }

  public func required(_ key: String) throws(InputError) -> YAMLValue {
    if let value = optional(key) { return value }
    throw InputError(file: owner.file, line: owner.line, key: owner.path(of: key), problem: "is missing; add it")
  }

  public func number(_ key: String, _ bound: NumberBound = .any) throws(InputError) -> Double {
    try required(key).number(bound)
  }

  public func number(
    _ key: String, _ bound: NumberBound = .any, otherwise: Double
  ) throws(InputError) -> Double {
    try optional(key)?.number(bound) ?? otherwise
  }

  public func text(_ key: String) throws(InputError) -> String { try required(key).text() }
}
