public import Mathematics

extension Parameter {
  /// What its value must satisfy in any possible physics.
  enum Bound { case any, positive, notNegative, length, delay, share, slope }

  /// The simulator keeps commands and states for so long, s.
  public static let longestDelay = 0.2

  var bound: Bound {
    switch self {
    case .mass, .lengthScale, .inertiaScale, .sizeScale, .objectMass, .objectSize: .positive
    case .bias, .gravity, .push, .objectPush, .goal: .any
    case .centre: .length
    case .damping, .friction, .strength, .noise, .periodJitter, .payload, .rotorInertia, .servoStiffness, .servoDamping,
      .backlash, .biasWalk, .contactFriction, .objectFriction, .stepHeight, .stepPattern, .actionJitter, .observationJitter:
      .notNegative
    case .actionDelay, .observationDelay, .latency: .delay
    case .dropout, .actionLoss, .observationLoss, .contactRestitution, .objectRestitution: .share
    case .slope: .slope
    }
  }

  /// What is wrong with a value, without a mend; nil when nothing is.
  ///
  /// Numbers of no possible robot are refused before the physics multiplies them to infinity or zero. Distributions
  /// without an end, whose draws stay near, have an infinite extreme.
  func problem(with value: Double) -> String? {
    if value.isFinite, abs(value) > 1e9 { return "would be \(value) and must be at most 1e9" }
    return switch bound {
    case .any: nil
    case .positive where value > 0: value >= 1e-9 ? nil : "would be \(value) and must be at least 1e-9"
    case .positive: "would be \(value) and must be positive"
    case .notNegative: value >= 0 ? nil : "would be \(value) and must not be negative"
    case .length:
      value.isFinite && abs(value) > 100 ? "would be \(value) m and must lie between -100 and 100 m" : nil
    case .share: value >= 0 && value <= 1 ? nil : "would be \(value) and must lie from 0 to 1"
    case .slope: abs(value) < 1 ? nil : "would be \(value) rad and must lie between -1 and 1"
    case .delay:
      value >= 0 && value <= Self.longestDelay
        ? nil : "would be \(value) s and must lie from 0 to \(Self.longestDelay) s"
    }
  }
}

extension Distribution {
  /// The smallest interval that holds every draw.
  public var support: ClosedRange<Double> {
    switch self {
    case .constant(let value): value...value
    case .uniform(let ranges), .logUniform(let ranges):
      (ranges.map(\.lowerBound).min() ?? 0)...(ranges.map(\.upperBound).max() ?? 0)
    case .normal(let mean, let deviation): deviation > 0 ? -.infinity ... .infinity : mean...mean
    case .exponential: 0 ... .infinity
    case .arcsine(let range): range
    }
  }
}
