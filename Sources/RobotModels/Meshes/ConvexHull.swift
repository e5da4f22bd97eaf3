public import Mathematics

/// The convex hull of points in space by Quickhull (Barber, Dobkin, Huhdanpaa 1996).
///
/// The farthest point of all comes next, so that a hull that stops at its limit of vertices is a good one from within.
public struct ConvexHull: Sendable {
  /// The corners and faces, counterclockwise seen from outside.
  public let mesh: TriangleMesh
  /// How far the farthest point lies above the plane of a face, m: 0 where the limit did not cut it short.
  public let error: Double

  /// Nil for fewer than four points or when all lie in one plane.
  public static func of(_ points: [Vector3], limit: Int = .max) -> ConvexHull? {
    precondition(limit >= 4, "a tetrahedron has four corners")
    var builder = HullBuilder(points)
    guard builder.begin() else { return nil }
    var corners = 4
    while corners < limit, builder.addFarthest() { corners += 1 }
    return builder.hull
  }
}

private struct HullBuilder {
  private struct Face {
    var corners: (Int, Int, Int)
    /// Across the edges 0–1, 1–2 and 2–0.
    var neighbours: (Int, Int, Int) = (-1, -1, -1)
    let normal: Vector3
    let offset: Double
    /// Points above this face that no other face has.
    var outside: [Int] = []
    var farthest = -1
    var height = 0.0
    var isAlive = true

    init(_ a: Int, _ b: Int, _ c: Int, _ points: [Vector3]) {
      corners = (a, b, c)
      let product = (points[b] - points[a]).cross(points[c] - points[a])
      normal = product / max(product.length, .leastNormalMagnitude)
      offset = normal.dot(points[a])
    }

    mutating func take(_ point: Int, at height: Double) {
      outside.append(point)
      if height > self.height { (farthest, self.height) = (point, height) }
    }
  }

  private let points: [Vector3]
  /// Points nearer to a face than this count as on it: the rounding of meshes stored as floats.
  private let tolerance: Double
  private var faces: [Face] = []

  init(_ points: [Vector3]) {
    self.points = points
    guard let first = points.first else {
      tolerance = 0
      return
    }
    let (low, high) = points.reduce((first, first)) { (pointwiseMin($0.0, $1), pointwiseMax($0.1, $1)) }
    tolerance = 1e-7 * (high - low).length
  }

  /// The largest tetrahedron that is easily found.
  mutating func begin() -> Bool {
    guard points.count >= 4, tolerance > 0 else { return false }
    func farthest(_ distance: (Vector3) -> Double) -> Int { points.indices.max { distance(points[$0]) < distance(points[$1]) }! }
    let a = farthest { -$0.x - 1e-3 * $0.y }
    let b = farthest { ($0 - points[a]).length }
    let line = points[b] - points[a]
    let c = farthest { ($0 - points[a]).cross(line).length }
    let normal = line.cross(points[c] - points[a])
    guard normal.length > tolerance * line.length else { return false }
    let d = farthest { abs(($0 - points[a]).dot(normal)) }
    let height = (points[d] - points[a]).dot(normal)
    guard abs(height) > tolerance * normal.length else { return false }
    let (p, q) = height > 0 ? (c, b) : (b, c)  // so that d lies below the first face
    faces = [(a, p, q), (a, d, p), (p, d, q), (q, d, a)].map { Face($0.0, $0.1, $0.2, points) }
    faces[0].neighbours = (1, 2, 3)
    faces[1].neighbours = (3, 2, 0)
    faces[2].neighbours = (1, 3, 0)
    faces[3].neighbours = (2, 1, 0)
    for point in points.indices { assign(point, from: 0) }
    return true
  }

  /// Gives a point to the face that it lies highest above.
  private mutating func assign(_ point: Int, from first: Int) {
    var best = -1
    var height = tolerance
    for f in first..<faces.count {
      let above = faces[f].normal.dot(points[point]) - faces[f].offset
      if above > height { (best, height) = (f, above) }
    }
    if best >= 0 { faces[best].take(point, at: height) }
  }

