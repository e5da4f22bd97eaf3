import Foundation

/// A rotation as a matrix of rows: `R_AB` takes a vector's components in B to those in A.
public struct Rotation: Sendable, Equatable {
  public var rows: (Vector3, Vector3, Vector3)

  public init(rows: (Vector3, Vector3, Vector3)) { self.rows = rows }

  public static let identity = Rotation(rows: (Vector3(1, 0, 0), Vector3(0, 1, 0), Vector3(0, 0, 1)))

  /// URDF's fixed-axis roll, pitch and yaw: R = Rz(yaw) · Ry(pitch) · Rx(roll), radians.
  public init(roll: Double, pitch: Double, yaw: Double) {
    let (sr, cr) = (sin(roll), cos(roll))
    let (sp, cp) = (sin(pitch), cos(pitch))
    let (sy, cy) = (sin(yaw), cos(yaw))
    rows = (
      Vector3(cy * cp, cy * sp * sr - sy * cr, cy * sp * cr + sy * sr),
      Vector3(sy * cp, sy * sp * sr + cy * cr, sy * sp * cr - cy * sr),
      Vector3(-sp, cp * sr, cp * cr)
    )
  }

  /// Rodrigues' formula; the axis is a unit vector.
  public init(axis a: Vector3, angle: Double) {
    let (s, c) = (sin(angle), cos(angle))
    let t = 1 - c
    rows = (
      Vector3(t * a.x * a.x + c, t * a.x * a.y - s * a.z, t * a.x * a.z + s * a.y),
      Vector3(t * a.x * a.y + s * a.z, t * a.y * a.y + c, t * a.y * a.z - s * a.x),
      Vector3(t * a.x * a.z - s * a.y, t * a.y * a.z + s * a.x, t * a.z * a.z + c)
    )
  }

  public static func * (r: Rotation, v: Vector3) -> Vector3 {
    Vector3(r.rows.0.dot(v), r.rows.1.dot(v), r.rows.2.dot(v))
  }

  public static func * (a: Rotation, b: Rotation) -> Rotation {
    let t = b.transposed
    func row(_ r: Vector3) -> Vector3 { Vector3(r.dot(t.rows.0), r.dot(t.rows.1), r.dot(t.rows.2)) }
    return Rotation(rows: (row(a.rows.0), row(a.rows.1), row(a.rows.2)))
  }

  public var transposed: Rotation {
    let (a, b, c) = rows
    return Rotation(rows: (Vector3(a.x, b.x, c.x), Vector3(a.y, b.y, c.y), Vector3(a.z, b.z, c.z)))
  }

  public static func == (a: Rotation, b: Rotation) -> Bool {
    a.rows.0 == b.rows.0 && a.rows.1 == b.rows.1 && a.rows.2 == b.rows.2
  }
}

/// Where a frame is: `p_AB` and `R_AB`.
public struct Pose: Sendable, Equatable {
  public var position: Vector3
  public var rotation: Rotation

  public init(position: Vector3 = .zero, rotation: Rotation = .identity) {
    self.position = position
    self.rotation = rotation
  }

  public static func * (a: Pose, b: Pose) -> Pose {
    Pose(position: a.position + a.rotation * b.position, rotation: a.rotation * b.rotation)
  }
}
