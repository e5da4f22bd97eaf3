public import Mathematics

/// A tree of rigid bodies on a fixed base: the constant shape and the numbers that may change.
///
/// Body `i` hangs on joint `i`; parents come before their children. Link frames are the joints' frames: at position
/// zero the child's frame is `origin` in the parent's.
public struct Mechanism: Sendable, Equatable {
  public struct Body: Sendable, Equatable {
    public var mass: Double               // kg
    /// From the link's frame.
    public var centreOfMass: Vector3      // m
    /// About the centre of mass, along the link's axes: rows of a symmetric matrix.
    public var inertia: Rows              // kg·m²

    public init(mass: Double, centreOfMass: Vector3, inertia: Rows) {
      self.mass = mass
      self.centreOfMass = centreOfMass
      self.inertia = inertia
    }
  }

  /// The rows of a 3 × 3 matrix.
  public struct Rows: Sendable, Equatable {
    public var x: Vector3
    public var y: Vector3
    public var z: Vector3

    public init(_ x: Vector3, _ y: Vector3, _ z: Vector3) {
      self.x = x
      self.y = y
      self.z = z
    }

    public static func * (rows: Rows, scale: Double) -> Rows { Rows(rows.x * scale, rows.y * scale, rows.z * scale) }

    /// vᵀ · M · v
    public func quadratic(_ v: Vector3) -> Double { v.dot(Vector3(x.dot(v), y.dot(v), z.dot(v))) }
  }

  public struct Joint: Sendable, Equatable {
    public enum Kind: Sendable { case prismatic, revolute }

    public var kind: Kind
    /// Body that carries this joint; nil for the fixed base.
    public var parent: Int?
    /// Joint frame in the parent's link frame.
    public var origin: Pose
    /// Unit vector in the joint frame.
    public var axis: Vector3
    /// End stops, m or rad; infinite where there are none.
    public var lowerStop: Double
    public var upperStop: Double
    /// Viscous, N·s/m or N·m·s/rad.
    public var damping: Double
    /// Dry (Coulomb), N or N·m.
    public var friction: Double

    public init(
      kind: Kind, parent: Int?, origin: Pose, axis: Vector3, lowerStop: Double = -.infinity,
      upperStop: Double = .infinity, damping: Double = 0, friction: Double = 0
    ) {
      self.kind = kind
      self.parent = parent
      self.origin = origin
      self.axis = axis
      self.lowerStop = lowerStop
      self.upperStop = upperStop
      self.damping = damping
      self.friction = friction
    }
  }

  public var bodies: [Body]
  public var joints: [Joint]
  /// m/s², in the base's frame.
  public var gravity: Vector3

  /// - Precondition: one joint for each body, each after its parent.
  public init(bodies: [Body], joints: [Joint], gravity: Vector3 = Vector3(0, 0, -9.81)) {
    precondition(bodies.count == joints.count, "each body hangs on one joint")
    for (i, joint) in joints.enumerated() { precondition(joint.parent ?? -1 < i, "a parent comes before its child") }
    self.bodies = bodies
    self.joints = joints
    self.gravity = gravity
  }

  /// Why ODE would end the process on these numbers, or nil: it asserts instead of returning errors.
  public var fault: String? {
    for (i, body) in bodies.enumerated() {
      guard body.mass > 0, body.mass.isFinite else { return "body \(i) has the mass \(body.mass) kg" }
      let (a, b, c) = (body.inertia.x.x, body.inertia.y.y, body.inertia.z.z)
      let minor = a * b - body.inertia.x.y * body.inertia.x.y
      guard a > 0, b > 0, c > 0, minor > 0, determinant(body.inertia) > 0 else {
        return "body \(i) has an inertia that is not positive definite"
      }
    }
    return nil
  }

  /// The pose of link `i` in the base's frame with every joint at zero.
  public func linkPoseAtZero(_ i: Int) -> Pose {
    let joint = joints[i]
    return joint.parent.map { linkPoseAtZero($0) * joint.origin } ?? joint.origin
  }

  /// Whether body `i` can turn about one fixed principal axis only: its gyroscopic torque ω × Iω is then always zero
  /// and need not be computed.
  func spinsAboutOnePrincipalAxis(_ i: Int) -> Bool {
    var spin: Vector3?
    var link: Int? = i
    while let j = link {
      if joints[j].kind == .revolute {
        let axis = linkPoseAtZero(j).rotation * joints[j].axis
        if let spin, spin.cross(axis).length > 1e-12 { return false }
        spin = axis
      }
      link = joints[j].parent
    }
    guard let spin else { return true }
    let axis = linkPoseAtZero(i).rotation.transposed * spin
    let m = bodies[i].inertia
    let momentum = Vector3(m.x.dot(axis), m.y.dot(axis), m.z.dot(axis))
    return momentum.cross(axis).length < 1e-12 * momentum.length
  }

  private func determinant(_ m: Rows) -> Double { m.x.dot(m.y.cross(m.z)) }
}
