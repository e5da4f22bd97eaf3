public import Mathematics

extension RobotModel {
  /// A geometric form, its axes those of `origin` in the link's frame.
  public struct Shape: Sendable, Equatable {
    public enum Geometry: Sendable, Equatable {
      /// Full side lengths, m.
      case box(size: Vector3)
      /// Along z, m.
      case cylinder(radius: Double, length: Double)
      case sphere(radius: Double)
      /// Along z, m; `length` is that of the cylinder between the two half spheres.
      case capsule(radius: Double, length: Double)
      case mesh(Mesh)
    }

    public var name: String?
    /// Line in the model file.
    public var line: Int
    public var origin: Pose
    public var geometry: Geometry
    /// What it touches and how.
    public var contact: Contact
    /// Red, green, blue and opacity, 0 … 1; nil where the file gives none.
    public var color: SIMD4<Double>?

    public init(
      name: String? = nil, line: Int = 0, origin: Pose = Pose(), geometry: Geometry, contact: Contact = Contact(),
      color: SIMD4<Double>? = nil
    ) {
      self.name = name
      self.line = line
      self.origin = origin
      self.geometry = geometry
      self.contact = contact
      self.color = color
    }
  }

  /// How a shape takes part in contacts (MJCF's words; URDF has none of them).
  public struct Contact: Sendable, Equatable {
    /// Two shapes may touch when the type of one and the affinity of the other have a bit in common.
    public var type: UInt32
    public var affinity: UInt32
    /// Coulomb's coefficient; nil where the file gives none. Of two shapes the larger counts.
    public var friction: Double?
    /// Against twisting, m; nil where the file gives none.
    public var torsionalFriction: Double?
    /// Against rolling, m; nil where the file gives none.
    public var rollingFriction: Double?
    /// 1 without friction, 3 with, 4 with twisting, 6 with rolling; of two shapes the larger counts.
    public var dimensions: Int
    /// Contacts begin at this distance, m.
    public var margin: Double

    public init(
      type: UInt32 = 1, affinity: UInt32 = 1, friction: Double? = nil, torsionalFriction: Double? = nil,
      rollingFriction: Double? = nil, dimensions: Int = 3, margin: Double = 0
    ) {
      self.type = type
      self.affinity = affinity
      self.friction = friction
      self.torsionalFriction = torsionalFriction
      self.rollingFriction = rollingFriction
      self.dimensions = dimensions
      self.margin = margin
    }

    /// Whether the bits allow the two to touch.
    public func mayTouch(_ other: Contact) -> Bool { type & other.affinity != 0 || other.type & affinity != 0 }
  }

  /// An endless plane of the world, solid below its z axis.
  public struct GroundPlane: Sendable, Equatable {
    public var name: String?
    /// Line in the model file.
    public var line: Int
    /// Of the plane's frame in the world.
    public var origin: Pose
    public var contact: Contact

    public init(name: String? = nil, line: Int = 0, origin: Pose = Pose(), contact: Contact = Contact()) {
      self.name = name
      self.line = line
      self.origin = origin
      self.contact = contact
    }
  }
}
