import Foundation
public import Mathematics

/// A symmetric inertia matrix, kg·m².
public struct Inertia: Sendable, Equatable {
  public var xx, yy, zz, xy, xz, yz: Double

  public init(xx: Double, yy: Double, zz: Double, xy: Double = 0, xz: Double = 0, yz: Double = 0) {
    self.xx = xx
    self.yy = yy
    self.zz = zz
    self.xy = xy
    self.xz = xz
    self.yz = yz
  }

  public var rows: (Vector3, Vector3, Vector3) {
    (Vector3(xx, xy, xz), Vector3(xy, yy, yz), Vector3(xz, yz, zz))
  }

  /// The principal moments, the smallest first: the eigenvalues in Smith's trigonometric form (1961).
  public var principalMoments: Vector3 {
    let mean = (xx + yy + zz) / 3
    let (a, b, c) = (xx - mean, yy - mean, zz - mean)
    let spread = ((a * a + b * b + c * c + 2 * (xy * xy + xz * xz + yz * yz)) / 6).squareRoot()
    guard spread > 0 else { return Vector3(repeating: mean) }
    let determinant = a * (b * c - yz * yz) - xy * (xy * c - yz * xz) + xz * (xy * yz - b * xz)
    let half = max(-1, min(1, determinant / (2 * spread * spread * spread)))
    let angle = acos(half) / 3
    let largest = mean + 2 * spread * cos(angle)
    let smallest = mean + 2 * spread * cos(angle + 2 * .pi / 3)
    return Vector3(smallest, 3 * mean - largest - smallest, largest)
  }

  /// Why no body can have it; nil for a possible one.
  var problem: String? {
    let principal = principalMoments
    guard principal.x > 0 else {
      return "the inertia has a principal moment of \(principal.x) kg·m², and each must be positive; correct its entries"
    }
    guard principal.x + principal.y >= principal.z * (1 - 1e-9) else {
      return "the inertia is that of no body, since its largest principal moment exceeds the sum of the other two; "
        + "correct its entries"
    }
    return nil
  }
}

extension Inertia {
  /// The turn that makes the off-diagonal entry between two axes vanish.
  static func jacobiAngle(_ p: Double, _ q: Double, _ off: Double) -> Double { 0.5 * atan2(2 * off, p - q) }
}