  /// Raises the hull to the point farthest from it; false when none is outside.
  mutating func addFarthest() -> Bool {
    while let f = highest {
      if add(faces[f].farthest, above: f) { return true }
      // Rounding has torn the horizon: the point is within a rounding error of the hull, so it is left out.
      let point = faces[f].farthest
      let rest = faces[f].outside.filter { $0 != point }
      (faces[f].outside, faces[f].farthest, faces[f].height) = ([], -1, 0)
      for other in rest { faces[f].take(other, at: faces[f].normal.dot(points[other]) - faces[f].offset) }
    }
    return false
  }

  /// The face whose farthest point lies highest; nil when no point is outside.
  private var highest: Int? {
    var best: Int?
    for f in faces.indices where faces[f].isAlive && faces[f].farthest >= 0 {
      if best.map({ faces[f].height > faces[$0].height }) ?? true { best = f }
    }
    return best
  }

  private mutating func add(_ point: Int, above first: Int) -> Bool {
    var visible = [first]
    var isVisible = Set(visible)
    var horizon: [(from: Int, to: Int, beyond: Int)] = []
    var next = 0
    while next < visible.count {
      let face = faces[visible[next]]
      let (a, b, c) = face.corners
      for (from, to, neighbour) in [(a, b, face.neighbours.0), (b, c, face.neighbours.1), (c, a, face.neighbours.2)]
      where !isVisible.contains(neighbour) {
        if faces[neighbour].normal.dot(points[point]) - faces[neighbour].offset > tolerance {
          isVisible.insert(neighbour)
          visible.append(neighbour)
        } else {
          horizon.append((from, to, neighbour))
        }
      }
      next += 1
    }
    let start = faces.count
    var beginning: [Int: Int] = [:]  // corner → the new face whose edge begins there
    for (i, edge) in horizon.enumerated() { beginning[edge.from] = start + i }
    guard horizon.count >= 3, beginning.count == horizon.count, horizon.allSatisfy({ beginning[$0.to] != nil }) else {
      return false
    }
    for edge in horizon {
      var face = Face(edge.from, edge.to, point, points)
      face.neighbours = (edge.beyond, beginning[edge.to]!, -1)
      faces.append(face)
    }
    for (i, edge) in horizon.enumerated() {
      faces[beginning[edge.to]!].neighbours.2 = start + i
      replaceNeighbour(of: edge.beyond, between: edge.to, and: edge.from, by: start + i)
    }
    var orphans: [Int] = []
    for f in visible {
      orphans += faces[f].outside
      faces[f].outside = []
      faces[f].farthest = -1
      faces[f].isAlive = false
    }
    for orphan in orphans where orphan != point { assign(orphan, from: start) }
    return true
  }

  private mutating func replaceNeighbour(of face: Int, between from: Int, and to: Int, by new: Int) {
    let (a, b, c) = faces[face].corners
    if (a, b) == (from, to) {
      faces[face].neighbours.0 = new
    } else if (b, c) == (from, to) {
      faces[face].neighbours.1 = new
    } else {
      faces[face].neighbours.2 = new
    }
  }

  private func excess(_ alive: [Face]) -> Double {
    var largest = 0.0
    for point in alive.flatMap(\.outside) {
      for face in alive { largest = max(largest, face.normal.dot(points[point]) - face.offset) }
    }
    return largest
  }

  var hull: ConvexHull {
    let alive = faces.filter(\.isAlive)
    var places: [Int: Int32] = [:]
    var vertices: [Vector3] = []
    func place(_ point: Int) -> Int32 {
      if let place = places[point] { return place }
      places[point] = Int32(vertices.count)
      vertices.append(points[point])
      return Int32(vertices.count - 1)
    }
    var triangles: [SIMD3<Int32>] = []
    for face in alive {
      triangles.append(SIMD3(place(face.corners.0), place(face.corners.1), place(face.corners.2)))
    }
    return ConvexHull(
      mesh: TriangleMesh(vertices: vertices, triangles: triangles), error: excess(alive))
  }
}
