public import Mathematics
public import RobotModels

/// A free body beside the robot, such as a cube in a hand: a solid of even density that touches the robot, the ground
/// and other objects, and that nothing holds.
public struct FreeObject: Sendable, Equatable {
  public var name: String
  /// A box, a sphere, a capsule or a cylinder about its middle.
  public var geometry: RobotModel.Shape.Geometry
  /// kg
  public var mass: Double
  /// Coulomb's coefficient; of two surfaces in contact the greater one holds.
  public var friction: Double
  public var restitution: Double
  /// The link whose frame its start and its motion are told in; nil: the robot's root.
  public var link: String?
  /// Where episodes begin, in that frame: place, m, and roll, pitch and yaw, rad.
  public var startPosition: Vector3
  public var startAngles: Vector3

  /// - Precondition: the geometry is no mesh.
  public init(
    name: String, geometry: RobotModel.Shape.Geometry, mass: Double, friction: Double, restitution: Double = 0,
    link: String? = nil, startPosition: Vector3, startAngles: Vector3 = .zero
  ) {
    if case .mesh = geometry { preconditionFailure("an object is a simple solid") }
    self.name = name
    self.geometry = geometry
    self.mass = mass
    self.friction = friction
    self.restitution = restitution
    self.link = link
    self.startPosition = startPosition
    self.startAngles = startAngles
  }

  /// How an episode's start differs from its own: of its place (m), roll, pitch and yaw (rad), and the rates of these along the
  /// frame's axes (m/s, rad/s, against the link).                                                            (12)
  public var startKeys: [String] { Scenario.Start.baseKeys.map { name + $0.dropFirst("base".count) } }

  /// It as a link of a model, for files and pages.
  public func modelLink() -> RobotModel.Link {
    let shape = RobotModel.Shape(geometry: geometry)
    return RobotModel.Link(
      name: name, inertial: .init(mass: mass, origin: Pose(), inertia: inertia), visuals: [shape],
      collisions: [shape])
  }

  /// About its middle, kg·m².
  public var inertia: Inertia {
    let moments = Self.momentsPerMass(of: geometry) * mass
    return Inertia(xx: moments.x, yy: moments.y, zz: moments.z)
  }

  /// Principal moments of a solid of even density over its mass, m².
  public static func momentsPerMass(of geometry: RobotModel.Shape.Geometry) -> Vector3 {
    switch geometry {
    case .box(let s):
      return Vector3(s.y * s.y + s.z * s.z, s.x * s.x + s.z * s.z, s.x * s.x + s.y * s.y) / 12
    case .sphere(let r): return Vector3(repeating: 0.4 * r * r)
    case .cylinder(let r, let l):
      let across = r * r / 4 + l * l / 12
      return Vector3(across, across, r * r / 2)
    case .capsule(let r, let l):
      // The cylinder's share of the volume, and that of the two half spheres, each 3/8 r inside its end.
      let (cylinder, ball) = (l, 4 * r / 3)
      let (c, b) = (cylinder / (cylinder + ball), ball / (cylinder + ball))
      let across = c * (r * r / 4 + l * l / 12) + b * (0.4 * r * r + l * l / 4 + 3 * l * r / 8)
      return Vector3(across, across, c * r * r / 2 + b * 0.4 * r * r)
    case .mesh: preconditionFailure("an object is a simple solid")
    }
  }
}
