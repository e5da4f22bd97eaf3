public import Control
import Mathematics
import Physics
public import RobotModels
public import Robots
public import Scenarios

/// The constant part of a simulated robot: its description, its mechanism and the names of its parameters.
public struct SimulationModel: Sendable {
  public let robot: RobotDescription
  public let model: RobotModel
  /// Every parameter that can be randomized, in the order of ``PhysicalParameters``.
  public let parameters: [Parameter]
  /// Every parameter at its nominal value.
  public let nominal: Variant
  /// Indices into the model's links: those whose masses and lengths are parameters.
  let links: [Int]
  /// For each joint of the robot's interface, the mechanism's joint.
  let mechanismJoints: [Int]

  /// - Throws: ``InputError`` when the robot's file and its model disagree.
  public init(robot: RobotDescription, model: RobotModel) throws(InputError) {
    try model.check(against: robot)
    self.robot = robot
    self.model = model
    links = model.movingLinks
    parameters = Parameter.all(of: robot, links: links.map { model.links[$0].name })
    let moving = model.joints.filter { $0.kind != .fixed }
    mechanismJoints = robot.joints.map { joint in moving.firstIndex { $0.name == joint.name }! }
    nominal = Variant.nominal(of: robot, model: model)
  }

  /// Reads the robot's model file.
  public init(robot: RobotDescription) throws(InputError) {
    try self.init(robot: robot, model: try RobotModel(of: robot))
  }
}
