extension ControlInterface {
  /// A quantity that a reading has a value of, or that only a simulator knows.
  public enum Sensor: Sendable, Equatable {
    public enum Quantity: String, Sendable, Codable, CaseIterable { case position, velocity, effort }

    /// Of a joint, by its index into `joints`.
    case joint(Int, Quantity)
    /// Of a link, by its name: an inertial measurement unit, a foot's contact, or the link's true motion.
    case link(String, LinkQuantity)
    /// Of an object beside the robot, by its name: what a camera's tracker gives, or the object's true motion.
    case object(String, ObjectQuantity)
    /// What the robot is asked to do, such as a velocity to walk at: no sensor measures it, the operator gives it.
    case goal(String, unit: GoalUnit)

    /// Index into `joints`; nil for what is no joint's.
    public var joint: Int? {
      if case .joint(let joint, _) = self { joint } else { nil }
    }

    /// Nil for what is no joint's.
    public var quantity: Quantity? {
      if case .joint(_, let quantity) = self { quantity } else { nil }
    }

    public var isGoal: Bool {
      if case .goal = self { true } else { false }
    }
  }

  /// A link's motion. Components are in the link's own frame but for the place, which is in the world's.
  public enum LinkQuantity: String, Sendable, Codable, CaseIterable {
    /// Gyroscope, rad/s.
    case angularVelocityX = "angular_velocity_x", angularVelocityY = "angular_velocity_y"
    case angularVelocityZ = "angular_velocity_z"
    /// Accelerometer: specific force, m/s², +9.81 upward at rest.
    case accelerationX = "acceleration_x", accelerationY = "acceleration_y", accelerationZ = "acceleration_z"
    /// The direction of gravity, as an orientation filter gives it: (0, 0, −1) when the link stands upright.
    case gravityX = "gravity_x", gravityY = "gravity_y", gravityZ = "gravity_z"
    /// Sum of the contacts' normal forces, N.
    case contact
    /// Linear velocity of the link's origin, m/s: no sensor on a robot gives it.
    case velocityX = "velocity_x", velocityY = "velocity_y", velocityZ = "velocity_z"
    /// Of the link's origin in the world, m: no sensor on a robot gives it.
    case placeX = "place_x", placeY = "place_y", placeZ = "place_z"

    /// Whether a robot can carry a sensor of it.
    public var isMeasurable: Bool {
      switch self {
      case .velocityX, .velocityY, .velocityZ, .placeX, .placeY, .placeZ: false
      default: true
      }
    }

    public var unit: String {
      switch self {
      case .angularVelocityX, .angularVelocityY, .angularVelocityZ: "rad/s"
      case .accelerationX, .accelerationY, .accelerationZ: "m/s²"
      case .gravityX, .gravityY, .gravityZ: "1"
      case .contact: "N"
      case .velocityX, .velocityY, .velocityZ: "m/s"
      case .placeX, .placeY, .placeZ: "m"
      }
    }
  }

  public enum GoalUnit: String, Sendable, Codable, CaseIterable {
    case metres = "m", metresPerSecond = "m/s", radians = "rad", radiansPerSecond = "rad/s"
  }
}

extension ControlInterface {
  /// `joint.quantity`, `link.quantity`, `object.quantity` or `goal.name`, as robot and scenario files name it.
  public func name(of sensor: Sensor) -> String {
    switch sensor {
    case .joint(let joint, let quantity): "\(joints[joint].name).\(quantity.rawValue)"
    case .link(let link, let quantity): "\(link).\(quantity.rawValue)"
    case .object(let object, let quantity): "\(object).\(quantity.rawValue)"
    case .goal(let name, _): "goal.\(name)"
    }
  }

  /// SI unit of a quantity.
  public func unit(of sensor: Sensor) -> String {
    switch sensor {
    case .joint(let joint, let quantity):
      let linear = joints[joint].kind == .prismatic
      return switch quantity {
      case .position: linear ? "m" : "rad"
      case .velocity: linear ? "m/s" : "rad/s"
      case .effort: linear ? "N" : "N·m"
      }
    case .link(_, let quantity): return quantity.unit
    case .object(_, let quantity): return quantity.unit
    case .goal(_, let unit): return unit.rawValue
    }
  }

  public func sensorName(_ index: Int) -> String { name(of: sensors[index]) }

  /// SI unit of a sensor's value.
  public func unit(ofSensor index: Int) -> String { unit(of: sensors[index]) }

  /// The sensor of that name.
  public func sensorIndex(named name: String) -> Int? { sensors.indices.first { sensorName($0) == name } }

  public func sensorIndex(joint: Int, _ quantity: Sensor.Quantity) -> Int? {
    sensors.firstIndex { $0 == .joint(joint, quantity) }
  }

  /// Whether a sensor's value is the angle of a joint that turns without limits.
  public func turnsEndlessly(sensor index: Int) -> Bool {
    guard case .joint(let joint, .position) = sensors[index] else { return false }
    return joints[joint].kind == .continuous
  }

  /// Whether every sensor is a joint's: what the wire carries today.
  public var sensesJointsOnly: Bool { sensors.allSatisfy { $0.joint != nil } }
}

/// `{"joint": 0, "quantity": "position"}`, `{"link": "trunk", "quantity": "gravity_z"}`,
/// `{"object": "cube", "quantity": "yaw"}` or `{"goal": "velocity_x", "unit": "m/s"}`.
extension ControlInterface.Sensor: Codable {
  private enum Key: String, CodingKey { case joint, link, object, goal, quantity, unit }

  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    if let joint = try fields.decodeIfPresent(Int.self, forKey: .joint) {
      self = .joint(joint, try fields.decode(Quantity.self, forKey: .quantity))
    } else if let link = try fields.decodeIfPresent(String.self, forKey: .link) {
      self = .link(link, try fields.decode(ControlInterface.LinkQuantity.self, forKey: .quantity))
    } else if let object = try fields.decodeIfPresent(String.self, forKey: .object) {
      self = .object(object, try fields.decode(ControlInterface.ObjectQuantity.self, forKey: .quantity))
    } else {
      self = .goal(
        try fields.decode(String.self, forKey: .goal),
        unit: try fields.decode(ControlInterface.GoalUnit.self, forKey: .unit))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Key.self)
    switch self {
    case .joint(let joint, let quantity):
      try fields.encode(joint, forKey: .joint)
      try fields.encode(quantity, forKey: .quantity)
    case .link(let link, let quantity):
      try fields.encode(link, forKey: .link)
      try fields.encode(quantity, forKey: .quantity)
    case .object(let object, let quantity):
      try fields.encode(object, forKey: .object)
      try fields.encode(quantity, forKey: .quantity)
    case .goal(let goal, let unit):
      try fields.encode(goal, forKey: .goal)
      try fields.encode(unit, forKey: .unit)
    }
  }
}
