import Robots

/// How many steps a policy is rolled out in a learned model from each state that was visited.
public enum RolloutLength: Sendable, Equatable {
  case schedule(Schedule)
  /// As far as the model's open-loop error, measured on steps that it has not been trained on, allows.
  case automatic

  /// Grows linearly over environment steps: k(t) = ⌊from + (to − from) · clamp((t − start)/(end − start), 0, 1)⌋
  /// (Janner et al. 2019, appendix C).
  public struct Schedule: LearnerSettings {
    public var from = 1
    public var to = 1
    public var start = 0
    public var end = 0

    public init() {}

    public init(from: Int, to: Int, start: Int, end: Int) {
      (self.from, self.to, self.start, self.end) = (from, to, start, end)
    }

    public static let name = "rollout_length"

    public static var fields: [SettingField<Schedule>] {
      [
        .count("from", \.from), .count("to", \.to), .count("start", \.start, atLeast: 0),
        .count("end", \.end, atLeast: 0),
      ]
    }

    public var contradiction: (key: String, problem: String)? {
      guard end < start else { return nil }
      return ("end", "the schedule ends at step \(end) and begins at \(start); end it later")
    }

    public func length(atStep step: Int) -> Int {
      guard step > start else { return from }
      guard step < end else { return to }
      return from + Int((Double(to - from) * Double(step - start) / Double(end - start)).rounded(.down))
    }
  }
}

extension SettingField {
  /// `auto`, a whole number, or a schedule `{from, to, start, end}`.
  static func rolloutLength(_ key: String, _ path: WritableKeyPath<Settings, RolloutLength>) -> Self {
    Self(
      key,
      read: { settings, value throws(InputError) in
        switch value.content {
        case .scalar("auto", _): settings[keyPath: path] = .automatic
        case .scalar:
          let length = try value.integer(atLeast: 1)
          settings[keyPath: path] = .schedule(.init(from: length, to: length, start: 0, end: 0))
        default: settings[keyPath: path] = .schedule(try RolloutLength.Schedule(value))
        }
      },
      write: { settings in
        switch settings[keyPath: path] {
        case .automatic: "auto"
        case .schedule(let schedule): "{\(schedule.yaml.joined(separator: ", "))}"
        }
      })
  }
}
