import Mathematics

/// Where two surfaces touch.
struct ContactPoint {
  var position = Vector3.zero
  /// Out of the other surface, towards the shape.
  var normal = Vector3.zero
  var depth = 0.0
}

/// The points at which one shape touches, at most ``limit`` of them in the end: the deepest, and those that span the
/// widest patch with it.
struct ContactPatch {
  static let limit = 4
  private var points: [ContactPoint]
  var count: Int { points.count }
  subscript(k: Int) -> ContactPoint { points[k] }

  init() {
    points = []
    points.reserveCapacity(64)
  }

  mutating func removeAll() { points.removeAll(keepingCapacity: true) }
  mutating func append(_ point: ContactPoint) { points.append(point) }

  mutating func reduce() {
    guard points.count > Self.limit else { return }
    take(0) { $0.depth }
    let a = points[0].position
    take(1) { ($0.position - a).dot($0.position - a) }
    let edge = points[1].position - a
    let normal = points[0].normal
    take(2) { abs(edge.cross($0.position - a).dot(normal)) }
    let side = edge.cross(points[2].position - a).dot(normal)
    take(3) { -edge.cross($0.position - a).dot(normal) * (side < 0 ? -1 : 1) }
    points.removeLast(points.count - Self.limit)
  }

  /// Brings the best of the points from `place` on to that place.
  private mutating func take(_ place: Int, best value: (ContactPoint) -> Double) {
    var best = place
    for i in place..<points.count where value(points[i]) > value(points[best]) { best = i }
    points.swapAt(place, best)
  }
}
