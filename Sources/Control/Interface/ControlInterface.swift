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

  public struct Actuator: Sendable, Equatable, Codable {
    /// Index into `joints`.
    public var joint: Int
    /// Largest magnitude of the effort, N or N·m.
    public var effortLimit: Double
    /// Largest change of the effort, N/s or N·m/s; infinite when there is none. Of no use to a servo.
    public var effortRateLimit: Double
    /// What the safe state applies: effort = −damping × velocity, N·s/m or N·m·s/rad.
    public var safeDamping: Double
    /// Nil: a command is the effort itself. Otherwise it is the position or the velocity that the servo holds.
    public var servo: Servo?

    public init(
      joint: Int, effortLimit: Double, effortRateLimit: Double = .infinity, safeDamping: Double = 0,
      servo: Servo? = nil
    ) {
      self.joint = joint
      self.effortLimit = effortLimit
      self.effortRateLimit = effortRateLimit
      self.safeDamping = safeDamping
      self.servo = servo
    }

    /// What the safe state asks of it: no effort, and of a servo the target around which it works.
    public var restCommand: Double { servo?.neutral ?? 0 }

    /// What a command is of the joint.
    public var quantity: Sensor.Quantity { servo?.quantity ?? .effort }
  }

  /// The controller in an actuator, within the effort limit: effort = stiffness · (target − position) − damping ·
  /// velocity, or of a velocity servo damping · (target − velocity).
  public struct Servo: Sendable, Equatable, Codable {
    /// What it holds: a position or a velocity.
    public var quantity: Sensor.Quantity
    /// N/m or N·m/rad; 0 of a velocity servo.
    public var stiffness: Double
    /// N·s/m or N·m·s/rad
    public var damping: Double
    /// The target that action 0 asks for, m or rad; 0 of a velocity servo.
    public var neutral: Double
    /// Actions ±1 ask for so much more or less, m or rad, m/s or rad/s.
    public var range: Double
    /// Largest speed of the target, m/s or rad/s, m/s² or rad/s²; infinite when there is none.
    public var rateLimit: Double

    public init(stiffness: Double, damping: Double, neutral: Double, range: Double, rateLimit: Double = .infinity) {
      quantity = .position
      self.stiffness = stiffness
      self.damping = damping
      self.neutral = neutral
      self.range = range
      self.rateLimit = rateLimit
    }

    /// One that holds a velocity, and rests at zero.
    public static func holdingVelocity(damping: Double, range: Double, rateLimit: Double = .infinity) -> Servo {
      var servo = Servo(stiffness: 0, damping: damping, neutral: 0, range: range, rateLimit: rateLimit)
      servo.quantity = .velocity
      return servo
    }

    /// Logs of before there were velocity servos do not say what a servo holds.
    public init(from decoder: any Decoder) throws {
      let fields = try decoder.container(keyedBy: CodingKeys.self)
      quantity = try fields.decodeIfPresent(Sensor.Quantity.self, forKey: .quantity) ?? .position
      stiffness = try fields.decode(Double.self, forKey: .stiffness)
      damping = try fields.decode(Double.self, forKey: .damping)
      neutral = try fields.decode(Double.self, forKey: .neutral)
      range = try fields.decode(Double.self, forKey: .range)
      rateLimit = try fields.decode(Double.self, forKey: .rateLimit)
    }
  }
}

extension ControlInterface {
  public func actuatorName(_ index: Int) -> String {
    "\(joints[actuators[index].joint].name).\(actuators[index].quantity.rawValue)"
  }

  public func actuatorIndex(joint: Int) -> Int? { actuators.firstIndex { $0.joint == joint } }

  public func jointIndex(named name: String) -> Int? { joints.firstIndex { $0.name == name } }

  /// SI unit of a command's value.
  public func unit(ofActuator index: Int) -> String {
    unit(of: .joint(actuators[index].joint, actuators[index].quantity))
  }

  /// Whether every command is an effort: what the wire carries today.
  public var takesEffortsOnly: Bool { actuators.allSatisfy { $0.servo == nil } }
}
