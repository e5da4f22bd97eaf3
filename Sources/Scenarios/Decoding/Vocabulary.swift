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
}
