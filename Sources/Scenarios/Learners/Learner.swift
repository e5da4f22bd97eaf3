import Robots

/// How a scenario is learned: the file's `learner:`.
public enum Learner: Sendable, Equatable {
  case ppo(PPOSettings)
  case sac(SACSettings)

  /// Its settings, whatever learner it is.
  public var settings: any LearnerSettings {
    switch self {
    case .ppo(let settings): settings
    case .sac(let settings): settings
    }
  }

  /// As the scenario file names it.
  public var name: String { type(of: settings).name }

  private typealias Reader = (YAMLValue?) throws(InputError) -> Learner

  /// Every learner, with how its settings are read; nil gives the defaults.
  private static var readers: [(name: String, read: Reader)] {
    [
      (PPOSettings.name, { value throws(InputError) in .ppo(try PPOSettings(value)) }),
      (SACSettings.name, { value throws(InputError) in .sac(try SACSettings(value)) }),
    ]
  }

  /// Reads `learner: ppo`, or `learner: {ppo: {…}}` with settings.
  init(_ value: YAMLValue) throws(InputError) {
    let readers = Self.readers
    let names = readers.map(\.name)
    let name: String
    var settings: YAMLValue?
    if case .scalar = value.content {
      name = try value.text()
      guard names.contains(name) else {
        throw value.error("the learner \"\(name)\" is unknown; \(NearestName.mend(name, in: names))")
      }
    } else {
      let fields = try value.namedFields()
      _ = try value.fields(names)
      guard fields.count == 1 else { throw value.error("names \(fields.count) learners; name one") }
      (name, settings) = (fields[0].key, fields[0].value)
    }
    for reader in readers where reader.name == name {
      self = try reader.read(settings)
      return
    }
    preconditionFailure("every name has a reader")
  }
}
