import Mathematics
import Robots

extension URDFReader {
  mutating func link(_ element: XMLElement) throws(InputError) -> RobotModel.Link {
    expect(element, attributes: ["name"], children: ["inertial", "visual", "collision"])
    let name = try element.text("name")
    var link = RobotModel.Link(name: name, line: element.line)
    if let inertial = try element.only("inertial") { link.inertial = try self.inertial(inertial, of: name) }
    for visual in element.children("visual") {
      if let shape = try shape(visual, of: name) { link.visuals.append(shape) }
    }
    for collision in element.children("collision") {
      if let shape = try shape(collision, of: name) { link.collisions.append(shape) }
    }
    return link
  }

  private mutating func inertial(_ element: XMLElement, of link: String) throws(InputError) -> RobotModel.Inertial? {
    expect(element, attributes: [], children: ["origin", "mass", "inertia"])
    let massElement = try element.required("mass", of: link)
    expect(massElement, attributes: ["value"], children: [])
    let mass = try massElement.number("value", of: link)
    guard mass >= 0 else {
      faults.append(massElement.error(link, "a mass of \(mass) kg is impossible; give a positive value"))
      return nil
    }
    let inertiaElement = try element.required("inertia", of: link)
    expect(inertiaElement, attributes: ["ixx", "iyy", "izz", "ixy", "ixz", "iyz"], children: [])
    let inertia = Inertia(
      xx: try inertiaElement.number("ixx", of: link),
      yy: try inertiaElement.number("iyy", of: link),
      zz: try inertiaElement.number("izz", of: link),
      xy: try inertiaElement.number("ixy", of: link, otherwise: 0),
      xz: try inertiaElement.number("ixz", of: link, otherwise: 0),
      yz: try inertiaElement.number("iyz", of: link, otherwise: 0))
    guard mass > 0 else {
      // Exporters give mere frames a mass of 0.
      if inertia != Inertia(xx: 0, yy: 0, zz: 0) { warn(inertiaElement, link, "the inertia of a mass of 0 kg is not used") }
      return nil
    }
    inertiaPlaces[link] = inertiaElement
    return RobotModel.Inertial(mass: mass, origin: try origin(of: element, of: link), inertia: inertia)
  }

  private mutating func shape(_ element: XMLElement, of link: String) throws(InputError) -> RobotModel.Shape? {
    expect(element, attributes: ["name"], children: ["origin", "geometry", "material"])
    let geometry = try element.required("geometry", of: link)
    let origin = try origin(of: element, of: link)
    guard let form = geometry.children.first else {
      throw geometry.error(link, "the geometry is empty; put a box, cylinder, sphere, capsule or mesh in it")
    }
    let color = try element.only("material").map { material throws(InputError) in try self.color(of: material) } ?? nil
    guard let shape = try self.geometry(form, of: link, isVisual: element.name == "visual") else { return nil }
    return RobotModel.Shape(
      name: element.attributes["name"], line: form.line, origin: origin, geometry: shape, color: color)
  }

  private mutating func geometry(
    _ form: XMLElement, of link: String, isVisual: Bool
  ) throws(InputError) -> RobotModel.Shape.Geometry? {
    func size(_ value: Double, _ attribute: String) throws(InputError) -> Double {
      guard value > 0 else {
        throw form.error("\(link): \(attribute)", "a size of \(value) m is impossible; give a positive one")
      }
      return value
    }
    switch form.name {
    case "box":
      expect(form, attributes: ["size"], children: [])
      let sides = try form.vector("size", of: link)
      return .box(size: Vector3(try size(sides.x, "size"), try size(sides.y, "size"), try size(sides.z, "size")))
    case "cylinder", "capsule":
      expect(form, attributes: ["radius", "length"], children: [])
      let radius = try size(form.number("radius", of: link), "radius")
      let length = try size(form.number("length", of: link), "length")
      return form.name == "capsule" ? .capsule(radius: radius, length: length) : .cylinder(radius: radius, length: length)
    case "sphere":
      expect(form, attributes: ["radius"], children: [])
      return .sphere(radius: try size(form.number("radius", of: link), "radius"))
    case "mesh": return try mesh(form, of: link, isVisual: isVisual)
    default:
      let loss = isVisual ? "is not drawn" : "touches nothing"
      warn(
        form, link,
        "<\(form.name)> geometry \(loss); use a box, cylinder, sphere, capsule or mesh if the shape matters")
      return nil
    }
  }

  private mutating func mesh(
    _ form: XMLElement, of link: String, isVisual: Bool
  ) throws(InputError) -> RobotModel.Shape.Geometry? {
    expect(form, attributes: ["filename", "scale"], children: [])
    let name = try form.text("filename")
    let scale = try form.vector("scale", of: link, otherwise: Vector3(repeating: 1))
    guard scale.x != 0, scale.y != 0, scale.z != 0 else {
      throw form.error("\(link): scale", "flattens the mesh; give three numbers other than 0")
    }
    let loss = isVisual ? "is not drawn" : "touches nothing"
    let format = name.split(separator: ".").last.map { $0.lowercased() } ?? ""
    guard Mesh.formats.contains(format) else {
      warn(form, link, "the mesh \"\(name)\" \(loss), since .\(format) files are not read; convert it to STL or OBJ")
      return nil
    }
    guard let file = locator.locate(name) else {
      warn(
        form, link,
        "the mesh \"\(name)\" \(loss), since there is no such file; put it there, or its package's folder into "
          + "ROS_PACKAGE_PATH")
      return nil
    }
    references[name] = file
    return .mesh(Mesh(file: file, scale: scale))
  }

  /// The colour of a material that is defined here or was before.
  mutating func color(of material: XMLElement) throws(InputError) -> SIMD4<Double>? {
    expect(material, attributes: ["name"], children: ["color"])
    let name = material.attributes["name"] ?? ""
    guard let element = try material.only("color") else { return colors[name] }
    let numbers = try element.numbers("rgba", of: name) ?? []
    guard numbers.count == 4 else {
      throw element.error("\(name): rgba", "has \(numbers.count) numbers; give red, green, blue and opacity, 0 to 1")
    }
    let color = SIMD4(numbers[0], numbers[1], numbers[2], numbers[3])
    if !name.isEmpty { colors[name] = color }
    return color
  }

  mutating func origin(of element: XMLElement, of owner: String) throws(InputError) -> Pose {
    guard let origin = try element.only("origin") else { return Pose() }
    expect(origin, attributes: ["xyz", "rpy"], children: [])
    let position = try origin.vector("xyz", of: owner, otherwise: .zero)
    let angles = try origin.vector("rpy", of: owner, otherwise: .zero)
    return Pose(position: position, rotation: Rotation(roll: angles.x, pitch: angles.y, yaw: angles.z))
  }
}
