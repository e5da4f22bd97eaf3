internal import COde
import Mathematics

/// The torque −ω × Iω of a body that turns about changing axes.
///
/// Taken at the middle of the step (explicit midpoint rule), which is of second order and cheap. The engine's own is
/// implicit: it damps, and costs a twentieth of a quadruped's step; it takes over from spins so fast that the midpoint
/// rule would feed energy in.
struct GyroscopicTorque {
  private let inertia: Mechanism.Rows
  private let inverse: Mechanism.Rows
  private let body: BodyState
  private var isEngines = false

  /// Angle within a step above which the engine's is used, rad.
  private static let largestTurn = 0.2

  init(_ inertia: Mechanism.Rows, of body: BodyState) {
    self.inertia = inertia
    inverse = inertia.inverse
    self.body = body
    dBodySetGyroscopicMode(body.id, 0)
  }

  @inline(__always)
  mutating func apply(step: Double) {
    let w = body.unrotated(body.angularVelocity)
    let isFast = w.dot(w) * step * step > Self.largestTurn * Self.largestTurn
    if isFast != isEngines {
      dBodySetGyroscopicMode(body.id, isFast ? 1 : 0)
      isEngines = isFast
    }
    guard !isFast else { return }
    let half = w + inverse * (inertia * w).cross(w) * (step / 2)
    body.add(torque: body.rotated((inertia * half).cross(half)))
  }
}

extension Mechanism.Rows {
  /// Of a symmetric matrix.
  fileprivate var inverse: Mechanism.Rows {
    let (a, b, c) = (y.cross(z), z.cross(x), x.cross(y))
    return Mechanism.Rows(a, b, c) * (1 / determinant)
  }
}
