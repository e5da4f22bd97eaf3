import Control

// The parts of a policy file's metadata as JSON: names instead of indices, units beside values, and a missing limit
// where the program has infinity.

struct InterfaceRecord: Codable {
  var robot: String
  var control_period_s: Double
  var joints: [Joint]
  var sensors: [Sensor]
  var actuators: [Actuator]

  struct Joint: Codable {
    var name: String
    var kind: ControlInterface.Joint.Kind
    var unit: String
    var lower_limit: Double?
    var upper_limit: Double?
  }

  /// A joint's, a link's, an object's or a goal: one of the four names is there.
  struct Sensor: Codable {
    var joint: String?
    var link: String?
    var object: String?
    var goal: String?
    /// `position`, `angular_velocity_x` …; a goal has none.
    var quantity: String?
    var unit: String
  }

  struct Actuator: Codable {
    var joint: String
    var unit: String
    var effort_limit: Double
    var effort_rate_limit_per_s: Double?
    /// In the unit, divided by the joint's speed in m/s or rad/s.
    var safe_damping: Double
    var servo: Servo?
  }

  /// In the units of the joint, the efforts in N or N·m.
  struct Servo: Codable {
    /// `velocity`; missing where it holds a position.
    var quantity: ControlInterface.Sensor.Quantity?
    var stiffness: Double
    var damping: Double
    var neutral: Double
    var range: Double
    var rate_limit: Double?
  }
}

extension InterfaceRecord {
  init(_ interface: ControlInterface) {
    robot = interface.robot
    control_period_s = interface.period
    joints = interface.joints.map {
      Joint(
        name: $0.name, kind: $0.kind, unit: $0.kind == .prismatic ? "m" : "rad", lower_limit: $0.lowerLimit.ifFinite,
        upper_limit: $0.upperLimit.ifFinite)
    }
    sensors = interface.sensors.enumerated().map { index, sensor in
      var record = Sensor(unit: interface.unit(ofSensor: index))
      switch sensor {
      case .joint(let joint, let quantity):
        (record.joint, record.quantity) = (interface.joints[joint].name, quantity.rawValue)
      case .link(let link, let quantity): (record.link, record.quantity) = (link, quantity.rawValue)
      case .object(let object, let quantity): (record.object, record.quantity) = (object, quantity.rawValue)
      case .goal(let name, _): record.goal = name
      }
      return record
    }
    actuators = interface.actuators.enumerated().map { index, actuator in
      Actuator(
        joint: interface.joints[actuator.joint].name,
        unit: interface.joints[actuator.joint].kind == .prismatic ? "N" : "N·m",
        effort_limit: actuator.effortLimit, effort_rate_limit_per_s: actuator.effortRateLimit.ifFinite,
        safe_damping: actuator.safeDamping,
        servo: actuator.servo.map {
          Servo(
            quantity: $0.quantity == .position ? nil : $0.quantity, stiffness: $0.stiffness, damping: $0.damping, neutral: $0.neutral, range: $0.range,
            rate_limit: $0.rateLimit.ifFinite)
        })
    }
  }

