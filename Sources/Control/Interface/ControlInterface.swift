/// What a robot measures and takes: the shape of every ``Reading`` and ``Command``.
public struct ControlInterface: Sendable, Equatable, Codable {
  public var robot: String
  public var joints: [Joint]
  /// One entry for each value of a reading.
  public var sensors: [Sensor]
  /// One entry for each value of a command.
  public var actuators: [Actuator]
  /// Nominal time between two ticks, s.
  public var period: Double

  public init(robot: String, joints: [Joint], sensors: [Sensor], actuators: [Actuator], period: Double) {
    self.robot = robot
    self.joints = joints
    self.sensors = sensors
    self.actuators = actuators
    self.period = period
  }

  public struct Joint: Sendable, Equatable, Codable {
    public enum Kind: String, Sendable, Codable, CaseIterable { case prismatic, revolute, continuous }

    public var name: String
    public var kind: Kind
    /// Hard limits of the position, m or rad; infinite for a continuous joint.
    public var lowerLimit: Double
    public var upperLimit: Double

    public init(name: String, kind: Kind, lowerLimit: Double = -.infinity, upperLimit: Double = .infinity) {
      self.name = name
      self.kind = kind
      self.lowerLimit = lowerLimit
      self.upperLimit = upperLimit
    }
  }

  public struct Sensor: Sendable, Equatable, Codable {
    public enum Quantity: String, Sendable, Codable, CaseIterable { case position, velocity, effort }

    /// Index into `joints`.
    public var joint: Int
    public var quantity: Quantity

    public init(joint: Int, quantity: Quantity) {
      self.joint = joint
      self.quantity = quantity
    }
  }

  public struct Actuator: Sendable, Equatable, Codable {
    /// Index into `joints`.
    public var joint: Int
    /// Largest magnitude of the effort, N or N·m.
    public var effortLimit: Double
    /// Largest change of the effort, N/s or N·m/s; infinite when there is none.
    public var effortRateLimit: Double
    /// What the safe state applies: effort = −damping × velocity, N·s/m or N·m·s/rad.
    public var safeDamping: Double

    public init(joint: Int, effortLimit: Double, effortRateLimit: Double = .infinity, safeDamping: Double = 0) {
      self.joint = joint
      self.effortLimit = effortLimit
      self.effortRateLimit = effortRateLimit
      self.safeDamping = safeDamping
    }
  }
}

extension ControlInterface {
  public func sensorName(_ index: Int) -> String {
    "\(joints[sensors[index].joint].name).\(sensors[index].quantity.rawValue)"
  }

  public func actuatorName(_ index: Int) -> String { "\(joints[actuators[index].joint].name).effort" }

  /// The sensor `joint.quantity`, as robot and scenario files name it.
  public func sensorIndex(named name: String) -> Int? { sensors.indices.first { sensorName($0) == name } }

  public func sensorIndex(joint: Int, _ quantity: Sensor.Quantity) -> Int? {
    sensors.firstIndex { $0.joint == joint && $0.quantity == quantity }
  }

  public func actuatorIndex(joint: Int) -> Int? { actuators.firstIndex { $0.joint == joint } }

  public func jointIndex(named name: String) -> Int? { joints.firstIndex { $0.name == name } }

  /// SI unit of a sensor's value.
  public func unit(ofSensor index: Int) -> String {
    let linear = joints[sensors[index].joint].kind == .prismatic
    return switch sensors[index].quantity {
    case .position: linear ? "m" : "rad"
    case .velocity: linear ? "m/s" : "rad/s"
    case .effort: linear ? "N" : "N·m"
    }
  }

  public func unit(ofActuator index: Int) -> String {
    joints[actuators[index].joint].kind == .prismatic ? "N" : "N·m"
  }
}
