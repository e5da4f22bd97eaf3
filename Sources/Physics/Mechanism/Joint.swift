public import Mathematics

extension Mechanism {
  /// One coordinate between two links, and what acts along it besides the drive.
  public struct Joint: Sendable, Equatable {
    public enum Kind: Sendable {
      case prismatic, revolute
      /// Nothing holds the body. It has no coordinate: its place in arrays over joints is not used.
      case floating
    }

    public var kind: Kind
    /// Body that carries this joint; nil for the world.
    public var parent: Int?
    /// Joint frame in the parent's link frame; of a floating body, where it begins.
    public var origin: Pose
    /// Unit vector in the joint frame.
    public var axis: Vector3
    /// End stops, m or rad, whole turns counted; infinite where there are none. They do not rebound.
    public var lowerStop: Double
    public var upperStop: Double
    /// Viscous, N·s/m or N·m·s/rad.
    public var damping: Double
    /// Dry (Coulomb), N or N·m.
    public var friction: Double
    /// Inertia of the motor's rotor as the joint feels it (rotor's times the gear ratio squared), kg or kg·m².
    public var armature: Double
    /// Of a spring, N/m or N·m/rad.
    public var stiffness: Double
    /// Where that spring rests, m or rad.
    public var springRest: Double

    public init(
      kind: Kind, parent: Int?, origin: Pose = Pose(), axis: Vector3 = Vector3(0, 0, 1),
      lowerStop: Double = -.infinity, upperStop: Double = .infinity, damping: Double = 0, friction: Double = 0,
      armature: Double = 0, stiffness: Double = 0, springRest: Double = 0
    ) {
      self.kind = kind
      self.parent = parent
      self.origin = origin
      self.axis = axis
      self.lowerStop = lowerStop
      self.upperStop = upperStop
      self.damping = damping
      self.friction = friction
      self.armature = armature
      self.stiffness = stiffness
      self.springRest = springRest
    }

    /// Whether anything but a drive acts along it.
    var isPlain: Bool {
      lowerStop == -.infinity && upperStop == .infinity && damping == 0 && friction == 0 && armature == 0
        && stiffness == 0
    }
  }
}
