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

  /// Whether a principal moment is below zero by more than rounding.
  var isNegative: Bool {
    let principal = principalMoments
    return principal.x < -1e-9 * max(abs(principal.z), 1e-6)
  }

  /// Why no body of that mass has it; nil for a possible one.
  func problem(ofMass mass: Double) -> String? {
    if isNegative { return "the inertia has a principal moment of \(principalMoments.x) kg·m², and none can be negative" }
    guard excess(ofMass: mass) > 1 + 1e-6 else { return nil }
    return "the inertia is that of no body, since its largest principal moment exceeds the sum of the other two"
  }

  /// The largest principal moment over the sum of the other two; no body exceeds 1. 0 for what is as good as a point.
  ///
  /// - Parameter mass: kg
  func excess(ofMass mass: Double) -> Double {
    let principal = principalMoments
    guard principal.z > 1e-12 * mass else { return 0 }
    return principal.z / max(principal.x + principal.y, 1e-300)
  }
}

extension Inertia {
  /// The turn that makes the off-diagonal entry between two axes vanish.
  static func jacobiAngle(_ p: Double, _ q: Double, _ off: Double) -> Double { 0.5 * atan2(2 * off, p - q) }
}
