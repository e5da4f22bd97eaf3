public import Control
package import Robots

/// Settings of a learner, each with its default, declared once as a table of keys.
public protocol LearnerSettings: Sendable, Equatable {
  init()
  /// As the scenario file names the learner.
  static var name: String { get }
  /// Every setting, in the order in which a resolved scenario lists them.
  static var fields: [SettingField<Self>] { get }
  /// The same, those that name parts of a robot read by its interface; nil where there is no robot.
  static func fields(for interface: ControlInterface?) -> [SettingField<Self>]
  /// What the settings lack for that robot, and the mend.
  func missing(for interface: ControlInterface?) -> String?
  /// What two settings together make impossible: a key, and what is wrong with it and the mend.
  var contradiction: (key: String, problem: String)? { get }
}

extension LearnerSettings {
  public static func fields(for interface: ControlInterface?) -> [SettingField<Self>] { fields }
  public func missing(for interface: ControlInterface?) -> String? { nil }
  public var contradiction: (key: String, problem: String)? { nil }

  /// Reads a mapping; what it does not name keeps its default, and so does everything where there is none.
  ///
  /// - Parameter interface: the robot's; nil where there is none.
  package init(_ value: YAMLValue?, for interface: ControlInterface? = nil) throws(InputError) {
    self.init()
    guard let value else { return }
    let table = Self.fields(for: interface)
    let fields = try value.fields(table.map(\.key))
    for field in table {
      if let entry = fields.optional(field.key) { try field.read(&self, entry) }
    }
    if let (key, problem) = contradiction { throw (fields.optional(key) ?? value).error(problem) }
  }

  /// The same over defaults of the learner that they are part of.
  package init(_ value: YAMLValue, over defaults: Self) throws(InputError) {
    self = defaults
    let table = Self.fields
    let fields = try value.fields(table.map(\.key))
    for field in table {
      if let entry = fields.optional(field.key) { try field.read(&self, entry) }
    }
    if let (key, problem) = contradiction { throw (fields.optional(key) ?? value).error(problem) }
  }

  /// The settings as lines of the learner's mapping, every one of them that has a text.
  package var yaml: [String] {
    Self.fields.compactMap { field in
      let text = field.write(self)
      return text.isEmpty ? nil : "\(field.key): \(text)"
    }
  }
}

/// One key of a learner's settings: how it is read and written.
public struct SettingField<Settings> {
  let key: String
  let read: (inout Settings, YAMLValue) throws(InputError) -> Void
  let write: (Settings) -> String

  init(
    _ key: String, read: @escaping (inout Settings, YAMLValue) throws(InputError) -> Void,
    write: @escaping (Settings) -> String
  ) {
    self.key = key
    self.read = read
    self.write = write
  }

  /// A whole number.
  static func count(_ key: String, _ path: WritableKeyPath<Settings, Int>, atLeast minimum: Int = 1) -> Self {
    Self(
      key, read: { settings, value throws(InputError) in settings[keyPath: path] = try value.integer(atLeast: minimum) },
      write: { "\($0[keyPath: path])" })
  }

  /// A whole number, or a word where there is none.
  static func count(
    _ key: String, _ path: WritableKeyPath<Settings, Int?>, atLeast minimum: Int = 1, otherwise word: String
  ) -> Self {
    Self(
      key,
      read: { settings, value throws(InputError) in
        if case .scalar(word, _) = value.content {
          settings[keyPath: path] = nil
        } else {
          settings[keyPath: path] = try value.integer(atLeast: minimum)
        }
      },
      write: { $0[keyPath: path].map { "\($0)" } ?? word })
  }

  static func number(_ key: String, _ path: WritableKeyPath<Settings, Float>, _ bound: NumberBound) -> Self {
    Self(
      key, read: { settings, value throws(InputError) in settings[keyPath: path] = Float(try value.number(bound)) },
      write: { "\($0[keyPath: path])" })
  }

