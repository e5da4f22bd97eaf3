public import Control
import Mathematics
public import RobotModels
public import Robots

extension Variant {
  /// Every parameter of a robot and of the objects beside it with its nominal value.
  public static func nominal(
    of robot: RobotDescription, model: RobotModel, objects: [FreeObject] = [], goals: [Scenario.Goal] = []
  ) -> Variant {
    let interface = robot.interface(period: 1)
    var variant = Variant()
    func drive(_ joint: String) -> RobotDescription.Drive? {
      robot.actuators.firstIndex { robot.joints[$0.joint].name == joint }.map { robot.drives[$0] }
    }
    func sensor(_ name: String) -> RobotDescription.Sensor? { interface.sensorIndex(named: name).map { robot.sensors[$0] } }
    func object(_ name: String) -> FreeObject? { objects.first { $0.name == name } }
    for parameter in Parameter.all(of: robot, model: model, objects: objects, goals: goals) {
      let value: Double
      switch parameter {
      case .mass(let link):
        let inertial = model.linkIndex(named: link).flatMap { model.links[$0].inertial }
        value = inertial?.mass ?? 0
      case .damping(let joint): value = model.jointIndex(named: joint).map { model.joints[$0].damping } ?? 0
      case .friction(let joint): value = model.jointIndex(named: joint).map { model.joints[$0].friction } ?? 0
      case .lengthScale, .strength: value = 1
      case .noise(let name): value = sensor(name)?.noise ?? 0
      case .bias(let name): value = sensor(name)?.bias ?? 0
      case .actionDelay: value = robot.timing.actionDelay
      case .observationDelay: value = robot.timing.observationDelay
      case .periodJitter: value = robot.timing.periodJitter
      case .gravity: value = 9.81
      case .inertiaScale, .sizeScale, .servoStiffness, .servoDamping, .stepPattern: value = 1
      case .centre, .payload, .actionLoss, .observationLoss, .actionJitter, .observationJitter: value = 0
      case .slope, .stepHeight, .push: value = 0
      case .rotorInertia(let joint):
        value = (drive(joint)?.rotorInertia ?? 0) + (model.jointIndex(named: joint).map { model.joints[$0].armature } ?? 0)
      case .backlash(let joint): value = drive(joint)?.backlash ?? 0
      case .latency(let name): value = sensor(name)?.latency ?? 0
      case .dropout(let name): value = sensor(name)?.dropout ?? 0
      case .biasWalk(let name): value = sensor(name)?.biasWalk ?? 0
      case .contactFriction: value = robot.contact.friction
      case .contactRestitution: value = robot.contact.restitution
      case .objectMass(let name): value = object(name)?.mass ?? 0
      case .objectSize: value = 1
      case .objectFriction(let name): value = object(name)?.friction ?? 0
      case .objectRestitution(let name): value = object(name)?.restitution ?? 0
      case .objectPush: value = 0
      case .goal(let name): value = goals.first { $0.name == name }?.nominal ?? 0
      }
      variant.parameters[parameter.name(for: robot)] = value
    }
    return variant
  }
}
