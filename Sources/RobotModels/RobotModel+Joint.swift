public import Mathematics

extension RobotModel {
  public struct Joint: Sendable, Equatable {
    public enum Kind: String, Sendable, CaseIterable { case revolute, continuous, prismatic, fixed }

    public var name: String
    /// Line in the model file.
    public var line: Int
    public var kind: Kind
    /// Index into `links`.
    public var parent: Int
    /// Index into `links`.
    public var child: Int
    /// Of the child's frame in the parent's, at position 0.
    public var origin: Pose
    /// Unit vector in the child's frame.
    public var axis: Vector3
    /// Limits of the position, m or rad; infinite for a joint without.
    public var lower: Double
    public var upper: Double
    /// Limit of the effort, N or N·m; infinite when the file gives none.
    public var effort: Double
    /// Limit of the speed, m/s or rad/s; infinite when the file gives none.
    public var velocity: Double
    /// N·s/m or N·m·s/rad
    public var damping: Double
    /// Dry friction, N or N·m.
    public var friction: Double
    /// Reflected rotor inertia, kg or kg·m²: added to the joint's own diagonal entry of the mass matrix.
    public var armature: Double
    /// Of a spring towards `springPosition`, N/m or N·m/rad.
    public var stiffness: Double
    /// Where that spring is at rest, m or rad.
    public var springPosition: Double
    /// Where the joint stands when the robot is placed, m or rad (MJCF's ref).
    public var startPosition: Double
    /// Set for a joint that follows another one and has no drive of its own.
    public var mimic: Mimic?

    public init(
      name: String, line: Int = 0, kind: Kind, parent: Int, child: Int, origin: Pose = Pose(),
      axis: Vector3 = Vector3(1, 0, 0), lower: Double = -.infinity, upper: Double = .infinity,
      effort: Double = .infinity, velocity: Double = .infinity, damping: Double = 0, friction: Double = 0,
      armature: Double = 0, stiffness: Double = 0, springPosition: Double = 0, startPosition: Double = 0,
      mimic: Mimic? = nil
    ) {
      self.name = name
      self.line = line
      self.kind = kind
      self.parent = parent
      self.child = child
      self.origin = origin
      self.axis = axis
      self.lower = lower
      self.upper = upper
      self.effort = effort
      self.velocity = velocity
      self.damping = damping
      self.friction = friction
      self.armature = armature
      self.stiffness = stiffness
      self.springPosition = springPosition
      self.startPosition = startPosition
      self.mimic = mimic
    }
  }

  /// position = multiplier · position of `joint` + offset
  public struct Mimic: Sendable, Equatable {
    /// Index into ``joints`` of a joint that moves and mimics no other.
    public var joint: Int
    public var multiplier: Double
    /// m or rad
    public var offset: Double

    public init(joint: Int, multiplier: Double = 1, offset: Double = 0) {
      self.joint = joint
      self.multiplier = multiplier
      self.offset = offset
    }
  }

  /// A drive, as MJCF describes it.
  public struct Actuator: Sendable, Equatable {
    /// What the control value means.
    public enum Kind: Sendable, Equatable {
      /// effort = gear · control
      case motor
      /// effort = gear · (stiffness · (control − gear · position) − damping · gear · velocity)
      case position(stiffness: Double, damping: Double)
      /// effort = gear · damping · (control − gear · velocity)
      case velocity(damping: Double)
    }

    public var name: String
    /// Line in the model file.
    public var line: Int
    /// Index into ``joints``.
    public var joint: Int
    public var kind: Kind
    public var gear: Double
    /// Of the control value; infinite where the file gives none.
    public var controlRange: ClosedRange<Double>
    /// Of the force before the gear, N or N·m; infinite where the file gives none.
    public var forceRange: ClosedRange<Double>

    public init(
      name: String, line: Int = 0, joint: Int, kind: Kind, gear: Double = 1,
      controlRange: ClosedRange<Double> = -.infinity ... .infinity,
      forceRange: ClosedRange<Double> = -.infinity ... .infinity
    ) {
      self.name = name
      self.line = line
      self.joint = joint
      self.kind = kind
      self.gear = gear
      self.controlRange = controlRange
      self.forceRange = forceRange
    }

    /// Largest magnitude of the effort on the joint, N or N·m.
    public var effortLimit: Double {
      func largest(_ range: ClosedRange<Double>) -> Double { max(abs(range.lowerBound), abs(range.upperBound)) }
      let force = largest(forceRange)
      return abs(gear) * (kind == .motor ? min(force, largest(controlRange)) : force)
    }
  }
}
