import Foundation
import Mathematics
import Robots

/// Turns the elements of a URDF file into a model, collecting warnings on the way.
struct URDFReader: ModelReading {
  var warnings: [InputError] = []
  var faults: [InputError] = []
  let locator: MeshLocator
  /// Where the inertias of links stand, by the links' names.
  var inertiaPlaces: [String: XMLElement] = [:]
  /// The files that were found, by the names that they have here.
  var references: [String: URL] = [:]
  /// The colours that materials of the file have, by name.
  var colors: [String: SIMD4<Double>] = [:]

  static func model(_ root: XMLElement, folder: URL?) throws(InputError) -> RobotModel {
    var reader = URDFReader(locator: MeshLocator(folder: folder))
    return try reader.model(root)
  }

  private mutating func model(_ root: XMLElement) throws(InputError) -> RobotModel {
    guard root.name == "robot" else {
      throw root.error(
        root.name,
        "a URDF file begins with <robot name=\"…\"> and an MJCF file with <mujoco>, so rename this element")
    }
    if let macro = root.children.first(where: { $0.name.hasPrefix("xacro:") }) {
      throw macro.error(macro.name, "is a macro of xacro; run xacro on the file and read what it prints")
    }
    expect(root, attributes: ["name", "version"], children: ["link", "joint", "material"])
    for material in root.children("material") { _ = try color(of: material) }
    var links: [RobotModel.Link] = []
    var indices: [String: Int] = [:]
    for element in root.children("link") {
      let link = try link(element)
      guard indices[link.name] == nil else { throw element.error(link.name, "two links have this name; rename one") }
      indices[link.name] = links.count
      links.append(link)
    }
    guard !links.isEmpty else { throw root.error("link", "the robot has no link; add at least one") }
    var joints: [URDFJoint] = []
    for element in root.children("joint") {
      let joint = try joint(element, links: indices)
      guard !joints.contains(where: { $0.joint.name == joint.joint.name }) else {
        throw element.error(joint.joint.name, "two joints have this name; rename one")
      }
      joints.append(joint)
    }
    let name = try root.text("name")
    let tree = try RobotModel.tree(links: links, joints: joints.map(\.joint), file: root.file)
    var model = RobotModel(name: name, file: root.file, links: links, joints: tree.joints, rootIndex: tree.root)
    try resolveMimics(of: joints, in: &model)
    releaseFreeLinks(of: joints, in: &model)
    try releaseFloatingBase(of: joints, in: &model)
    spreadPlanarJoints(of: joints, in: &model)
    model.markIntermediateLinks()
    judgeInertias(of: model) { [inertiaPlaces] in inertiaPlaces[model.links[$0].name]?.line }
    model.faults = faults
    model.references = references
    model.warnings = warnings
    return model
  }
}

/// A joint with what can be settled only when all joints are known.
struct URDFJoint {
  enum Root { case floating, planar }

  var joint: RobotModel.Joint
  let element: XMLElement
  /// Set for a type that is no joint of one axis; `joint` is a fixed one then.
  var root: Root?
  var mimic: (name: String, multiplier: Double, offset: Double)?
}
