import Control
import Robots

/// How scenario files name the parts of a robot.
extension ControlInterface {
  var sensorNames: [String] { sensors.indices.map(sensorName) }

  /// What reward terms may look at: the next reading's values and then the command's.
  var inputNames: [String] { sensorNames + actuators.indices.map { "command." + actuatorName($0) } }

  /// The unit at the end of keys about a sensor.
  func keyUnit(ofSensor index: Int) -> String {
    joints[sensors[index].joint].keyUnit(of: sensors[index].quantity)
  }

  /// The unit at the end of keys about an input of a reward term.
  func keyUnit(ofInput index: Int) -> String {
    if index < sensors.count { return keyUnit(ofSensor: index) }
    return joints[actuators[index - sensors.count].joint].keyUnit(of: .effort)
  }

  func isAngle(ofSensor index: Int) -> Bool {
    sensors[index].quantity == .position && joints[sensors[index].joint].kind != .prismatic
  }

  /// The sensor that a value of a file names.
  func sensor(_ value: YAMLValue) throws(InputError) -> Int {
    let name = try value.text()
    if let sensor = sensorIndex(named: name) { return sensor }
    throw value.error("the robot has no sensor \"\(name)\"; \(NearestName.mend(name, in: sensorNames))")
  }
}

extension ObservationLayout.Term {
  func name(for interface: ControlInterface) -> String {
    switch self {
    case .sensor(let i): interface.sensorName(i)
    case .sine(let i): "sin(\(interface.sensorName(i)))"
    case .cosine(let i): "cos(\(interface.sensorName(i)))"
    }
  }
}
