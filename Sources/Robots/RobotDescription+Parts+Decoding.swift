public import Control

/// `base:`, `actuators:`, `sensors:` and `contact:` of robot.yaml.
extension RobotDescription {
  /// `base: fixed`, or `base: {floating: {rest_height_m: 0.25}}`.
  static func base(_ value: YAMLValue?) throws(InputError) -> Base {
    guard let value else { return .fixed }
    if case .scalar = value.content {
      enum Word: String, CaseIterable { case fixed }
      _ = try value.choice(Word.self)
      return .fixed
    }
    let floating = try value.fields(["floating"]).required("floating").fields(["rest_height_m"])
    return .floating(restHeight: try floating.number("rest_height_m", .positive))
  }

  static func actuators(
    _ value: YAMLValue, of joints: [ControlInterface.Joint], around restPose: [Double]
  ) throws(InputError) -> ([ControlInterface.Actuator], [Drive]) {
    var actuators: [ControlInterface.Actuator] = []
    var drives: [Drive] = []
    for field in try value.namedFields() {
      let index = try index(of: field, in: joints)
      let joint = joints[index]
      let unit = joint.keyUnit(of: .effort)
      let (limit, rate) = ("effort_limit_\(unit)", "effort_rate_limit_\(unit)_per_s")
      let damping = "safe_damping_\(joint.dampingKeyUnit)"
      let fields = try field.value.fields([limit, rate, damping, "servo", "drive"])
      let effortLimit = try fields.number(limit, .positive)
      actuators.append(
        ControlInterface.Actuator(
          joint: index, effortLimit: effortLimit,
          effortRateLimit: try fields.number(rate, .positive, otherwise: .infinity),
          safeDamping: try fields.number(damping, .notNegative),
          servo: try fields.optional("servo").map { value throws(InputError) in
            try servo(value, of: joint, around: restPose[index])
          }))
      drives.append(try fields.optional("drive").map { value throws(InputError) in try drive(value, of: joint) } ?? Drive())
    }
    guard !actuators.isEmpty else { throw value.error("the robot has no actuator; declare at least one") }
    return (actuators, drives)
  }

  /// `servo: {stiffness_Nm_per_rad: 20, damping_Nms_per_rad: 0.5, range_rad: 0.5}`: commands are positions.
  private static func servo(
    _ value: YAMLValue, of joint: ControlInterface.Joint, around neutral: Double
  ) throws(InputError) -> ControlInterface.Servo {
    let unit = joint.keyUnit(of: .position)
    let stiffness = "stiffness_\(joint.keyUnit(of: .effort))_per_\(unit)"
    let damping = "damping_\(joint.dampingKeyUnit)"
    let (range, rate) = ("range_\(unit)", "rate_limit_\(joint.keyUnit(of: .velocity))")
    let fields = try value.fields([stiffness, damping, range, rate])
    return ControlInterface.Servo(
      stiffness: try fields.number(stiffness, .positive), damping: try fields.number(damping, .notNegative),
      neutral: neutral, range: try fields.number(range, .positive),
      rateLimit: try fields.number(rate, .positive, otherwise: .infinity))
  }

  /// `drive: {rotor_inertia_kgm2: 0.01, no_load_speed_rad_per_s: 30, …}`: what it takes from an ideal one.
  private static func drive(_ value: YAMLValue, of joint: ControlInterface.Joint) throws(InputError) -> Drive {
    let (unit, speed) = (joint.keyUnit(of: .position), joint.keyUnit(of: .velocity))
    let inertia = joint.kind == .prismatic ? "rotor_inertia_kg" : "rotor_inertia_kgm2"
    let continuous = "continuous_effort_\(joint.keyUnit(of: .effort))"
    let fields = try value.fields([
      inertia, "no_load_speed_\(speed)", "backlash_\(unit)", "rate_hz", "resolution_\(unit)", "sag", "thermal_time_s",
      continuous,
    ])
    return Drive(
      rotorInertia: try fields.number(inertia, .notNegative, otherwise: 0),
      noLoadSpeed: try fields.number("no_load_speed_\(speed)", .positive, otherwise: .infinity),
      backlash: try fields.number("backlash_\(unit)", .notNegative, otherwise: 0),
      rate: try fields.number("rate_hz", .positive, otherwise: .infinity),
      resolution: try fields.number("resolution_\(unit)", .notNegative, otherwise: 0),
      sag: try fields.number("sag", .between(0, 1), otherwise: 0),
      thermalTime: try fields.number("thermal_time_s", .positive, otherwise: .infinity),
      continuousEffort: try fields.number(continuous, .positive, otherwise: .infinity))
  }

