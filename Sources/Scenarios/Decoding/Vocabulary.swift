import Control
import RobotModels
import Robots

/// The names that a scenario of one robot may use.
struct Vocabulary {
  let robot: RobotDescription
  let interface: ControlInterface
  let nominal: Variant
  /// Every parameter with its key.
  let parameters: [(name: String, parameter: Parameter)]

  init(robot: RobotDescription, model: RobotModel) {
    self.robot = robot
    interface = robot.interface(period: 1)
    nominal = .nominal(of: robot, model: model)
    parameters = Parameter.all(of: robot, links: model.movingLinks.map { model.links[$0].name })
      .map { ($0.name(for: robot), $0) }
  }

  var sensorNames: [String] { interface.sensors.indices.map(interface.sensorName) }
  /// As reward terms name them, after the sensors.
  var commandNames: [String] { interface.actuators.indices.map { "command." + interface.actuatorName($0) } }

  func sensor(_ value: YAMLValue) throws(InputError) -> Int {
    let name = try value.text()
    if let sensor = interface.sensorIndex(named: name) { return sensor }
    throw value.error("the robot has no sensor \"\(name)\"; \(NearestName.mend(name, in: sensorNames))")
  }

  /// The unit at the end of keys about a sensor.
  func keyUnit(ofSensor index: Int) -> String {
    let sensor = interface.sensors[index]
    return interface.joints[sensor.joint].keyUnit(of: sensor.quantity)
  }

  /// The unit at the end of keys about an input of a reward term: a sensor, or a command after them.
  func keyUnit(ofInput index: Int) -> String {
    if index < interface.sensors.count { return keyUnit(ofSensor: index) }
    return interface.joints[interface.actuators[index - interface.sensors.count].joint].keyUnit(of: .effort)
  }

  func isAngle(ofSensor index: Int) -> Bool {
    interface.sensors[index].quantity == .position && interface.joints[interface.sensors[index].joint].kind != .prismatic
  }
}
