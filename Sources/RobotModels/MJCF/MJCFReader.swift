import Foundation
import Mathematics
import Robots

/// Turns the elements of an MJCF file (MuJoCo's format) into a model, collecting warnings on the way.
///
/// Rules and defaults are those of MuJoCo's XML reference.
struct MJCFReader: ModelReading {
  var warnings: [InputError] = []
  var faults: [InputError] = []
  let locator: MeshLocator
  let file: String
  var compiler = MJCFCompiler()
  var defaults = MJCFDefaults()
  var assets = MJCFAssets()
  var model: RobotModel
  /// The joint that leaves its body free; it is a fixed one until the tree is known.
  var freeJoint: String?

  static func model(_ root: XMLElement, folder: URL?) throws(InputError) -> RobotModel {
    guard root.name == "mujoco" else {
      throw root.error(root.name, "an MJCF file begins with <mujoco>, so rename this element")
    }
    var reader = MJCFReader(
      locator: MeshLocator(folder: folder), file: root.file,
      model: RobotModel(
        name: root.attributes["model"] ?? "robot", file: root.file,
        links: [RobotModel.Link(name: "world", line: root.line)], joints: [], rootIndex: 0))
    try reader.read(root)
    return reader.model
  }

  private init(locator: MeshLocator, file: String, model: RobotModel) {
    self.locator = locator
    self.file = file
    self.model = model
  }

  /// Sections may stand in any order and more than once; what others refer to is read first.
  private mutating func read(_ root: XMLElement) throws(InputError) {
    expect(root, attributes: ["model"], children: root.children.map(\.name))
    let sections = try included(root.children)
    for section in sections where !Self.sections.contains(section.name) {
      warn(section, "mujoco", "<\(section.name)> is not used")
    }
    func all(_ name: String) -> [XMLElement] { sections.filter { $0.name == name } }
    for section in all("compiler") { try readCompiler(section) }
    for section in all("option") { try readOption(section) }
    for section in all("default") { try readDefaults(section) }
    for section in all("asset") { try readAssets(section) }
    let worlds = all("worldbody")
    guard let world = worlds.first else { throw root.error("worldbody", "is missing; add it with the robot's bodies") }
    model.links[0].line = world.line
    try readWorld(worlds)
    try finishMasses(of: root)
    for section in all("equality") { try readEqualities(section) }
    for section in all("contact") { try readContacts(section) }
    for section in all("actuator") { try readActuators(section) }
    limitEfforts()
    try releaseFloatingBase()
    judgeInertias(of: model) { _ in nil }
    model.faults = faults
    model.warnings = warnings.sorted { ($0.line ?? 0) < ($1.line ?? 0) }
  }

  private static let sections = [
    "compiler", "option", "default", "asset", "worldbody", "equality", "contact", "actuator",
  ]

  /// Puts the contents of included files in their elements' places.
  private mutating func included(_ elements: [XMLElement], depth: Int = 0) throws(InputError) -> [XMLElement] {
    var result: [XMLElement] = []
    for element in elements {
      guard element.name == "include" else {
        result.append(element)
        continue
      }
      let name = try element.text("file")
      guard depth < 10, let url = locator.locate(name) else {
        throw element.error("include", "the file \"\(name)\" cannot be included; put it beside the model")
      }
      model.references[name] = url
      let root = try XMLElement.parse(InputFile.text(of: url), file: InputFile.name(of: url))
      result += try included(root.children, depth: depth + 1)
    }
    return result
  }

  // MARK: Settings

  private mutating func readOption(_ element: XMLElement) throws(InputError) {
    expect(element, attributes: ["timestep", "gravity"], children: ["flag"])
    if element.attributes["timestep"] != nil {
      let timestep = try element.number("timestep", of: "option")
      guard timestep > 0 else { throw element.error("timestep", "\(timestep) s is not positive; give for example 0.002") }
      model.timestep = timestep
    }
    if element.attributes["gravity"] != nil { model.gravity = try element.vector("gravity", of: "option") }
    for flag in element.children("flag") {
      expect(flag, attributes: ["gravity"], children: [])
      if flag.attributes["gravity"] == "disable" { model.gravity = .zero }
    }
  }

  // MARK: Contacts, equalities

  private mutating func readContacts(_ section: XMLElement) throws(InputError) {
    expect(section, attributes: [], children: ["exclude"])
    for exclude in section.children("exclude") {
      expect(exclude, attributes: ["name", "body1", "body2"], children: [])
      model.contactExclusions.append(
        RobotModel.LinkPair(try body("body1", of: exclude), try body("body2", of: exclude)))
    }
  }

  private func body(_ attribute: String, of element: XMLElement) throws(InputError) -> Int {
    let name = try element.text(attribute)
    if let index = model.linkIndex(named: name) { return index }
    throw element.error(
      "\(element.name): \(attribute)", "there is no body \"\(name)\"; \(NearestName.mend(name, in: model.links.map(\.name)))")
  }

  /// A joint that is a straight line of another one mimics it.
  private mutating func readEqualities(_ section: XMLElement) throws(InputError) {
    expect(section, attributes: [], children: ["joint"])
    for element in section.children("joint") {
      expect(
        element, attributes: ["name", "joint1", "joint2", "polycoef", "active", "class", "solref", "solimp"],
        children: [])
      let joint = try movingJoint("joint1", of: element)
      let coefficients = try element.numbers("polycoef", of: "equality") ?? [0, 1]
      guard element.attributes["joint2"] != nil, element.attributes["active"] != "false", coefficients.count >= 2,
        coefficients.dropFirst(2).allSatisfy({ $0 == 0 })
      else {
        warn(element, model.joints[joint].name, "this equality is not used, since it is no straight line of a second joint")
        continue
      }
      let other = try movingJoint("joint2", of: element)
      guard model.joints[other].mimic == nil, joint != other else {
        warn(element, model.joints[joint].name, "this equality is not used, since its second joint follows another one")
        continue
      }
      let (start, otherStart) = (model.joints[joint].startPosition, model.joints[other].startPosition)
      model.joints[joint].mimic = RobotModel.Mimic(
        joint: other, multiplier: coefficients[1], offset: start + coefficients[0] - coefficients[1] * otherStart)
    }
  }

  func movingJoint(_ attribute: String, of element: XMLElement) throws(InputError) -> Int {
    let name = try element.text(attribute)
    if let index = model.joints.firstIndex(where: { $0.name == name && $0.kind != .fixed }) { return index }
    let moving = model.joints.filter { $0.kind != .fixed }.map(\.name)
    throw element.error(
      "\(element.name): \(attribute)", "there is no joint \"\(name)\"; \(NearestName.mend(name, in: moving))")
  }
}
