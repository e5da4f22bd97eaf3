import Mathematics

extension Mechanism.HeightField {
  /// The ground below (or above) a point: a point of its triangle's plane in the same column, and the triangle's normal.
  func surface(x: Double, y: Double) -> (height: Double, normal: Vector3)? {
    let (u, v) = ((x - origin.x) / spacing, (y - origin.y) / spacing)
    guard u >= 0, v >= 0, u <= Double(columns - 1), v <= Double(rows - 1) else { return nil }
    let column = min(Int(u), columns - 2)
    let row = min(Int(v), rows - 2)
    let (s, t) = (u - Double(column), v - Double(row))
    let (a, d) = (height(column, row), height(column + 1, row + 1))
    // Slopes along x and y within the triangle.
    let corner = s > t ? height(column + 1, row) : height(column, row + 1)
    let (dx, dy) = s > t ? (corner - a, d - corner) : (d - corner, corner - a)
    let normal = Vector3(-dx / spacing, -dy / spacing, 1)
    return (origin.z + a + s * dx + t * dy, normal / normal.length)
  }

  /// Where a ball touches the ground: at most twice, as in the corner before a step.
  func contacts(centre: Vector3, radius: Double, into patch: inout ContactPatch) {
    if let below = surface(x: centre.x, y: centre.y), centre.z <= below.height {
      let depth = (below.height - centre.z) * below.normal.z
      patch.append(ContactPoint(position: centre, normal: below.normal, depth: depth + radius))
      return
    }
    guard radius > 0 else { return }
    var first: ContactPoint?
    var second: ContactPoint?
    forEachTriangle(near: centre, within: radius) { a, b, c in
      let nearest = Self.nearest(to: centre, a, b, c)
      let arm = centre - nearest
      let distance = arm.length
      guard distance < radius, distance > 0 else { return }
      let point = ContactPoint(position: nearest, normal: arm / distance, depth: radius - distance)
      if first == nil || point.depth > first!.depth {
        if let first, first.normal.dot(point.normal) < 0.9 { second = first }
        first = point
        if let other = second, other.normal.dot(point.normal) >= 0.9 { second = nil }
      } else if point.normal.dot(first!.normal) < 0.9, second == nil || point.depth > second!.depth {
        second = point
      }
    }
    if let first { patch.append(first) }
    if let second { patch.append(second) }
  }

  private func height(_ column: Int, _ row: Int) -> Double { heights[row * columns + column] }

  private func corner(_ column: Int, _ row: Int) -> Vector3 {
    origin + Vector3(Double(column) * spacing, Double(row) * spacing, height(column, row))
  }

  private func forEachTriangle(near p: Vector3, within r: Double, _ visit: (Vector3, Vector3, Vector3) -> Void) {
    func cells(_ value: Double, _ count: Int) -> Range<Int> {
      let low = max(0, Int(((value - r) / spacing).rounded(.down)))
      let high = min(count - 1, Int(((value + r) / spacing).rounded(.down)) + 1)
      return low..<max(low, high)
    }
    guard abs(p.x - origin.x) < 1e6, abs(p.y - origin.y) < 1e6 else { return }
    for row in cells(p.y - origin.y, rows) {
      for column in cells(p.x - origin.x, columns) {
        let (a, d) = (corner(column, row), corner(column + 1, row + 1))
        visit(a, corner(column + 1, row), d)
        visit(a, d, corner(column, row + 1))
      }
    }
  }

  /// The point of a triangle nearest to p (Ericson, Real-Time Collision Detection, 5.1.5).
  private static func nearest(to p: Vector3, _ a: Vector3, _ b: Vector3, _ c: Vector3) -> Vector3 {
    let (ab, ac, ap) = (b - a, c - a, p - a)
    let (d1, d2) = (ab.dot(ap), ac.dot(ap))
    if d1 <= 0, d2 <= 0 { return a }
    let bp = p - b
    let (d3, d4) = (ab.dot(bp), ac.dot(bp))
    if d3 >= 0, d4 <= d3 { return b }
    let vc = d1 * d4 - d3 * d2
    if vc <= 0, d1 >= 0, d3 <= 0 { return a + ab * (d1 / (d1 - d3)) }
    let cp = p - c
    let (d5, d6) = (ab.dot(cp), ac.dot(cp))
    if d6 >= 0, d5 <= d6 { return c }
    let vb = d5 * d2 - d1 * d6
    if vb <= 0, d2 >= 0, d6 <= 0 { return a + ac * (d2 / (d2 - d6)) }
    let va = d3 * d6 - d5 * d4
    if va <= 0, d4 - d3 >= 0, d5 - d6 >= 0 { return b + (c - b) * ((d4 - d3) / ((d4 - d3) + (d5 - d6))) }
    let scale = 1 / (va + vb + vc)
    return a + ab * (vb * scale) + ac * (vc * scale)
  }
}
