import Robots

/// Drives on single joints.
extension MJCFReader {
  static let actuatorAttributes = [
    "name", "class", "joint", "gear", "ctrlrange", "ctrllimited", "forcerange", "forcelimited", "group",
  ]
  static let generalAttributes = ["gaintype", "gainprm", "biastype", "biasprm", "dyntype"]

  mutating func readActuators(_ section: XMLElement) throws(InputError) {
    expect(section, attributes: [], children: MJCFDefaults.actuators)
    for given in section.children where MJCFDefaults.actuators.contains(given.name) {
      warnOfAttributes(given)
      let element = try defaults.completed(given, inherited: nil)
      let owner = element.attributes["name"] ?? element.attributes["joint"] ?? given.name
      guard element.attributes["joint"] != nil else {
        warn(given, owner, "a drive that acts on no joint is not used; give it a joint")
        continue
      }
      let joint = try movingJoint("joint", of: element)
      guard let kind = try kind(of: element, owner) else {
        warn(given, owner, "this <general> is no motor and no position or velocity servo, so it is not used")
        continue
      }
      let gear = try element.numbers("gear", of: owner)?.first ?? 1
      guard gear != 0 else { throw element.error("\(owner): gear", "is 0, so that the drive does nothing; give another one") }
      var actuator = RobotModel.Actuator(
        name: Self.unused(element.attributes["name"] ?? model.joints[joint].name) { name in
          model.actuators.contains { $0.name == name }
        }, line: given.line, joint: joint, kind: kind, gear: gear)
      if let range = try range("ctrlrange", limited: "ctrllimited", of: element, owner) { actuator.controlRange = range }
      if let range = try range("forcerange", limited: "forcelimited", of: element, owner) { actuator.forceRange = range }
      model.actuators.append(actuator)
    }
  }

  private func kind(of element: XMLElement, _ owner: String) throws(InputError) -> RobotModel.Actuator.Kind? {
    switch element.name {
    case "motor": return .motor
    case "position":
      return .position(
        stiffness: try element.number("kp", of: owner, otherwise: 1), damping: try element.number("kv", of: owner, otherwise: 0))
    case "velocity": return .velocity(damping: try element.number("kv", of: owner, otherwise: 1))
    default: return try generalKind(of: element, owner)
    }
  }

  /// force = gain · control + bias₀ + bias₁ · position + bias₂ · velocity
  private func generalKind(of element: XMLElement, _ owner: String) throws(InputError) -> RobotModel.Actuator.Kind? {
    let gain = try element.numbers("gainprm", of: owner)?.first ?? 1
    let bias = (try element.numbers("biasprm", of: owner) ?? []) + [0, 0, 0]
    guard ["none", nil].contains(element.attributes["dyntype"]), ["fixed", nil].contains(element.attributes["gaintype"])
    else { return nil }
    switch element.attributes["biastype"] ?? "none" {
    case "none" where gain == 1: return .motor
    case "affine" where bias[0] == 0 && bias[1] == -gain && gain > 0: return .position(stiffness: gain, damping: -bias[2])
    case "affine" where bias[0] == 0 && bias[1] == 0 && bias[2] == -gain && gain > 0: return .velocity(damping: gain)
    default: return nil
    }
  }

  /// A joint with drives gives no more than they do together.
  mutating func limitEfforts() {
    for joint in model.joints.indices {
      let drives = model.actuators.filter { $0.joint == joint }
      guard !drives.isEmpty else { continue }
      model.joints[joint].effort = min(model.joints[joint].effort, drives.reduce(0) { $0 + $1.effortLimit })
    }
  }
}
