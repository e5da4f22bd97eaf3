/// A vector in space, metres unless the name says otherwise.
public typealias Vector3 = SIMD3<Double>

extension SIMD3<Double> {
  public func dot(_ other: Self) -> Double { (self * other).sum() }

  public func cross(_ other: Self) -> Self {
    Self(y * other.z - z * other.y, z * other.x - x * other.z, x * other.y - y * other.x)
  }

  public var length: Double { dot(self).squareRoot() }
}
