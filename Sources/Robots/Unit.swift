public import Control

/// The units at the end of keys: `mass_kg`, `control_period_s`.
enum Unit {
  /// Units that this program's keys end in.
  private static let own = [
    "kg", "m", "s", "N", "Nm", "rad", "m_per_s", "rad_per_s", "m_per_s2", "hz", "N_per_s", "Nm_per_s", "Ns_per_m",
    "Nms_per_rad", "kgm2", "N_per_m", "Nm_per_rad", "rad_per_s2",
  ]
  /// Units that people write instead, beside the own ones.
  private static let foreign = [
    "g", "lb", "t", "mm", "cm", "km", "in", "ft", "ms", "us", "ns", "min", "deg", "degrees", "mm_per_s", "cm_per_s",
    "km_per_h", "deg_per_s", "rpm", "g0", "kHz", "ticks", "steps", "mN", "kN", "mNm", "Ncm", "Nmm", "kgcm", "N_per_ms",
  ]

  /// The mend of a key that a known one differs from in the unit alone; nil when there is none such.
  static func mend(_ key: String, in known: [String]) -> String? {
    for candidate in known {
      guard let (stem, unit) = split(candidate) else { continue }
      if key == stem { return "the unit belongs to the key, so write \(candidate)" }
      guard key.hasPrefix(stem + "_") else { continue }
      let given = String(key.dropFirst(stem.count + 1))
      if (own + foreign).contains(where: { $0.lowercased() == given.lowercased() }) {
        return "the unit is \(unit), not \(given), so convert the value and write \(candidate)"
      }
    }
    return nil
  }

  /// `mass_kg` → (`mass`, `kg`), with the longest unit that fits.
  private static func split(_ key: String) -> (stem: String, unit: String)? {
    let unit = own.filter { key.hasSuffix("_" + $0) }.max { $0.count < $1.count }
    return unit.map { (String(key.dropLast($0.count + 1)), $0) }
  }
}

extension ControlInterface.Joint {
  /// The unit at the end of a key with this quantity: `m`, `rad_per_s`, `Nm` …
  public func keyUnit(of quantity: ControlInterface.Sensor.Quantity) -> String {
    let isLinear = kind == .prismatic
    return switch quantity {
    case .position: isLinear ? "m" : "rad"
    case .velocity: isLinear ? "m_per_s" : "rad_per_s"
    case .effort: isLinear ? "N" : "Nm"
    }
  }

  /// The unit at the end of a key with a damping.
  public var dampingKeyUnit: String { kind == .prismatic ? "Ns_per_m" : "Nms_per_rad" }
}

extension ControlInterface.LinkQuantity {
  /// The unit at the end of a key with this quantity; empty for one without a unit.
  public var keyUnit: String { Robots.keyUnit(unit) }
}

extension ControlInterface.ObjectQuantity {
  /// The unit at the end of a key with this quantity; empty for one without a unit.
  public var keyUnit: String { Robots.keyUnit(unit) }
}

/// An SI unit as keys end with it.
private func keyUnit(_ unit: String) -> String {
  switch unit {
  case "rad/s": "rad_per_s"
  case "m/s²": "m_per_s2"
  case "m/s": "m_per_s"
  case "1": ""
  default: unit
  }
}

extension ControlInterface.GoalUnit {
  /// The unit at the end of a key with such a goal.
  public var keyUnit: String {
    switch self {
    case .metres: "m"
    case .metresPerSecond: "m_per_s"
    case .radians: "rad"
    case .radiansPerSecond: "rad_per_s"
    }
  }
}

extension ControlInterface {
  /// The unit at the end of keys about a quantity; empty for one without a unit.
  public func keyUnit(of sensor: Sensor) -> String {
    switch sensor {
    case .joint(let joint, let quantity): joints[joint].keyUnit(of: quantity)
    case .link(_, let quantity): quantity.keyUnit
    case .object(_, let quantity): quantity.keyUnit
    case .goal(_, let unit): unit.keyUnit
    }
  }

  /// The unit at the end of keys about a command.
  public func keyUnit(ofActuator index: Int) -> String {
    joints[actuators[index].joint].keyUnit(of: actuators[index].quantity)
  }
}
