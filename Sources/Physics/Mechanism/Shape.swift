public import Mathematics

extension Mechanism {
  /// What a body touches the world with.
  public struct Shape: Sendable, Equatable {
    public enum Geometry: Sendable, Equatable {
      case sphere(radius: Double)
      /// Along z; the length is that of the cylinder between the half spheres.
      case capsule(radius: Double, length: Double)
      /// Full side lengths.
      case box(size: Vector3)
      /// Along z.
      case cylinder(radius: Double, length: Double)
      /// The convex hull of these points.
      case hull(points: [Vector3])
      /// A surface of triangles, each three indices counter-clockwise seen from outside.
      case mesh(points: [Vector3], triangles: [Int])
    }

    public var geometry: Geometry
    /// In the link's frame, or of an obstacle in the world's.
    public var pose: Pose
    public var material: Material
    /// Two shapes collide when either's category is among what the other collides with (MJCF's contype, conaffinity).
    public var category: UInt32
    public var collidesWith: UInt32

    public init(
      _ geometry: Geometry, pose: Pose = Pose(), material: Material = Material(), category: UInt32 = 1,
      collidesWith: UInt32 = 1
    ) {
      self.geometry = geometry
      self.pose = pose
      self.material = material
      self.category = category
      self.collidesWith = collidesWith
    }

    func collides(with other: Shape) -> Bool {
      category & other.collidesWith != 0 || other.category & collidesWith != 0
    }
  }

  /// How a surface touches. Of two surfaces in contact the greater friction and restitution hold (as in MuJoCo), and
  /// their compliances add.
  public struct Material: Sendable, Equatable {
    /// Coulomb's μ.
    public var friction: Double
    /// Speed after a bounce over the speed before; 0 for none.
    public var restitution: Double
    /// Depth under a steady force, m/N; 0 for a hard surface.
    public var compliance: Double

    public init(friction: Double = 1, restitution: Double = 0, compliance: Double = 0) {
      self.friction = friction
      self.restitution = restitution
      self.compliance = compliance
    }

    func touching(_ other: Material) -> Material {
      Material(
        friction: max(friction, other.friction), restitution: max(restitution, other.restitution),
        compliance: compliance + other.compliance)
    }
  }
}
