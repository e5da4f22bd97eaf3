/// A vector in space, metres unless the name says otherwise.
public typealias Vector3 = SIMD3<Double>

extension SIMD3<Double> {
  @inlinable public func dot(_ other: Self) -> Double { (self * other).sum() }

  @inlinable public func cross(_ other: Self) -> Self {
    Self(y * other.z - z * other.y, z * other.x - x * other.z, x * other.y - y * other.x)
  }

  @inlinable public var length: Double { dot(self).squareRoot() }
}
