public import Control
import Mathematics
public import RobotModels
public import Robots

extension Variant {
  /// Every parameter of a robot with its nominal value, from robot.yaml and the model.
  public static func nominal(of robot: RobotDescription, model: RobotModel) -> Variant {
    let interface = robot.interface(period: 1)
    var variant = Variant()
    for parameter in Parameter.all(of: robot, links: model.movingLinks.map { model.links[$0].name }) {
      let value: Double
      switch parameter {
      case .mass(let link):
        let inertial = model.linkIndex(named: link).flatMap { model.links[$0].inertial }
        value = inertial?.mass ?? 0
      case .damping(let joint): value = model.jointIndex(named: joint).map { model.joints[$0].damping } ?? 0
      case .friction(let joint): value = model.jointIndex(named: joint).map { model.joints[$0].friction } ?? 0
      case .lengthScale, .strength: value = 1
      case .noise(let sensor): value = interface.sensorIndex(named: sensor).map { robot.sensors[$0].noise } ?? 0
      case .bias(let sensor): value = interface.sensorIndex(named: sensor).map { robot.sensors[$0].bias } ?? 0
      case .actionDelay: value = robot.timing.actionDelay
      case .observationDelay: value = robot.timing.observationDelay
      case .periodJitter: value = robot.timing.periodJitter
      case .gravity: value = 9.81
      }
      variant.parameters[parameter.name(for: robot)] = value
    }
    return variant
  }
}
