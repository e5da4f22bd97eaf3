internal import COde
import Mathematics

/// A body of Open Dynamics Engine, and where the engine keeps its numbers.
///
/// Written in place a state is restored to the bit; the setters would renormalise the quaternion.
struct BodyState {
  let id: dBodyID
  private let p: UnsafeMutablePointer<Double>  // centre of mass                 (3)
  private let q: UnsafeMutablePointer<Double>  // w, x, y, z                     (4)
  private let r: UnsafeMutablePointer<Double>  // rows of a rotation, padded     (3 × 4)
  private let v: UnsafeMutablePointer<Double>  // of the centre of mass          (3)
  private let w: UnsafeMutablePointer<Double>  //                                (3)
  private let f: UnsafeMutablePointer<Double>  // force for the next step        (3)
  private let t: UnsafeMutablePointer<Double>  // torque for the next step       (3)

  init(in world: dWorldID) {
    id = dBodyCreate(world)!
    p = UnsafeMutablePointer(mutating: dBodyGetPosition(id))
    q = UnsafeMutablePointer(mutating: dBodyGetQuaternion(id))
    r = UnsafeMutablePointer(mutating: dBodyGetRotation(id))
    v = UnsafeMutablePointer(mutating: dBodyGetLinearVel(id))
    w = UnsafeMutablePointer(mutating: dBodyGetAngularVel(id))
    f = UnsafeMutablePointer(mutating: dBodyGetForce(id))
    t = UnsafeMutablePointer(mutating: dBodyGetTorque(id))
  }

  /// Of the centre of mass, in the world's frame.
  var position: Vector3 {
    get { load(p) }
    nonmutating set { store(newValue, p) }
  }

  var velocity: Vector3 {
    get { load(v) }
    nonmutating set { store(newValue, v) }
  }

  /// In the world's frame.
  var angularVelocity: Vector3 {
    get { load(w) }
    nonmutating set { store(newValue, w) }
  }

  var rotation: Rotation {
    Rotation(rows: (Vector3(r[0], r[1], r[2]), Vector3(r[4], r[5], r[6]), Vector3(r[8], r[9], r[10])))
  }

  /// From the body's axes to the world's.
  @inline(__always)
  func rotated(_ u: Vector3) -> Vector3 {
    Vector3(
      r[0] * u.x + r[1] * u.y + r[2] * u.z, r[4] * u.x + r[5] * u.y + r[6] * u.z,
      r[8] * u.x + r[9] * u.y + r[10] * u.z)
  }

  /// From the world's axes to the body's.
  @inline(__always)
  func unrotated(_ u: Vector3) -> Vector3 {
    Vector3(
      r[0] * u.x + r[4] * u.y + r[8] * u.z, r[1] * u.x + r[5] * u.y + r[9] * u.z,
      r[2] * u.x + r[6] * u.y + r[10] * u.z)
  }

  /// Velocity of the body's point that is now at `point`.
  @inline(__always)
  func velocity(at point: Vector3) -> Vector3 { velocity + angularVelocity.cross(point - position) }

  @inline(__always)
  func add(force: Vector3) { store(load(f) + force, f) }
  @inline(__always)
  func add(torque: Vector3) { store(load(t) + torque, t) }

  @inline(__always)
  func clearForces() {
    store(.zero, f)
    store(.zero, t)
  }

  /// Puts the body at rest or in motion somewhere, through the engine's setters.
  func place(at position: Vector3, _ rotation: Rotation, velocity: Vector3, angularVelocity: Vector3) {
    let (a, b, c) = rotation.rows
    let matrix = (SIMD4(a.x, a.y, a.z, 0), SIMD4(b.x, b.y, b.z, 0), SIMD4(c.x, c.y, c.z, 0))
    withUnsafeBytes(of: matrix) { dBodySetRotation(id, $0.assumingMemoryBound(to: Double.self).baseAddress!) }
    dBodySetPosition(id, position.x, position.y, position.z)
    self.velocity = velocity
    self.angularVelocity = angularVelocity
    clearForces()
  }

  /// Numbers that ``save(into:)`` writes for a body.
  static let count = 25

  @inline(__always)
  func save(into values: UnsafeMutablePointer<Double>) {
    for i in 0..<3 { values[i] = p[i] }
    for i in 0..<4 { values[3 + i] = q[i] }
    for i in 0..<12 { values[7 + i] = r[i] }
    for i in 0..<3 { values[19 + i] = v[i] }
    for i in 0..<3 { values[22 + i] = w[i] }
  }

  @inline(__always)
  func restore(from values: UnsafePointer<Double>) {
    for i in 0..<3 { p[i] = values[i] }
    for i in 0..<4 { q[i] = values[3 + i] }
    for i in 0..<12 { r[i] = values[7 + i] }
    for i in 0..<3 { v[i] = values[19 + i] }
    for i in 0..<3 { w[i] = values[22 + i] }
    clearForces()
  }

  /// Tells shapes on the body that it was moved by ``restore(from:)``.
  func announceMove() {
    let (position, quaternion) = (self.position, (q[0], q[1], q[2], q[3]))
    dBodySetPosition(id, position.x, position.y, position.z)
    (q[0], q[1], q[2], q[3]) = quaternion
  }

  /// Takes out what rounding has added across a plane: the body then stays in it, turned about its normal from where
  /// it was at zero.
  ///
  /// - Parameter zero: the rotation at zero, w, x, y, z.
  func keep(in plane: (normal: Vector3, point: Vector3), zero: SIMD4<Double>) {
    let n = plane.normal
    position -= n * n.dot(position - plane.point)
    velocity -= n * n.dot(velocity)
    angularVelocity = n * n.dot(angularVelocity)
    // q = turn · zero, so turn = q · zero*
    let turn = SIMD4(q[0], q[1], q[2], q[3]).times(SIMD4(zero[0], -zero[1], -zero[2], -zero[3]))
    let about = n.x * turn[1] + n.y * turn[2] + n.z * turn[3]
    let across = Vector3(turn[1], turn[2], turn[3]) - n * about
    guard across.dot(across) > 1e-26 else { return }
    let scale = 1 / (turn[0] * turn[0] + about * about).squareRoot()
    let kept = SIMD4(turn[0], n.x * about, n.y * about, n.z * about) * scale
    let quaternion = kept.times(zero)
    withUnsafeBytes(of: quaternion) { dBodySetQuaternion(id, $0.assumingMemoryBound(to: Double.self).baseAddress!) }
  }

  /// w, x, y, z
  var quaternion: SIMD4<Double> { SIMD4(q[0], q[1], q[2], q[3]) }

  @inline(__always)
  private func load(_ a: UnsafeMutablePointer<Double>) -> Vector3 { Vector3(a[0], a[1], a[2]) }
  @inline(__always)
  private func store(_ value: Vector3, _ a: UnsafeMutablePointer<Double>) {
    (a[0], a[1], a[2]) = (value.x, value.y, value.z)
  }
}

extension SIMD4<Double> {
  /// Hamilton's product of quaternions w, x, y, z.
  fileprivate func times(_ o: SIMD4<Double>) -> SIMD4<Double> {
    SIMD4(
      self[0] * o[0] - self[1] * o[1] - self[2] * o[2] - self[3] * o[3],
      self[0] * o[1] + self[1] * o[0] + self[2] * o[3] - self[3] * o[2],
      self[0] * o[2] - self[1] * o[3] + self[2] * o[0] + self[3] * o[1],
      self[0] * o[3] + self[1] * o[2] - self[2] * o[1] + self[3] * o[0])
  }
}
