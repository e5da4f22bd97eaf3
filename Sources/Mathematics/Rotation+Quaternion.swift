extension Rotation {
  /// As a unit quaternion w, x, y, z with w ≥ 0 (Shepperd 1978: the largest component is found by a root, the others
  /// by divisions, so that none loses its digits).
  public var quaternion: SIMD4<Double> {
    let (a, b, c) = rows
    let trace = a.x + b.y + c.z
    var q: SIMD4<Double>
    if trace >= max(a.x, b.y, c.z) {
      q = SIMD4(1 + trace, c.y - b.z, a.z - c.x, b.x - a.y)
    } else if a.x >= max(b.y, c.z) {
      q = SIMD4(c.y - b.z, 1 + a.x - b.y - c.z, a.y + b.x, a.z + c.x)
    } else if b.y >= c.z {
      q = SIMD4(a.z - c.x, a.y + b.x, 1 + b.y - a.x - c.z, b.z + c.y)
    } else {
      q = SIMD4(b.x - a.y, a.z + c.x, b.z + c.y, 1 + c.z - a.x - b.y)
    }
    q /= (q * q).sum().squareRoot()
    return q[0] < 0 ? -q : q
  }

  /// - Parameter q: a unit quaternion w, x, y, z.
  public init(quaternion q: SIMD4<Double>) {
    let (w, x, y, z) = (q[0], q[1], q[2], q[3])
    self.init(rows: (
      Vector3(1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)),
      Vector3(2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)),
      Vector3(2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y))
    ))
  }
}
