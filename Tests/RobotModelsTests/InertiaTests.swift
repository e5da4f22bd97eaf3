import Mathematics
import RobotModels
import Testing

@Suite struct InertiaTests {
  /// R · diag(moments) · Rᵀ
  private func rotated(_ moments: Vector3, _ r: Rotation) -> Inertia {
    func entry(_ a: Vector3, _ b: Vector3) -> Double { (a * moments * b).sum() }
    return Inertia(
      xx: entry(r.rows.0, r.rows.0), yy: entry(r.rows.1, r.rows.1), zz: entry(r.rows.2, r.rows.2),
      xy: entry(r.rows.0, r.rows.1), xz: entry(r.rows.0, r.rows.2), yz: entry(r.rows.1, r.rows.2))
  }

  @Test("turning a body's axes leaves its principal moments as they are", arguments: [
    Vector3(0.2, 0.3, 0.4), Vector3(1e-5, 0.016, 0.016), Vector3(2, 2, 2), Vector3(-0.1, 0.5, 0.5),
  ])
  func principalMoments(moments: Vector3) {
    for angle in stride(from: 0.0, to: 3, by: 0.37) {
      let found = rotated(moments, Rotation(roll: angle, pitch: 2 * angle, yaw: -angle)).principalMoments
      #expect((found - moments).length < 1e-7 * moments.length)
    }
  }
}
