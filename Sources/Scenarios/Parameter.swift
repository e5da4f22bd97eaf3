import Control
public import Robots

/// A physical parameter that can be randomized; its name is the key in files, flags and variants.
public enum Parameter: Sendable, Hashable, Codable {
  /// `LINK.mass_kg`: the inertia scales along.
  case mass(link: String)
  /// `LINK.length_scale`: the link's geometry about its joint frame, at constant mass; inertia scales with the square.
  case lengthScale(link: String)
  /// `JOINT.damping_Ns_per_m` or `JOINT.damping_Nms_per_rad`.
  case damping(joint: String)
  /// `JOINT.friction_N` or `JOINT.friction_Nm`.
  case friction(joint: String)
  /// `JOINT.strength`: what the actuator gives of what it is asked for, nominally 1.
  case strength(joint: String)
  /// `JOINT.QUANTITY.noise`: standard deviation in the sensor's unit.
  case noise(sensor: String)
  /// `JOINT.QUANTITY.bias`: in the sensor's unit.
  case bias(sensor: String)
  /// `action_delay_s`
  case actionDelay
  /// `observation_delay_s`
  case observationDelay
  /// `period_jitter_s`
  case periodJitter
  /// `gravity_m_per_s2`: downward, nominally 9.81.
  case gravity

  /// The key for this robot.
  public func name(for robot: RobotDescription) -> String {
    switch self {
    case .mass(let link): return "\(link).mass_kg"
    case .lengthScale(let link): return "\(link).length_scale"
    case .damping(let joint):
      return Self.isPrismatic(joint, robot) ? "\(joint).damping_Ns_per_m" : "\(joint).damping_Nms_per_rad"
    case .friction(let joint): return Self.isPrismatic(joint, robot) ? "\(joint).friction_N" : "\(joint).friction_Nm"
    case .strength(let joint): return "\(joint).strength"
    case .noise(let sensor): return "\(sensor).noise"
    case .bias(let sensor): return "\(sensor).bias"
    case .actionDelay: return "action_delay_s"
    case .observationDelay: return "observation_delay_s"
    case .periodJitter: return "period_jitter_s"
    case .gravity: return "gravity_m_per_s2"
    }
  }

  /// Every parameter of a robot with these moving links, in a fixed order.
  public static func all(of robot: RobotDescription, links: [String]) -> [Parameter] {
    var all: [Parameter] = links.map { .mass(link: $0) } + links.map { .lengthScale(link: $0) }
    for joint in robot.joints { all += [.damping(joint: joint.name), .friction(joint: joint.name)] }
    for actuator in robot.actuators { all.append(.strength(joint: robot.joints[actuator.joint].name)) }
    let interface = robot.interface(period: 1)
    for sensor in robot.sensors.indices {
      all += [.noise(sensor: interface.sensorName(sensor)), .bias(sensor: interface.sensorName(sensor))]
    }
    return all + [.actionDelay, .observationDelay, .periodJitter, .gravity]
  }

  private static func isPrismatic(_ joint: String, _ robot: RobotDescription) -> Bool {
    robot.joints.contains { $0.name == joint && $0.kind == .prismatic }
  }
}
