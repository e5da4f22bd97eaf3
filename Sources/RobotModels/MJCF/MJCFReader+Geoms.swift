import Foundation
import Mathematics
import Robots

/// Geoms: shapes for drawing and for contacts, and the masses of bodies.
extension MJCFReader {
  static let geomAttributes = [
    "name", "class", "type", "size", "fromto", "mass", "density", "contype", "conaffinity", "condim", "friction",
    "margin", "group", "rgba", "material", "mesh",
  ] + placement

  enum GeomType: String, CaseIterable { case plane, sphere, capsule, cylinder, box, ellipsoid, mesh, hfield, sdf }

  /// - Returns: the masses that count for the body, in its frame.
  mutating func readGeoms(
    _ contents: [Placed], into link: Int, isWorld: Bool
  ) throws(InputError) -> [MassProperties] {
    var masses: [MassProperties] = []
    for placed in contents where placed.element.name == "geom" {
      warnOfAttributes(placed.element)
      let element = try defaults.completed(placed.element, inherited: placed.defaultClass)
      let owner = element.attributes["name"] ?? "a geom of \(model.links[link].name)"
      let type: GeomType = try element.choice("type") ?? (element.attributes["mesh"] != nil ? .mesh : .sphere)
      let contact = try contact(of: element, owner)
      var pose = placed.frame * (try self.pose(of: element, of: owner))
      if type == .plane {
        if isWorld, contact.type | contact.affinity != 0 {
          model.groundPlanes.append(
            RobotModel.GroundPlane(
              name: element.attributes["name"], line: element.line, origin: pose, contact: contact))
        } else if !isWorld {
          warn(placed.element, owner, "a plane that is part of a body touches nothing; put it into the worldbody")
        }
        continue
      }
      let span = try span(of: element, type, owner)
      if let span { pose = placed.frame * Pose(position: span.centre, rotation: Rotation(turningZTo: span.direction)) }
      guard let solid = try solid(element, type, halfLength: span?.halfLength, owner) else { continue }
      let group = Int(try element.number("group", of: owner, otherwise: 0))
      if compiler.inertiaGroups.contains(group), !isWorld, let mass = try mass(of: element, solid, owner) {
        masses.append(mass.moved(by: pose))
      }
      guard let geometry = solid.geometry else {
        warn(placed.element, owner, "\(type.rawValue) shapes touch nothing; use a box, sphere, capsule or cylinder")
        continue
      }
      let shape = RobotModel.Shape(
        name: element.attributes["name"], line: element.line, origin: pose, geometry: geometry, contact: contact,
        color: try color(of: element, owner))
      model.links[link].visuals.append(shape)
      if contact.type | contact.affinity != 0 { model.links[link].collisions.append(shape) }
    }
    return masses
  }

  // MARK: Forms

  /// A form with what its mass follows from.
  private struct Solid {
    /// Nil for a form that contacts do not know.
    var geometry: RobotModel.Shape.Geometry?
    /// m³
    var volume: Double
    /// Of one kilogram of it.
    var unitMass: MassProperties
  }

  /// Two end points take the place of position, orientation and length.
  private func span(
    of element: XMLElement, _ type: GeomType, _ owner: String
  ) throws(InputError) -> (centre: Vector3, direction: Vector3, halfLength: Double)? {
    guard let ends = try element.numbers("fromto", of: owner) else { return nil }
    guard [.capsule, .cylinder, .box, .ellipsoid].contains(type) else {
      throw element.error("\(owner): fromto", "is not for a \(type.rawValue); give pos and size")
    }
    guard ends.count == 6 else {
      throw element.error("\(owner): fromto", "has \(ends.count) numbers; give two points, six numbers")
    }
    let (from, to) = (Vector3(ends[0], ends[1], ends[2]), Vector3(ends[3], ends[4], ends[5]))
    let length = (from - to).length
    guard length > 1e-12 else { throw element.error("\(owner): fromto", "has no length; give two points apart") }
    return ((from + to) / 2, (from - to) / length, length / 2)
  }

