import Foundation
import Mathematics
import Physics

/// A mechanism with what drives it, as every simulator of a figure gets it.
struct Model {
  var mechanism: Mechanism
  var inputs: [Input]
  /// Servos: the gains act within the engine's step (implicit); else they are a torque computed before it.
  var isServo = false
  /// First state.                                                  (joints)
  var positions: [Double]
  var step = 0.002  // s
  /// Steps after which the first state is restored, so that every simulator does the same work.
  var episode = 1000

  /// On one joint, N or N·m: kp·(centre − q) − kd·q̇ + swing·s(t) + kq·q' + kv·q̇', within ±limit, with
  /// s = sin(2π·frequency·t + phase) or its positive part, and q' another joint's position.
  struct Input {
    var joint: Int
    var kp = 0.0
    var kd = 0.0
    var limit = 1e9
    var centre = 0.0
    var swing = 0.0
    var frequency = 0.0  // Hz
    var phase = 0.0      // rad
    var positivePart = false
    var other = 0
    var kq = 0.0
    var kv = 0.0
  }

  init(_ mechanism: Mechanism, inputs: [Input], positions: [Double]? = nil) {
    self.mechanism = mechanism
    self.inputs = inputs
    self.positions = positions ?? [Double](repeating: 0, count: mechanism.joints.count)
  }

  static let names = [
    "pendulum", "hopper", "half-cheetah", "ant", "quadruped-trot-torque", "quadruped-trot-servo",
    "quadruped-stand-torque", "quadruped-stand-servo",
  ]

  static func named(_ name: String) -> Model? {
    switch name {
    case "pendulum": pendulum
    case "hopper": hopper
    case "half-cheetah": halfCheetah
    case "ant": ant
    case "quadruped-trot-torque": quadruped(trots: true, servo: false)
    case "quadruped-trot-servo": quadruped(trots: true, servo: true)
    case "quadruped-stand-torque": quadruped(trots: false, servo: false)
    case "quadruped-stand-servo": quadruped(trots: false, servo: true)
    default: nil
    }
  }
}

/// Bodies summed of capsules of a density, as `inertiafromgeom` makes them.
struct CapsuleBody {
  private var parts: [(mass: Double, centre: Vector3, inertia: Mechanism.Rows)] = []
  private(set) var shapes: [Mechanism.Shape] = []
  var density: Double
  var friction: Double
  var category: UInt32 = 1
  var collidesWith: UInt32 = 1

  init(density: Double = 1000, friction: Double, category: UInt32 = 1, collidesWith: UInt32 = 1) {
    self.density = density
    self.friction = friction
    self.category = category
    self.collidesWith = collidesWith
  }

  mutating func capsule(_ a: Vector3, _ b: Vector3, radius r: Double) {
    let length = (b - a).length
    let axis = (b - a) / length
    let cylinder = density * Double.pi * r * r * length
    let ball = density * 4 / 3 * Double.pi * r * r * r
    // Hachisuka's formulas: each half ball's centre lies 3/8 r beyond the cylinder's end.
    let along = cylinder * r * r / 2 + ball * 2 / 5 * r * r
    let across =
      cylinder * (length * length / 12 + r * r / 4)
      + ball * (2 / 5 * r * r + length * length / 4 + 3 / 8 * length * r)
    func row(_ e: Vector3) -> Vector3 { e * across + axis * (axis.dot(e) * (along - across)) }
    add(
      mass: cylinder + ball, centre: (a + b) / 2,
      inertia: Mechanism.Rows(row(Vector3(1, 0, 0)), row(Vector3(0, 1, 0)), row(Vector3(0, 0, 1))))
    shapes.append(shape(.capsule(radius: r, length: length), Pose(position: (a + b) / 2, rotation: .turning(z: axis))))
  }

  mutating func sphere(_ centre: Vector3, radius r: Double) {
    let mass = density * 4 / 3 * Double.pi * r * r * r
    add(mass: mass, centre: centre, inertia: Mechanism.Rows(diagonal: Vector3(repeating: 2 / 5 * mass * r * r)))
    shapes.append(shape(.sphere(radius: r), Pose(position: centre)))
  }

  private func shape(_ geometry: Mechanism.Shape.Geometry, _ pose: Pose) -> Mechanism.Shape {
    Mechanism.Shape(
      geometry, pose: pose, material: .init(friction: friction), category: category, collidesWith: collidesWith)
  }

  mutating func add(mass: Double, centre: Vector3, inertia: Mechanism.Rows) { parts.append((mass, centre, inertia)) }

  var mass: Double { parts.reduce(0) { $0 + $1.mass } }

  /// Of the sum, its mass times `scale`.
  func body(scale: Double = 1) -> Mechanism.Body {
    let centre = parts.reduce(Vector3.zero) { $0 + $1.centre * $1.mass } / mass
    var sum = Mechanism.Rows(.zero, .zero, .zero)
    for part in parts {
      let d = part.centre - centre
      sum.x += part.inertia.x + part.mass * (Vector3(d.dot(d), 0, 0) - d.x * d)
      sum.y += part.inertia.y + part.mass * (Vector3(0, d.dot(d), 0) - d.y * d)
      sum.z += part.inertia.z + part.mass * (Vector3(0, 0, d.dot(d)) - d.z * d)
    }
    return Mechanism.Body(mass: mass * scale, centreOfMass: centre, inertia: sum * scale, shapes: shapes)
  }
}

extension Rotation {
  /// Takes z to a unit vector.
  static func turning(z axis: Vector3) -> Rotation {
    let z = Vector3(0, 0, 1)
    let across = z.cross(axis)
    guard across.length > 1e-12 else { return axis.z > 0 ? .identity : Rotation(axis: Vector3(1, 0, 0), angle: .pi) }
    return Rotation(axis: across / across.length, angle: acos(max(-1, min(1, axis.z))))
  }
}
