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
      let fields = try field.value.fields([limit, rate, damping, "servo", "velocity_servo", "drive"])
      let effortLimit = try fields.number(limit, .positive)
      var servo = try fields.optional("servo").map { value throws(InputError) in
        try Self.servo(value, of: joint, around: restPose[index])
      }
      if let value = fields.optional("velocity_servo") {
        guard servo == nil else { throw value.error("the actuator has a servo for positions already; remove one of the two") }
        servo = try velocityServo(value, of: joint)
      }
      actuators.append(
        ControlInterface.Actuator(
          joint: index, effortLimit: effortLimit,
          effortRateLimit: try fields.number(rate, .positive, otherwise: .infinity),
          safeDamping: try fields.number(damping, .notNegative),
          servo: servo))
      drives.append(
        try fields.optional("drive").map { value throws(InputError) in
          try drive(value, of: joint, commanding: servo?.quantity ?? .effort)
        } ?? Drive())
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

  /// `velocity_servo: {damping_Nms_per_rad: 0.5, range_rad_per_s: 10}`: commands are velocities.
  private static func velocityServo(
    _ value: YAMLValue, of joint: ControlInterface.Joint
  ) throws(InputError) -> ControlInterface.Servo {
    let unit = joint.keyUnit(of: .velocity)
    let (damping, range, rate) = ("damping_\(joint.dampingKeyUnit)", "range_\(unit)", "rate_limit_\(unit)2")
    let fields = try value.fields([damping, range, rate])
    return .holdingVelocity(
      damping: try fields.number(damping, .positive), range: try fields.number(range, .positive),
      rateLimit: try fields.number(rate, .positive, otherwise: .infinity))
  }

  /// `drive: {rotor_inertia_kgm2: 0.01, no_load_speed_rad_per_s: 30, …}`: what it takes from an ideal one.
  ///
  /// - Parameter quantity: what its commands are. Only a servo for positions knows its gear's play, and one without a
  ///   servo takes efforts as they come.
  private static func drive(
    _ value: YAMLValue, of joint: ControlInterface.Joint, commanding quantity: ControlInterface.Sensor.Quantity
  ) throws(InputError) -> Drive {
    let (unit, speed) = (joint.keyUnit(of: .position), joint.keyUnit(of: .velocity))
    let (backlash, resolution) = ("backlash_\(unit)", "resolution_\(joint.keyUnit(of: quantity))")
    let inertia = joint.kind == .prismatic ? "rotor_inertia_kg" : "rotor_inertia_kgm2"
    let continuous = "continuous_effort_\(joint.keyUnit(of: .effort))"
    let fields = try value.fields(
      [inertia, "no_load_speed_\(speed)", "sag", "thermal_time_s", continuous]
        + (quantity == .position ? [backlash] : []) + (quantity == .effort ? [] : ["rate_hz", resolution]))
    return Drive(
      rotorInertia: try fields.number(inertia, .notNegative, otherwise: 0),
      noLoadSpeed: try fields.number("no_load_speed_\(speed)", .positive, otherwise: .infinity),
      backlash: try fields.number(backlash, .notNegative, otherwise: 0),
      rate: try fields.number("rate_hz", .positive, otherwise: .infinity),
      resolution: try fields.number(resolution, .notNegative, otherwise: 0),
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
    for sensor in sensors where sensor.differentiation != nil {
      guard case .joint(let joint, _) = sensor.sensor, sensors.contains(where: { $0.sensor == .joint(joint, .position) }) else {
        let name = sensor.sensor.joint.map { joints[$0].name } ?? ""
        throw value.error("\(name).velocity is worked out from \(name).position, which is no sensor; add it")
      }
    }
    return sensors
  }

  /// `buses: {legs: {joints: [hip, knee], slot_s: 0.0005}}`
  static func buses(
    _ value: YAMLValue?, of joints: [ControlInterface.Joint], stateRate: Double
  ) throws(InputError) -> [Bus] {
    var buses: [Bus] = []
    for field in try value?.namedFields() ?? [] {
      let fields = try field.value.fields(["joints", "slot_s"])
      var members: [Int] = []
      for entry in try fields.required("joints").list() {
        let name = try entry.text()
        guard let joint = joints.firstIndex(where: { $0.name == name }) else {
          throw entry.error("joints declares no such joint; \(NearestName.mend(name, in: joints.map(\.name)))")
        }
        guard !members.contains(joint), !buses.contains(where: { $0.joints.contains(joint) }) else {
          throw entry.error("the joint is on a bus already; name it once")
        }
        members.append(joint)
      }
      let slot = try fields.number("slot_s", .positive)
      guard Double(members.count) * slot <= 1 / stateRate else {
        throw try fields.required("slot_s").error(
          "\(members.count) joints in turn take \(Double(members.count) * slot) s and a state is sent each "
            + "\(1 / stateRate) s; shorten it or lower link.state_rate_hz")
      }
      buses.append(Bus(joints: members, slot: slot))
    }
    return buses
  }

  /// `{noise_rad: 0.001, latency_s: 0.002, …}`: how true a sensor is.
  ///
  /// - Parameter unit: of its value, as keys end with it.
  public static func sensor(
    _ sensor: ControlInterface.Sensor, _ value: YAMLValue, keyUnit unit: String
  ) throws(InputError) -> Sensor {
    func key(_ stem: String) -> String { unit.isEmpty ? stem : "\(stem)_\(unit)" }
    if sensor.quantity == .velocity, let from = try value.anyFields().optional("from_position") {
      _ = try value.fields(["from_position"])
      let fields = try from.fields(["low_pass_hz"])
      return Sensor(
        sensor: sensor, noise: 0,
        differentiation: Differentiation(lowPass: try fields.number("low_pass_hz", .positive, otherwise: .infinity)))
    }
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
