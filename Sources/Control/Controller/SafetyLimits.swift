/// What the supervisor enforces beside the actuators' own limits.
public struct SafetyLimits: Sendable, Equatable, Codable {
  /// Scales every effort limit; below 1 for the first try on a new robot.
  public var effortScale: Double
  /// Within this distance of a joint's hard limit no effort drives it further out, m or rad.   (joints)
  public var positionMargins: [Double]
  /// Beyond this speed the supervisor stops the robot, m/s or rad/s; infinite when there is none.  (joints)
  public var velocityLimits: [Double]
  /// A reading older than this stops the robot, s.
  public var maximumAge: Double

  public init(effortScale: Double = 1, positionMargins: [Double], velocityLimits: [Double], maximumAge: Double) {
    self.effortScale = effortScale
    self.positionMargins = positionMargins
    self.velocityLimits = velocityLimits
    self.maximumAge = maximumAge
  }

  /// No margins and no speed limits; readings may be five periods old.
  public init(for interface: ControlInterface) {
    self.init(
      positionMargins: interface.joints.map { _ in 0 },
      velocityLimits: interface.joints.map { _ in .infinity },
      maximumAge: 5 * interface.period)
  }
}

/// What the supervisor did in a tick. Bits from `stopped` on latch.
public struct SafetyEvents: OptionSet, Sendable, Codable {
  public let rawValue: UInt16
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  public static let effortLimited = SafetyEvents(rawValue: 1 << 0)
  public static let rateLimited = SafetyEvents(rawValue: 1 << 1)
  public static let positionLimited = SafetyEvents(rawValue: 1 << 2)
  public static let positionExceeded = SafetyEvents(rawValue: 1 << 8)
  public static let velocityExceeded = SafetyEvents(rawValue: 1 << 9)
  public static let staleReading = SafetyEvents(rawValue: 1 << 10)
  public static let notFinite = SafetyEvents(rawValue: 1 << 11)
  public static let stopRequested = SafetyEvents(rawValue: 1 << 12)

  /// Those that put the robot into its safe state until it is armed again.
  public static let stopping: SafetyEvents = [
    .positionExceeded, .velocityExceeded, .staleReading, .notFinite, .stopRequested,
  ]

  /// In words, for logs and people.
  public var names: [String] {
    let all: [(SafetyEvents, String)] = [
      (.effortLimited, "effort limited"), (.rateLimited, "rate limited"), (.positionLimited, "position limited"),
      (.positionExceeded, "position limit exceeded"), (.velocityExceeded, "velocity limit exceeded"),
      (.staleReading, "stale reading"), (.notFinite, "value not finite"), (.stopRequested, "stop requested"),
    ]
    return all.filter { contains($0.0) }.map(\.1)
  }
}
