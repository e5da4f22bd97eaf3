public import Mathematics

extension Mechanism {
  /// The ground.
  public struct Terrain: Sendable, Equatable {
    public enum Surface: Sendable, Equatable {
      case none
      /// All points p with normal · p = height; the normal, a unit vector, points out of the ground.
      case plane(normal: Vector3, height: Double)
      case field(HeightField)
    }

    public var surface: Surface
    public var material: Material
    /// As of a ``Shape``.
    public var category: UInt32
    public var collidesWith: UInt32

    public init(
      _ surface: Surface = .none, material: Material = Material(), category: UInt32 = 1, collidesWith: UInt32 = 1
    ) {
      self.surface = surface
      self.material = material
      self.category = category
      self.collidesWith = collidesWith
    }

    public static func ground(material: Material = Material()) -> Terrain {
      Terrain(.plane(normal: Vector3(0, 0, 1), height: 0), material: material)
    }

    /// A plane through the origin that falls by `angle` (rad) in the horizontal direction `heading` (rad from x).
    public static func slope(angle: Double, heading: Double = 0, material: Material = Material()) -> Terrain {
      let normal = Rotation(axis: Vector3(0, 0, 1), angle: heading) * (Rotation(axis: Vector3(0, 1, 0), angle: angle) * Vector3(0, 0, 1))
      return Terrain(.plane(normal: normal, height: 0), material: material)
    }

    func collides(with shape: Shape) -> Bool {
      category & shape.collidesWith != 0 || shape.category & collidesWith != 0
    }
  }

  /// Heights on a regular grid, flat triangles between: each cell is cut from its corner (column, row) to the opposite
  /// one. Outside the grid there is no ground.
  public struct HeightField: Sendable, Equatable {
    /// Of the corner of column 0 and row 0; columns run along x, rows along y.
    public var origin: Vector3     // m
    public var spacing: Double     // m
    public var columns: Int
    /// Row after row.
    public var heights: [Double]   // (rows × columns), m above the origin

    /// - Precondition: at least two columns and two rows, all full.
    public init(origin: Vector3, spacing: Double, columns: Int, heights: [Double]) {
      precondition(columns > 1 && heights.count >= 2 * columns && heights.count % columns == 0, "a grid of 2 × 2 or more")
      precondition(spacing > 0, "the grid's spacing is positive")
      self.origin = origin
      self.spacing = spacing
      self.columns = columns
      self.heights = heights
    }

    public var rows: Int { heights.count / columns }
  }
}