  func interface() throws(PolicyFault) -> ControlInterface {
    let names = joints.map(\.name)
    func index(of joint: String) throws(PolicyFault) -> Int {
      guard let index = names.firstIndex(of: joint) else {
        throw PolicyFault("control_interface", "names the joint '\(joint)', which it does not list; export it again")
      }
      return index
    }
    guard control_period_s > 0, control_period_s.isFinite, Set(names).count == names.count else {
      throw PolicyFault("control_interface", "needs a positive period and distinct joint names; export it again")
    }
    var interface = ControlInterface(robot: robot, joints: [], sensors: [], actuators: [], period: control_period_s)
    for joint in joints {
      interface.joints.append(
        ControlInterface.Joint(
          name: joint.name, kind: joint.kind, lowerLimit: joint.lower_limit ?? -.infinity,
          upperLimit: joint.upper_limit ?? .infinity))
    }
    for sensor in sensors {
      if let joint = sensor.joint, let quantity = sensor.quantity.flatMap(ControlInterface.Sensor.Quantity.init) {
        interface.sensors.append(.joint(try index(of: joint), quantity))
      } else if let link = sensor.link, let quantity = sensor.quantity.flatMap(ControlInterface.LinkQuantity.init) {
        interface.sensors.append(.link(link, quantity))
      } else if let object = sensor.object, let quantity = sensor.quantity.flatMap(ControlInterface.ObjectQuantity.init) {
        interface.sensors.append(.object(object, quantity))
      } else if let goal = sensor.goal, let unit = ControlInterface.GoalUnit(rawValue: sensor.unit) {
        interface.sensors.append(.goal(goal, unit: unit))
      } else {
        throw PolicyFault("control_interface", "has a sensor that this version does not know; export it again")
      }
    }
    for actuator in actuators {
      interface.actuators.append(
        ControlInterface.Actuator(
          joint: try index(of: actuator.joint), effortLimit: actuator.effort_limit,
          effortRateLimit: actuator.effort_rate_limit_per_s ?? .infinity, safeDamping: actuator.safe_damping,
          servo: actuator.servo.map { record in
            var servo = ControlInterface.Servo(
              stiffness: record.stiffness, damping: record.damping, neutral: record.neutral, range: record.range,
              rateLimit: record.rate_limit ?? .infinity)
            servo.quantity = record.quantity ?? .position
            return servo
          }))
    }
    return interface
  }
}

struct LayoutRecord: Codable {
  /// `joint.quantity`, `sin(joint.quantity)` or `cos(joint.quantity)`.
  var terms: [String]
  var frames: Int
  var commands: Int

  init(_ layout: ObservationLayout, _ interface: ControlInterface) {
    let single = ObservationLayout(terms: layout.terms, frames: 1, commands: 0)
    terms = single.names(for: interface).map(\.name)
    frames = layout.frames
    commands = layout.commands
  }

  func layout(for interface: ControlInterface) throws(PolicyFault) -> ObservationLayout {
    guard frames > 0, commands >= 0, frames < 1 << 20, commands < 1 << 20 else {
      throw PolicyFault("observation_layout", "needs at least one frame and no negative count; export it again")
    }
    var layout = ObservationLayout(terms: [], frames: frames, commands: commands)
    for term in terms {
      let isFunction = term.hasSuffix(")") && (term.hasPrefix("sin(") || term.hasPrefix("cos("))
      let name = isFunction ? String(term.dropFirst(4).dropLast()) : term
      guard let sensor = interface.sensorIndex(named: name) else {
        throw PolicyFault(
          "observation_layout", "names the sensor '\(name)', which control_interface does not list; export it again")
      }
      layout.terms.append(isFunction ? (term.hasPrefix("sin") ? .sine(sensor) : .cosine(sensor)) : .sensor(sensor))
    }
    return layout
  }
}

struct LimitsRecord: Codable {
  var effort_scale: Double
  var maximum_reading_age_s: Double
  var joints: [Joint]

  struct Joint: Codable {
    var joint: String
    var unit: String
    var position_margin: Double
    /// In the unit per second.
    var velocity_limit: Double?
  }

  init(_ limits: SafetyLimits, _ interface: ControlInterface) {
    effort_scale = limits.effortScale
    maximum_reading_age_s = limits.maximumAge
    joints = interface.joints.enumerated().map { index, joint in
      Joint(
        joint: joint.name, unit: joint.kind == .prismatic ? "m" : "rad",
        position_margin: limits.positionMargins[index], velocity_limit: limits.velocityLimits[index].ifFinite)
    }
  }

  func limits(for interface: ControlInterface) throws(PolicyFault) -> SafetyLimits {
    guard joints.map(\.joint) == interface.joints.map(\.name) else {
      throw PolicyFault("safety_limits", "must list the joints of control_interface in their order; export it again")
    }
    return SafetyLimits(
      effortScale: effort_scale, positionMargins: joints.map(\.position_margin),
      velocityLimits: joints.map { $0.velocity_limit ?? .infinity }, maximumAge: maximum_reading_age_s)
  }
}

extension Double {
  fileprivate var ifFinite: Double? { isFinite ? self : nil }
}
