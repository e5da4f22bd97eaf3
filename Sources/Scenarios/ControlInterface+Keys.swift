import Control
import Robots

/// How scenario files name the parts of a robot.
extension ControlInterface {
  var sensorNames: [String] { sensors.indices.map(sensorName) }

  /// The unit at the end of keys about a sensor.
  func keyUnit(ofSensor index: Int) -> String { keyUnit(of: sensors[index]) }

  func isAngle(ofSensor index: Int) -> Bool {
    guard case .joint(let joint, .position) = sensors[index] else { return false }
    return joints[joint].kind != .prismatic
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
