extension YAMLValue {
  /// What stands for a file in the faults of an override.
  public static let overrideFile = "--set"

  /// Puts `key.path=value` of the command line's `--set` into the tree.
  ///
  /// Keys may themselves hold dots (`training.cart.mass_kg.scale`): the longest that fits is taken. What the tree
  /// does not hold yet is added as one key, for the decoder to take or to refuse.
  public mutating func set(_ assignment: String) throws(InputError) {
    guard let equals = assignment.firstIndex(of: "="), equals != assignment.startIndex else {
      throw InputError(file: Self.overrideFile, key: assignment, problem: "is not KEY.PATH=VALUE; write for example episode_s=5")
    }
    let path = String(assignment[..<equals])
    let value = try YAMLValue(flag: String(assignment[assignment.index(after: equals)...]), file: Self.overrideFile, path: path)
    try set(path[...], to: value)
  }

  private mutating func set(_ rest: Substring, to value: YAMLValue) throws(InputError) {
    if rest.isEmpty {
      self = value
      return
    }
    switch content {
    case .fields(var fields):
      let place = fields.indices.filter { Self.begins(rest, with: fields[$0].key) }
        .max { fields[$0].key.count < fields[$1].key.count }
      if let place {
        try fields[place].value.set(Self.after(fields[place].key, in: rest), to: value)
      } else {
        fields.append(Field(key: String(rest), value: value))
      }
      content = .fields(fields)
    case .list(var values):
      guard rest.first == "[", let close = rest.firstIndex(of: "]"), let i = Int(rest[..<close].dropFirst()) else {
        throw value.error("\(self.path) is a list; write \(self.path)[NUMBER]")
      }
      guard values.indices.contains(i) else {
        throw value.error("\(self.path) has \(values.count) entries, counted from 0; take a smaller number")
      }
      try values[i].set(Self.withoutDot(rest[rest.index(after: close)...]), to: value)
      content = .list(values)
    case .scalar:
      throw value.error("\(self.path) is \(kind) and has nothing below it; set \(self.path) itself")
    }
  }

  private static func begins(_ rest: Substring, with key: String) -> Bool {
    guard rest.hasPrefix(key) else { return false }
    let next = rest.dropFirst(key.count).first
    return next == nil || next == "." || next == "["
  }

  private static func after(_ key: String, in rest: Substring) -> Substring { withoutDot(rest.dropFirst(key.count)) }

  private static func withoutDot(_ rest: Substring) -> Substring { rest.first == "." ? rest.dropFirst() : rest }
}