  /// A number, or a word where it is left to the learner.
  static func number(_ key: String, _ path: WritableKeyPath<Settings, Float?>, _ bound: NumberBound, otherwise word: String) -> Self {
    Self(
      key,
      read: { settings, value throws(InputError) in
        if case .scalar(word, _) = value.content {
          settings[keyPath: path] = nil
        } else {
          settings[keyPath: path] = Float(try value.number(bound))
        }
      },
      write: { $0[keyPath: path].map { "\($0)" } ?? word })
  }

  /// A time in s, or a word where there is none.
  static func seconds(_ key: String, _ path: WritableKeyPath<Settings, Double?>, otherwise word: String) -> Self {
    Self(
      key,
      read: { settings, value throws(InputError) in
        if case .scalar(word, _) = value.content {
          settings[keyPath: path] = nil
        } else {
          settings[keyPath: path] = try value.number(.positive)
        }
      },
      write: { $0[keyPath: path].map { "\($0)" } ?? word })
  }

  static func flag(_ key: String, _ path: WritableKeyPath<Settings, Bool>) -> Self {
    Self(
      key,
      read: { settings, value throws(InputError) in
        switch value.content {
        case .scalar("true", quoted: false): settings[keyPath: path] = true
        case .scalar("false", quoted: false): settings[keyPath: path] = false
        default: throw value.error("is neither true nor false; write one of the two")
        }
      },
      write: { "\($0[keyPath: path])" })
  }

  /// A list of whole numbers, such as the widths of layers.
  static func counts(_ key: String, _ path: WritableKeyPath<Settings, [Int]>, atLeast minimum: Int = 1, length: Int? = nil) -> Self {
    Self(
      key,
      read: { settings, value throws(InputError) in
        var counts: [Int] = []
        for entry in try value.list() { counts.append(try entry.integer(atLeast: minimum)) }
        if let length, counts.count != length { throw value.error("has \(counts.count) entries; write \(length)") }
        settings[keyPath: path] = counts
      },
      write: { "\($0[keyPath: path])" })
  }

  /// A list of numbers.
  static func numbers(_ key: String, _ path: WritableKeyPath<Settings, [Float]>, _ bound: NumberBound) -> Self {
    Self(
      key,
      read: { settings, value throws(InputError) in
        var numbers: [Float] = []
        for entry in try value.list() { numbers.append(Float(try entry.number(bound))) }
        settings[keyPath: path] = numbers
      },
      write: { "\($0[keyPath: path])" })
  }

  static func choice<Choice: RawRepresentable & CaseIterable>(_ key: String, _ path: WritableKeyPath<Settings, Choice>) -> Self
  where Choice.RawValue == String {
    Self(
      key, read: { settings, value throws(InputError) in settings[keyPath: path] = try value.choice() },
      write: { $0[keyPath: path].rawValue })
  }

  /// One of a few words, or another word where there is none.
  static func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String, _ path: WritableKeyPath<Settings, Choice?>, otherwise word: String
  ) -> Self where Choice.RawValue == String {
    Self(
      key,
      read: { settings, value throws(InputError) in
        if case .scalar(word, _) = value.content {
          settings[keyPath: path] = nil
        } else {
          settings[keyPath: path] = try value.choice() as Choice
        }
      },
      write: { $0[keyPath: path]?.rawValue ?? word })
  }

  /// A mapping of settings within the settings.
  static func nested<Nested: LearnerSettings>(_ key: String, _ path: WritableKeyPath<Settings, Nested>) -> Self {
    Self(
      key, read: { settings, value throws(InputError) in settings[keyPath: path] = try Nested(value) },
      write: { "{\($0[keyPath: path].yaml.joined(separator: ", "))}" })
  }

  /// A field of settings that lie within the settings, as one of theirs.
  func within<Outer>(_ path: WritableKeyPath<Outer, Settings>) -> SettingField<Outer> {
    SettingField<Outer>(
      key, read: { outer, value throws(InputError) in try self.read(&outer[keyPath: path], value) },
      write: { self.write($0[keyPath: path]) })
  }
}