  private mutating func solid(
    _ element: XMLElement, _ type: GeomType, halfLength: Double?, _ owner: String
  ) throws(InputError) -> Solid? {
    let sizes = try element.numbers("size", of: owner) ?? []
    func size(_ index: Int) throws(InputError) -> Double {
      guard index < sizes.count else {
        throw element.error("\(owner): size", "has \(sizes.count) numbers; a \(type.rawValue) needs \(index + 1)")
      }
      guard sizes[index] > 0 else {
        throw element.error("\(owner): size", "a size of \(sizes[index]) m is impossible; give a positive one")
      }
      return sizes[index]
    }
    func length(_ index: Int) throws(InputError) -> Double {
      if let halfLength { return halfLength }
      return try size(index)
    }
    func diagonal(_ x: Double, _ y: Double, _ z: Double) -> MassProperties {
      MassProperties(mass: 1, inertia: Inertia(xx: x, yy: y, zz: z))
    }
    switch type {
    case .sphere:
      let r = try size(0)
      let i = 0.4 * r * r
      return Solid(geometry: .sphere(radius: r), volume: 4 / 3 * .pi * r * r * r, unitMass: diagonal(i, i, i))
    case .cylinder:
      let (r, h) = (try size(0), 2 * (try length(1)))
      let across = (3 * r * r + h * h) / 12
      return Solid(
        geometry: .cylinder(radius: r, length: h), volume: .pi * r * r * h, unitMass: diagonal(across, across, r * r / 2))
    case .capsule:
      let (r, h) = (try size(0), 2 * (try length(1)))
      let caps = 4 * r / (4 * r + 3 * h)  // the half spheres' share of the mass
      let rod = 1 - caps
      let across = rod * (3 * r * r + h * h) / 12 + caps * (0.4 * r * r + h * (3 * r + 2 * h) / 8)
      return Solid(
        geometry: .capsule(radius: r, length: h), volume: .pi * r * r * (h + 4 / 3 * r),
        unitMass: diagonal(across, across, rod * r * r / 2 + caps * 0.4 * r * r))
    case .box, .ellipsoid:
      let x = try size(0)
      let (y, z) = (halfLength == nil ? try size(1) : x, try length(2))
      let isBox = type == .box
      let factor = isBox ? 1.0 / 3 : 0.2
      return Solid(
        geometry: isBox ? .box(size: 2 * Vector3(x, y, z)) : nil, volume: (isBox ? 8 : 4 / 3 * .pi) * x * y * z,
        unitMass: diagonal(factor * (y * y + z * z), factor * (x * x + z * z), factor * (x * x + y * y)))
    case .mesh: return try mesh(element, owner)
    case .hfield, .sdf:
      warn(element, owner, "\(type.rawValue) geoms are not used")
      return nil
    case .plane: return nil
    }
  }

  private mutating func mesh(_ element: XMLElement, _ owner: String) throws(InputError) -> Solid? {
    let name = try element.text("mesh")
    guard let asset = assets.meshes[name] else {
      throw element.error(
        "\(owner): mesh", "there is no mesh \"\(name)\" in asset; \(NearestName.mend(name, in: assets.meshes.keys.sorted()))")
    }
    guard let mesh = asset else { return nil }  // its own warning says why
    guard compiler.inertiaFromGeometry != .false || element.attributes["mass"] != nil else {
      return Solid(geometry: .mesh(mesh), volume: 0, unitMass: MassProperties(mass: 0, inertia: Inertia(xx: 0, yy: 0, zz: 0)))
    }
    let (volume, unitMass) = try mesh.surface().solid
    return Solid(geometry: .mesh(mesh), volume: volume, unitMass: unitMass)
  }

  // MARK: Masses, contacts, colours

  private func mass(of element: XMLElement, _ solid: Solid, _ owner: String) throws(InputError) -> MassProperties? {
    for key in ["mass", "density"] where try element.number(key, of: owner, otherwise: 0) < 0 {
      throw element.error("\(owner): \(key)", "is negative; give zero or more")
    }
    let mass =
      element.attributes["mass"] != nil
      ? try element.number("mass", of: owner)
      : try element.number("density", of: owner, otherwise: 1000) * solid.volume
    guard mass > 0 else { return nil }
    return MassProperties(mass: mass, centre: solid.unitMass.centre, inertia: solid.unitMass.inertia * mass)
  }

  private func contact(of element: XMLElement, _ owner: String) throws(InputError) -> RobotModel.Contact {
    func bits(_ key: String) throws(InputError) -> UInt32 {
      let number = try element.number(key, of: owner, otherwise: 1)
      guard let bits = UInt32(exactly: number) else {
        throw element.error("\(owner): \(key)", "\(number) is no set of 32 bits; give a whole number from 0")
      }
      return bits
    }
    var contact = RobotModel.Contact(type: try bits("contype"), affinity: try bits("conaffinity"))
    let friction = try element.numbers("friction", of: owner) ?? []
    guard friction.allSatisfy({ $0 >= 0 }), friction.count <= 3 else {
      throw element.error("\(owner): friction", "is not up to three numbers of zero or more; correct it")
    }
    // MuJoCo's defaults.
    contact.friction = friction.first ?? 1
    contact.torsionalFriction = friction.count > 1 ? friction[1] : 0.005
    contact.rollingFriction = friction.count > 2 ? friction[2] : 0.0001
    contact.dimensions = Int(try element.number("condim", of: owner, otherwise: 3))
    contact.margin = try element.number("margin", of: owner, otherwise: 0)
    return contact
  }

  private func color(of element: XMLElement, _ owner: String) throws(InputError) -> SIMD4<Double>? {
    if let c = try element.numbers("rgba", of: owner), c.count == 4 { return SIMD4(c[0], c[1], c[2], c[3]) }
    return element.attributes["material"].flatMap { assets.colors[$0] }
  }
}
