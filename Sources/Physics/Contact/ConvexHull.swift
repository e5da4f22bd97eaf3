import Mathematics

/// The convex hull of points in space, as triangles counter-clockwise seen from outside.
///
/// Grown point by point: each removes the faces that see it and closes the hole from its rim. Points within a millionth
/// of the extent of a face are taken to lie on it.
struct ConvexHull {
  private(set) var points: [Vector3] = []
  private(set) var triangles: [(Int, Int, Int)] = []

  /// - Precondition: the points do not all lie in one plane (``isSolid(_:)``).
  init(_ all: [Vector3]) {
    let scale = Self.extent(all)
    guard let seed = Self.seed(all, tolerance: 1e-6 * scale) else {
      points = all
      return
    }
    let inside = seed.reduce(.zero) { $0 + all[$1] } / 4
    var faces: [(Int, Int, Int)] = []
    func add(_ a: Int, _ b: Int, _ c: Int) {
      let outward = (all[b] - all[a]).cross(all[c] - all[a]).dot(all[a] - inside) > 0
      faces.append(outward ? (a, b, c) : (a, c, b))
    }
    for skip in 0..<4 {
      let three = (0..<4).filter { $0 != skip }.map { seed[$0] }
      add(three[0], three[1], three[2])
    }
    for p in all.indices where !seed.contains(p) {
      func sees(_ face: (Int, Int, Int)) -> Bool {
        let normal = (all[face.1] - all[face.0]).cross(all[face.2] - all[face.0])
        return normal.dot(all[p] - all[face.0]) > 1e-6 * scale * normal.length
      }
      let seen = faces.filter(sees)
      guard !seen.isEmpty else { continue }
      faces.removeAll(where: sees)
      let edges = seen.flatMap { [($0.0, $0.1), ($0.1, $0.2), ($0.2, $0.0)] }
      for edge in edges where !edges.contains(where: { $0.0 == edge.1 && $0.1 == edge.0 }) { add(edge.0, edge.1, p) }
    }
    let used = Set(faces.flatMap { [$0.0, $0.1, $0.2] }).sorted()
    let place = Dictionary(uniqueKeysWithValues: used.enumerated().map { ($1, $0) })
    points = used.map { all[$0] }
    triangles = faces.map { (place[$0.0]!, place[$0.1]!, place[$0.2]!) }
  }

  /// normal · p = distance on each face.
  var planes: [(normal: Vector3, distance: Double)] {
    triangles.map { a, b, c in
      let normal = (points[b] - points[a]).cross(points[c] - points[a])
      let unit = normal / normal.length
      return (unit, unit.dot(points[a]))
    }
  }

  /// Whether points span a volume.
  static func isSolid(_ points: [Vector3]) -> Bool { seed(points, tolerance: 1e-6 * extent(points)) != nil }

  private static func extent(_ points: [Vector3]) -> Double {
    guard let first = points.first else { return 0 }
    return points.reduce(0) { max($0, ($1 - first).length) }
  }

  /// Four points of a tetrahedron as large as is easily found.
  private static func seed(_ points: [Vector3], tolerance: Double) -> [Int]? {
    func furthest(_ distance: (Vector3) -> Double) -> Int? {
      let best = points.indices.max { distance(points[$0]) < distance(points[$1]) }
      return best.flatMap { distance(points[$0]) > tolerance ? $0 : nil }
    }
    guard let o = points.first, let a = furthest({ ($0 - o).length }) else { return nil }
    let pa = points[a]
    guard let b = furthest({ ($0 - pa).length }) else { return nil }
    let line = (points[b] - pa) / (points[b] - pa).length
    guard let c = furthest({ line.cross($0 - pa).length }) else { return nil }
    let across = line.cross(points[c] - pa)
    let normal = across / across.length
    guard let d = furthest({ abs(normal.dot($0 - pa)) }) else { return nil }
    return [a, b, c, d]
  }
}
