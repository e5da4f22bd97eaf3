import Control
public import Robots

extension RobotModel {
  /// Whether robot.yaml and the model speak of the same joints, with the same kinds and limits.
  public func check(against robot: RobotDescription) throws(InputError) {
    let moving = joints.filter { $0.kind != .fixed }
    for declared in robot.joints {
      guard let joint = moving.first(where: { $0.name == declared.name }) else {
        throw InputError(
          file: file, key: declared.name,
          problem: "robot.yaml declares this joint and the model has no such moving joint; "
            + NearestName.mend(declared.name, in: moving.map(\.name)))
      }
      func fault(_ problem: String) -> InputError {
        InputError(file: file, line: joint.line, key: joint.name, problem: problem)
      }
      if let mimic = joint.mimic {
        throw fault("follows the joint \"\(joints[mimic.joint].name)\" here; remove it from joints in robot.yaml")
      }
      guard joint.kind.rawValue == declared.kind.rawValue else {
        throw fault("is \(joint.kind.rawValue) here and \(declared.kind.rawValue) in robot.yaml; make the two agree")
      }
      // A slide that the model leaves without limits gets those of robot.yaml.
      let isOpen = joint.kind == .prismatic && joint.lower == -.infinity && joint.upper == .infinity
      guard isOpen || agree(joint.lower, declared.lowerLimit) && agree(joint.upper, declared.upperLimit) else {
        throw fault(
          "has the limits \(joint.lower) … \(joint.upper) here and \(declared.lowerLimit) … \(declared.upperLimit) "
            + "in robot.yaml; make the two agree")
      }
    }
    for joint in moving where joint.mimic == nil && !robot.joints.contains(where: { $0.name == joint.name }) {
      throw InputError(
        file: file, line: joint.line, key: joint.name,
        problem: "moves and robot.yaml does not declare it; add it to joints there or make it fixed")
    }
    for actuator in robot.actuators {
      let name = robot.joints[actuator.joint].name
      guard let joint = moving.first(where: { $0.name == name }), actuator.effortLimit > joint.effort else { continue }
      throw InputError(
        file: file, line: joint.line, key: joint.name,
        problem: "allows an effort of \(joint.effort) here and robot.yaml's actuator \(actuator.effortLimit); "
          + "make the two agree")
    }
  }

  private func agree(_ a: Double, _ b: Double) -> Bool { a == b || abs(a - b) <= 1e-9 * max(1, abs(a)) }
}
