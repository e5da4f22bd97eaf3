public import Mathematics

/// How mass is spread: its amount, its centre and its inertia about that centre, along the axes of one frame.
public struct MassProperties: Sendable, Equatable {
  /// kg
  public var mass: Double
  /// m
  public var centre: Vector3
  /// About `centre`.
  public var inertia: Inertia

  public init(mass: Double, centre: Vector3 = .zero, inertia: Inertia) {
    self.mass = mass
    self.centre = centre
    self.inertia = inertia
  }

  /// Of a link's inertial, in the link's frame.
  public init(_ inertial: RobotModel.Inertial) {
    self = MassProperties(mass: inertial.mass, inertia: inertial.inertia).moved(by: inertial.origin)
  }

  /// The same mass seen from the frame in which `pose` places this one.
  public func moved(by pose: Pose) -> MassProperties {
    MassProperties(
      mass: mass, centre: pose.position + pose.rotation * centre, inertia: inertia.rotated(by: pose.rotation))
  }

  /// All together, by the parallel-axis theorem; nil for no mass at all.
  public init?(_ parts: [MassProperties]) {
    let mass = parts.reduce(0) { $0 + $1.mass }
    guard mass > 0 else { return nil }
    let centre = parts.reduce(Vector3.zero) { $0 + $1.centre * $1.mass } / mass
    var sum = Inertia(xx: 0, yy: 0, zz: 0)
    for part in parts {
      let d = part.centre - centre
      sum.xx += part.inertia.xx + part.mass * (d.y * d.y + d.z * d.z)
      sum.yy += part.inertia.yy + part.mass * (d.x * d.x + d.z * d.z)
      sum.zz += part.inertia.zz + part.mass * (d.x * d.x + d.y * d.y)
      sum.xy += part.inertia.xy - part.mass * d.x * d.y
      sum.xz += part.inertia.xz - part.mass * d.x * d.z
      sum.yz += part.inertia.yz - part.mass * d.y * d.z
    }
    self.init(mass: mass, centre: centre, inertia: sum)
  }
}

extension Inertia {
  /// R · I · Rᵀ
  public func rotated(by rotation: Rotation) -> Inertia {
    let product = rotation * Rotation(rows: rows) * rotation.transposed
    let (x, y, z) = product.rows
    return Inertia(
      xx: x.x, yy: y.y, zz: z.z, xy: (x.y + y.x) / 2, xz: (x.z + z.x) / 2, yz: (y.z + z.y) / 2)
  }

  public static func * (inertia: Inertia, factor: Double) -> Inertia {
    Inertia(
      xx: inertia.xx * factor, yy: inertia.yy * factor, zz: inertia.zz * factor, xy: inertia.xy * factor,
      xz: inertia.xz * factor, yz: inertia.yz * factor)
  }

  /// R · diag(moments) · Rᵀ with the rotation's columns as principal axes, by Jacobi's rotations.
  var principalAxes: (moments: Vector3, axes: Rotation) {
    var inertia = self
    var axes = Rotation.identity
    for _ in 0..<30 {
      let entries = [abs(inertia.xy), abs(inertia.xz), abs(inertia.yz)]
      let largest = entries.indices.max { entries[$0] < entries[$1] }!
      guard entries[largest] > 1e-16 * (abs(inertia.xx) + abs(inertia.yy) + abs(inertia.zz)) else { break }
      let (p, q, off, axis) =
        largest == 0
        ? (inertia.xx, inertia.yy, inertia.xy, Vector3(0, 0, 1))
        : largest == 1 ? (inertia.zz, inertia.xx, inertia.xz, Vector3(0, 1, 0)) : (inertia.yy, inertia.zz, inertia.yz, Vector3(1, 0, 0))
      let turn = Rotation(axis: axis, angle: Self.jacobiAngle(p, q, off))
      inertia = inertia.rotated(by: turn.transposed)
      axes = axes * turn
    }
    return (Vector3(inertia.xx, inertia.yy, inertia.zz), axes)
  }
}
