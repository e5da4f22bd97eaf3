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
    /// Nil: a command is the effort itself. Otherwise it is the position that the servo holds.
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

    /// What the safe state asks of it: no effort, and of a servo the position around which it works.
    public var restCommand: Double { servo?.neutral ?? 0 }
  }

  /// The controller in an actuator: effort = stiffness · (target − position) − damping · velocity, within the limit.
  public struct Servo: Sendable, Equatable, Codable {
    /// N/m or N·m/rad
    public var stiffness: Double
    /// N·s/m or N·m·s/rad
    public var damping: Double
    /// The position that action 0 asks for, m or rad.
    public var neutral: Double
    /// Actions ±1 ask for so much more or less, m or rad.
    public var range: Double
    /// Largest speed of the target, m/s or rad/s; infinite when there is none.
    public var rateLimit: Double

    public init(stiffness: Double, damping: Double, neutral: Double, range: Double, rateLimit: Double = .infinity) {
      self.stiffness = stiffness
      self.damping = damping
      self.neutral = neutral
      self.range = range
      self.rateLimit = rateLimit
    }
  }
}

extension ControlInterface {
  public func actuatorName(_ index: Int) -> String {
    joints[actuators[index].joint].name + (actuators[index].servo == nil ? ".effort" : ".position")
  }

  public func actuatorIndex(joint: Int) -> Int? { actuators.firstIndex { $0.joint == joint } }

  public func jointIndex(named name: String) -> Int? { joints.firstIndex { $0.name == name } }

  /// SI unit of a command's value.
  public func unit(ofActuator index: Int) -> String {
    let linear = joints[actuators[index].joint].kind == .prismatic
    return actuators[index].servo == nil ? (linear ? "N" : "N·m") : (linear ? "m" : "rad")
  }

  /// Whether every command is an effort: what the wire carries today.
  public var takesEffortsOnly: Bool { actuators.allSatisfy { $0.servo == nil } }
}
