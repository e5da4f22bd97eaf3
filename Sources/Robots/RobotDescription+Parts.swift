public import Control

/// What the simulator needs to know of a robot's parts beside its model file.
extension RobotDescription {
  /// How the model's root stands in the world.
  public enum Base: Sendable, Equatable {
    case fixed
    /// Free to move; it rests with the root's origin at this height above the ground, m.
    case floating(restHeight: Double)
  }

  /// A motor with its gear, as it acts on the joint. Nominally ideal.
  public struct Drive: Sendable, Equatable {
    /// Of the rotor, seen from the joint: its inertia times the gear ratio squared, kg or kg·m².
    public var rotorInertia: Double
    /// Speed at which the motor has no effort left, m/s or rad/s; infinite when there is none. The effort to be had
    /// falls linearly from the limit at rest to zero there.
    public var noLoadSpeed: Double
    /// Play of the gear: the joint moves so far, m or rad, before the motor pushes it.
    public var backlash: Double
    /// A servo takes a target only so often, Hz; infinite: at once.
    public var rate: Double
    /// A servo's targets are multiples of this, in their unit; 0: any.
    public var resolution: Double
    /// Share of the effort limit that is lost for each effort limit that all drives together give: the supply sags.
    public var sag: Double
    /// Of the winding: it may give the effort limit for so long from cold, s; infinite when it never gets too hot.
    public var thermalTime: Double
    /// The effort that it may give for ever, N or N·m.
    public var continuousEffort: Double

    public init(
      rotorInertia: Double = 0, noLoadSpeed: Double = .infinity, backlash: Double = 0, rate: Double = .infinity,
      resolution: Double = 0, sag: Double = 0, thermalTime: Double = .infinity, continuousEffort: Double = .infinity
    ) {
      self.rotorInertia = rotorInertia
      self.noLoadSpeed = noLoadSpeed
      self.backlash = backlash
      self.rate = rate
      self.resolution = resolution
      self.sag = sag
      self.thermalTime = thermalTime
      self.continuousEffort = continuousEffort
    }
  }

  public struct Sensor: Sendable, Equatable {
    public var sensor: ControlInterface.Sensor
    /// Standard deviation of white noise on each reading, in the sensor's unit.
    public var noise: Double
    /// Constant error, in the sensor's unit.
    public var bias: Double
    /// The error wanders as a random walk: standard deviation after one second, in the sensor's unit.
    public var biasWalk: Double
    /// Smallest step of its values, in the sensor's unit; 0: none.
    public var resolution: Double
    /// Beside the robot's observation delay, s.
    public var latency: Double
    /// It measures so often, Hz, and holds its value between; infinite: for each reading.
    public var rate: Double
    /// Share of the measurements that are lost; the last value stands.
    public var dropout: Double
    /// Of a velocity that is worked out from the joint's position sensor; nil: it is measured.
    public var differentiation: Differentiation?

    public init(
      sensor: ControlInterface.Sensor, noise: Double, bias: Double = 0, biasWalk: Double = 0, resolution: Double = 0,
      latency: Double = 0, rate: Double = .infinity, dropout: Double = 0, differentiation: Differentiation? = nil
    ) {
      self.differentiation = differentiation
      self.sensor = sensor
      self.noise = noise
      self.bias = bias
      self.biasWalk = biasWalk
      self.resolution = resolution
      self.latency = latency
      self.rate = rate
      self.dropout = dropout
    }
  }

  /// A velocity as the difference of the position sensor's last two measurements over the time between them: with that
  /// sensor's noise, resolution, latency and rate.
  public struct Differentiation: Sendable, Equatable {
    /// Cut-off of a first-order low-pass behind it, Hz; infinite: none.
    public var lowPass: Double

    public init(lowPass: Double = .infinity) { self.lowPass = lowPass }
  }

  /// A line that joints share. In each period they are read one after the other, the last one as the reading is sent,
  /// and written one after the other, the first one as the command comes.
  public struct Bus: Sendable, Equatable {
    /// In the order of their turns, indices into the robot's joints.
    public var joints: [Int]
    /// Between two turns, s.
    public var slot: Double

    public init(joints: [Int], slot: Double) {
      self.joints = joints
      self.slot = slot
    }
  }

  /// From the joint's turn to the reading, s.
  public func readingAge(joint: Int) -> Double {
    for bus in buses {
      if let turn = bus.joints.firstIndex(of: joint) { return Double(bus.joints.count - 1 - turn) * bus.slot }
    }
    return 0
  }

  /// From the command to the joint's turn, s.
  public func writingDelay(joint: Int) -> Double {
    for bus in buses { if let turn = bus.joints.firstIndex(of: joint) { return Double(turn) * bus.slot } }
    return 0
  }

  /// How the robot's shapes touch the world and one another.
  public struct Contact: Sendable, Equatable {
    public enum Meshes: String, Sendable, CaseIterable { case hull, trimesh }

    /// What a mesh collides as.
    public var meshes: Meshes
    /// Coulomb's coefficient between a shape and the ground.
    public var friction: Double
    public var restitution: Double
    /// Whether links that no joint connects collide with one another.
    public var selfCollision: Bool
    /// Pairs of links that never do.
    public var excluded: [[String]]

    public init(
      meshes: Meshes = .hull, friction: Double = 0.8, restitution: Double = 0, selfCollision: Bool = false,
      excluded: [[String]] = []
    ) {
      self.meshes = meshes
      self.friction = friction
      self.restitution = restitution
      self.selfCollision = selfCollision
      self.excluded = excluded
    }
  }
}
