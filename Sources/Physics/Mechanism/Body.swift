public import Mathematics

extension Mechanism {
  public struct Body: Sendable, Equatable {
    /// kg; zero for a mere frame between joints.
    public var mass: Double
    /// From the link's frame.
    public var centreOfMass: Vector3      // m
    /// About the centre of mass, along the link's axes: rows of a symmetric matrix.
    public var inertia: Rows              // kg·m²
    /// What it collides with, in the link's frame.
    public var shapes: [Shape]

    public init(mass: Double, centreOfMass: Vector3, inertia: Rows, shapes: [Shape] = []) {
      self.mass = mass
      self.centreOfMass = centreOfMass
      self.inertia = inertia
      self.shapes = shapes
    }

    /// A mere frame between joints that together are one; see ``Mechanism``.
    public static let frame = Body(mass: 0, centreOfMass: .zero, inertia: Rows(.zero, .zero, .zero))

    var isFrame: Bool { mass == 0 }
  }

  /// The rows of a 3 × 3 matrix.
  public struct Rows: Sendable, Equatable {
    public var x: Vector3
    public var y: Vector3
    public var z: Vector3

    public init(_ x: Vector3, _ y: Vector3, _ z: Vector3) {
      self.x = x
      self.y = y
      self.z = z
    }

    public init(diagonal: Vector3) {
      self.init(Vector3(diagonal.x, 0, 0), Vector3(0, diagonal.y, 0), Vector3(0, 0, diagonal.z))
    }

    public static func * (rows: Rows, scale: Double) -> Rows { Rows(rows.x * scale, rows.y * scale, rows.z * scale) }
    public static func * (rows: Rows, v: Vector3) -> Vector3 { Vector3(rows.x.dot(v), rows.y.dot(v), rows.z.dot(v)) }

    /// vᵀ · M · v
    public func quadratic(_ v: Vector3) -> Double { v.dot(self * v) }

    var determinant: Double { x.dot(y.cross(z)) }
  }
}
