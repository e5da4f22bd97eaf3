import Mathematics
import RobotModels

/// The meshes of a page, each once, and coarse enough for it.
struct PageMeshes {
  struct Surface: Encodable {
    /// x, y, z of each corner, m.
    var vertices: Numbers
    /// Three corners each.
    var triangles: Numbers
  }

  private(set) var surfaces: [Surface] = []
  private var known: [(mesh: Mesh, number: Int)] = []

  /// A mesh of more triangles is made coarser.
  private static let limit = 6000

  /// Its number in ``surfaces``; nil where it cannot be read.
  mutating func number(of mesh: Mesh) -> Int? {
    if let known = known.first(where: { $0.mesh == mesh }) { return known.number }
    guard var surface = try? mesh.surface() else { return nil }
    var cells = 80.0
    while surface.triangles.count > Self.limit, cells > 10 {
      surface = Self.coarser(surface, cells: cells)
      cells *= 0.8
    }
    known.append((mesh, surfaces.count))
    surfaces.append(
      Surface(
        vertices: Numbers(surface.vertices.flatMap { [$0.x, $0.y, $0.z] }),
        triangles: Numbers(surface.triangles.flatMap { [Double($0.x), Double($0.y), Double($0.z)] })))
    return surfaces.count - 1
  }

  /// Vertices that share a cell of a grid become one, their mean (Rossignac & Borrel 1993).
  ///
  /// - Parameter cells: along the longest side.
  static func coarser(_ mesh: TriangleMesh, cells: Double) -> TriangleMesh {
    guard let (low, high) = mesh.bounds, (high - low).max() > 0 else { return mesh }
    let side = (high - low).max() / cells
    var places: [SIMD3<Int32>: Int32] = [:]
    var sums: [(sum: Vector3, count: Double)] = []
    let moved = mesh.vertices.map { vertex in
      let cell = SIMD3<Int32>(((vertex - low) / side).rounded(.down))
      let place = places[cell] ?? Int32(sums.count)
      if places[cell] == nil {
        places[cell] = place
        sums.append((.zero, 0))
      }
      sums[Int(place)].sum += vertex
      sums[Int(place)].count += 1
      return place
    }
    let triangles = mesh.triangles.map { SIMD3(moved[Int($0.x)], moved[Int($0.y)], moved[Int($0.z)]) }
      .filter { $0.x != $0.y && $0.y != $0.z && $0.z != $0.x }
    return TriangleMesh(vertices: sums.map { $0.sum / $0.count }, triangles: triangles)
  }
}
