import Mathematics
import Robots

/// The masses of bodies by the compiler's rules.
extension MJCFReader {
  /// From its geoms, or as `inertial` says.
  func inertial(
    _ contents: [Placed], parts: [MassProperties], of body: String
  ) throws(InputError) -> RobotModel.Inertial? {
    let explicit = contents.filter { $0.element.name == "inertial" }
    guard explicit.count < 2 else { throw explicit[1].element.error("inertial", "stands twice in a body; remove one") }
    var mass: MassProperties?
    switch compiler.inertiaFromGeometry {
    case .true: mass = MassProperties(parts)
    case .auto: mass = try explicit.first.map { placed throws(InputError) in try properties(of: placed, body) } ?? MassProperties(parts)
    case .false: mass = try explicit.first.map { placed throws(InputError) in try properties(of: placed, body) }
    }
    guard var mass, mass.mass > 0 || compiler.leastMass > 0 else { return nil }
    mass.mass = max(mass.mass, compiler.leastMass)
    mass.inertia = bounded(mass.inertia)
    return RobotModel.Inertial(mass: mass.mass, origin: Pose(position: mass.centre), inertia: mass.inertia)
  }

  private func properties(of placed: Placed, _ body: String) throws(InputError) -> MassProperties {
    let element = placed.element
    let mass = try element.number("mass", of: body)
    guard mass >= 0 else { throw element.error("\(body): mass", "a mass of \(mass) kg is impossible; give a positive one") }
    let inertia: Inertia
    if let i = try element.numbers("fullinertia", of: body) {
      guard i.count == 6 else {
        throw element.error("\(body): fullinertia", "has \(i.count) numbers; give six: xx yy zz xy xz yz")
      }
      inertia = Inertia(xx: i[0], yy: i[1], zz: i[2], xy: i[3], xz: i[4], yz: i[5])
    } else {
      let moments = try element.vector("diaginertia", of: body)
      inertia = Inertia(xx: moments.x, yy: moments.y, zz: moments.z)
    }
    _ = try element.vector("pos", of: body)
    return MassProperties(mass: mass, inertia: inertia).moved(by: placed.frame * (try pose(of: element, of: body)))
  }

  private func bounded(_ inertia: Inertia) -> Inertia {
    var inertia = inertia
    if inertia.principalMoments.x < compiler.leastInertia {
      let (moments, axes) = inertia.principalAxes
      let raised = pointwiseMax(moments, Vector3(repeating: compiler.leastInertia))
      inertia = Inertia(xx: raised.x, yy: raised.y, zz: raised.z).rotated(by: axes)
    }
    let moments = inertia.principalMoments
    if compiler.balancesInertia, moments.x + moments.y < moments.z {
      let mean = moments.sum() / 3
      inertia = Inertia(xx: mean, yy: mean, zz: mean)
    }
    return inertia
  }

  /// Scales all masses to the total that the compiler is told.
  mutating func finishMasses(of root: XMLElement) throws(InputError) {
    if compiler.totalMass > 0 {
      let total = model.links.reduce(0) { $0 + ($1.inertial?.mass ?? 0) }
      guard total > 0 else { throw root.error("settotalmass", "no body has a mass that could be scaled; add geoms") }
      for link in model.links.indices {
        model.links[link].inertial?.mass *= compiler.totalMass / total
        if let inertia = model.links[link].inertial?.inertia {
          model.links[link].inertial?.inertia = inertia * (compiler.totalMass / total)
        }
      }
    }
  }
}

extension TriangleMesh {
  /// The volume within and one kilogram of it: a sum over tetrahedra from the origin, each with the second moments of a
  /// uniform one.
  var solid: (volume: Double, unitMass: MassProperties) {
    var volume = 0.0
    var first = Vector3.zero
    var (xx, yy, zz, xy, xz, yz) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)  // ∫ of products of coordinates
    for t in triangles.indices {
      let (a, b, c) = corners(t)
      let v = a.dot(b.cross(c)) / 6
      let s = a + b + c
      volume += v
      first += s * (v / 4)
      func moment(_ i: Int, _ j: Int) -> Double { v / 20 * (s[i] * s[j] + a[i] * a[j] + b[i] * b[j] + c[i] * c[j]) }
      xx += moment(0, 0)
      yy += moment(1, 1)
      zz += moment(2, 2)
      xy += moment(0, 1)
      xz += moment(0, 2)
      yz += moment(1, 2)
    }
    guard volume > 0 else { return (0, MassProperties(mass: 0, inertia: Inertia(xx: 0, yy: 0, zz: 0))) }
    let centre = first / volume
    let c = centre
    (xx, yy, zz) = (xx / volume - c.x * c.x, yy / volume - c.y * c.y, zz / volume - c.z * c.z)
    (xy, xz, yz) = (xy / volume - c.x * c.y, xz / volume - c.x * c.z, yz / volume - c.y * c.z)
    let inertia = Inertia(xx: yy + zz, yy: xx + zz, zz: xx + yy, xy: -xy, xz: -xz, yz: -yz)
    return (volume, MassProperties(mass: 1, centre: centre, inertia: inertia))
  }
}
