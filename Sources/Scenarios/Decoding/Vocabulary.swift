import Control
import RobotModels
import Robots

/// The names that a scenario of one robot may use.
struct Vocabulary {
  let robot: RobotDescription
  let objects: [FreeObject]
  /// With the scenario's goals.
  let interface: ControlInterface
  let inputs: TaskInputs
  let nominal: Variant
  /// Every parameter with its key.
  let parameters: [(name: String, parameter: Parameter)]

  /// - Parameter texts: every text in the scenario's rewards, terminations and success, of which some may name truths.
  init(
    robot: RobotDescription, model: RobotModel, objects: [FreeObject] = [], goals: [Scenario.Goal] = [],
    texts: Set<String> = []
  ) {
    self.robot = robot
    self.objects = objects
    interface = Scenario.interface(of: robot, goals: goals, period: 1)
    let sensed = interface.sensors
    var truths: [ControlInterface.Sensor] = []
    let links = model.links.flatMap { link in
      ControlInterface.LinkQuantity.allCases.map { ControlInterface.Sensor.link(link.name, $0) }
    }
    let seen = objects.flatMap { object in
      ControlInterface.ObjectQuantity.allCases.map { ControlInterface.Sensor.object(object.name, $0) }
    }
    for truth in links + seen where texts.contains(interface.name(of: truth)) && !sensed.contains(truth) {
      truths.append(truth)
    }
    inputs = TaskInputs(interface: interface, truths: truths)
    nominal = .nominal(of: robot, model: model, objects: objects, goals: goals)
    parameters = Parameter.all(of: robot, model: model, objects: objects, goals: goals).map { ($0.name(for: robot), $0) }
  }
}

extension YAMLValue {
  /// Every text below this value.
  var texts: Set<String> {
    switch content {
    case .scalar(let text, _): [text]
    case .list(let entries): entries.reduce(into: []) { $0.formUnion($1.texts) }
    case .fields(let fields): fields.reduce(into: []) { $0.formUnion($1.value.texts) }
    }
  }
}
