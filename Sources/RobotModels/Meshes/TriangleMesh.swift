public import Mathematics

/// A surface of triangles, m.
public struct TriangleMesh: Sendable, Equatable {
  public var vertices: [Vector3]
  /// Three indices into `vertices`, counterclockwise seen from outside.
  public var triangles: [SIMD3<Int32>]

  public init(vertices: [Vector3], triangles: [SIMD3<Int32>]) {
    self.vertices = vertices
    self.triangles = triangles
  }

  func corners(_ triangle: Int) -> (Vector3, Vector3, Vector3) {
    let t = triangles[triangle]
    return (vertices[Int(t.x)], vertices[Int(t.y)], vertices[Int(t.z)])
  }

  /// The smallest box along the axes that holds every vertex; nil without vertices.
  public var bounds: (lower: Vector3, upper: Vector3)? {
    guard let first = vertices.first else { return nil }
    return vertices.reduce((first, first)) { (pointwiseMin($0.0, $1), pointwiseMax($0.1, $1)) }
  }

  /// The volume that the surface encloses, m³: a sum over tetrahedra from the origin, exact for a closed surface.
  public var volume: Double {
    triangles.indices.reduce(0) { sum, t in
      let (a, b, c) = corners(t)
      return sum + a.dot(b.cross(c)) / 6
    }
  }

  /// Scaled along each axis; a mirror image keeps its outside outside.
  func scaled(by scale: Vector3) -> TriangleMesh {
    let isMirrored = scale.x * scale.y * scale.z < 0
    return TriangleMesh(
      vertices: vertices.map { $0 * scale },
      triangles: isMirrored ? triangles.map { SIMD3($0.x, $0.z, $0.y) } : triangles)
  }
}

/// Joins vertices that are the same numbers, as STL repeats them for each triangle.
struct VertexWelder {
  private(set) var vertices: [Vector3] = []
  private var indices: [Vector3: Int32] = [:]

  mutating func index(of vertex: Vector3) -> Int32 {
    if let index = indices[vertex] { return index }
    let index = Int32(vertices.count)
    vertices.append(vertex)
    indices[vertex] = index
    return index
  }
}
