import Mathematics

extension Mechanism {
  struct Fault: Error {
    let sentence: String
    init(_ sentence: String) { self.sentence = sentence }
  }

  /// Why this mechanism cannot be simulated, or nil. ODE asserts instead of returning errors, so ask before.
  public var fault: String? {
    for (i, body) in bodies.enumerated() where body.mass != 0 {
      guard body.mass > 0, body.mass.isFinite else { return "body \(i) has the mass \(body.mass) kg" }
      let (a, b, c) = (body.inertia.x.x, body.inertia.y.y, body.inertia.z.z)
      let minor = a * b - body.inertia.x.y * body.inertia.x.y
      guard a > 0, b > 0, c > 0, minor > 0, body.inertia.determinant > 0 else {
        return "body \(i) has an inertia that is not positive definite"
      }
      guard isFinite(body.centreOfMass) else { return "body \(i) has its centre of mass at \(body.centreOfMass)" }
    }
    for (i, body) in bodies.enumerated() where body.mass == 0 && !body.shapes.isEmpty {
      return "body \(i) has shapes but no mass"
    }
    for (i, joint) in joints.enumerated() {
      guard isFinite(joint.origin.position) else { return "joint \(i) has its origin at \(joint.origin.position)" }
      guard abs(joint.axis.length - 1) < 1e-6 else { return "joint \(i) has an axis of the length \(joint.axis.length)" }
      for value in [joint.damping, joint.friction, joint.armature, joint.stiffness] where !(value >= 0 && value.isFinite) {
        return "joint \(i) has the damping, friction, armature or stiffness \(value)"
      }
      guard joint.lowerStop < joint.upperStop else { return "joint \(i) has its lower stop above its upper one" }
    }
    guard isFinite(gravity) else { return "gravity is \(gravity)" }
    for shape in bodies.flatMap(\.shapes) + obstacles {
      if let fault = shape.fault { return fault }
    }
    if case .failure(let fault) = structure() { return fault.sentence }
    return nil
  }

  private func isFinite(_ v: Vector3) -> Bool { v.x.isFinite && v.y.isFinite && v.z.isFinite }
}

extension Mechanism.Shape {
  var fault: String? {
    let lengths: [Double]
    switch geometry {
    case .sphere(let radius): lengths = [radius]
    case .capsule(let radius, let length), .cylinder(let radius, let length): lengths = [radius, length]
    case .box(let size): lengths = [size.x, size.y, size.z]
    case .hull(let points):
      guard ConvexHull.isSolid(points) else { return "a hull's points lie in one plane" }
      lengths = []
    case .mesh(let points, let triangles):
      if triangles.isEmpty || triangles.count % 3 != 0 || triangles.contains(where: { !points.indices.contains($0) }) {
        return "a mesh has no triangles, or some that name no points"
      }
      lengths = []
    }
    if let length = lengths.first(where: { !($0 > 0 && $0.isFinite) }) { return "a shape has the size \(length) m" }
    guard material.friction >= 0, material.restitution >= 0, material.restitution <= 1, material.compliance >= 0 else {
      return "a material has a negative friction, restitution or compliance, or a restitution above 1"
    }
    return nil
  }
}