  /// `JOINT.QUANTITY`, or `LINK.QUANTITY` of an inertial unit or a foot, where `angular_velocity`, `acceleration` and
  /// `gravity` stand for their three components.
  static func sensors(_ value: YAMLValue, of joints: [ControlInterface.Joint]) throws(InputError) -> [Sensor] {
    typealias Quantity = ControlInterface.Sensor.Quantity
    let names = joints.flatMap { joint in Quantity.allCases.map { "\(joint.name).\($0.rawValue)" } }
    var sensors: [Sensor] = []
    for field in try value.namedFields() {
      if let place = names.firstIndex(of: field.key) {
        let (joint, quantity) = (place / Quantity.allCases.count, Quantity.allCases[place % Quantity.allCases.count])
        sensors.append(
          try sensor(.joint(joint, quantity), field.value, keyUnit: joints[joint].keyUnit(of: quantity)))
        continue
      }
      let parts = field.key.split(separator: ".", maxSplits: 1).map(String.init)
      let quantities = ControlInterface.LinkQuantity.allCases.filter { quantity in
        parts.count == 2 && quantity.isMeasurable
          && [quantity.rawValue, String(quantity.rawValue.dropLast(2))].contains(parts[1])
      }
      guard !quantities.isEmpty, !joints.contains(where: { $0.name == parts[0] }) else {
        throw field.value.error(
          "no joint has this sensor; \(NearestName.mend(field.key, in: names)), or of a link write LINK.angular_velocity, "
            + "LINK.acceleration, LINK.gravity or LINK.contact")
      }
      for quantity in quantities {
        sensors.append(try sensor(.link(parts[0], quantity), field.value, keyUnit: quantity.keyUnit))
      }
    }
    guard !sensors.isEmpty else { throw value.error("the robot has no sensor; declare at least one") }
    return sensors
  }

  /// `{noise_rad: 0.001, latency_s: 0.002, …}`: how true a sensor is.
  ///
  /// - Parameter unit: of its value, as keys end with it.
  public static func sensor(
    _ sensor: ControlInterface.Sensor, _ value: YAMLValue, keyUnit unit: String
  ) throws(InputError) -> Sensor {
    func key(_ stem: String) -> String { unit.isEmpty ? stem : "\(stem)_\(unit)" }
    let fields = try value.fields([
      key("noise"), key("bias"), key("bias_walk"), key("resolution"), "latency_s", "rate_hz", "dropout",
    ])
    return Sensor(
      sensor: sensor, noise: try fields.number(key("noise"), .notNegative),
      bias: try fields.number(key("bias"), otherwise: 0),
      biasWalk: try fields.number(key("bias_walk"), .notNegative, otherwise: 0),
      resolution: try fields.number(key("resolution"), .notNegative, otherwise: 0),
      latency: try fields.number("latency_s", .notNegative, otherwise: 0),
      rate: try fields.number("rate_hz", .positive, otherwise: .infinity),
      dropout: try fields.number("dropout", .between(0, 1), otherwise: 0))
  }

  /// `contact: {meshes: hull, friction: 0.8, self_collision: true, exclude: [[a, b]]}`.
  static func contact(_ value: YAMLValue?) throws(InputError) -> Contact {
    var contact = Contact()
    guard let value else { return contact }
    let fields = try value.fields(["meshes", "friction", "restitution", "self_collision", "exclude"])
    contact.meshes = try fields.optional("meshes")?.choice(Contact.Meshes.self) ?? contact.meshes
    contact.friction = try fields.number("friction", .notNegative, otherwise: contact.friction)
    contact.restitution = try fields.number("restitution", .between(0, 1), otherwise: contact.restitution)
    enum Flag: String, CaseIterable { case `true`, `false` }
    contact.selfCollision = try fields.optional("self_collision")?.choice(Flag.self) == .true
    for pair in try fields.optional("exclude")?.list() ?? [] {
      var links: [String] = []
      for link in try pair.list() { links.append(try link.text()) }
      guard links.count == 2 else { throw pair.error("names \(links.count) links; write two, as in [upper_arm, gripper]") }
      contact.excluded.append(links)
    }
    return contact
  }
}
