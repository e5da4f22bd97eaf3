import ArgumentParser
import Control
import Foundation
import Mathematics
import RobotModels
import Robots
import Scenarios
import Simulation

/// A robot to simulate: by itself from its rest pose, or in a scenario from one of that's starts.
struct SimulatedRobot {
  let name: String
  let model: SimulationModel
  /// Nil: nobody says what it is to do.
  let scenario: Scenario?
  /// Between two ticks, s.
  var period: Double
  var physicsStep: Double

  var robot: RobotDescription { model.robot }
  var interface: ControlInterface { model.interface(period: period) }

  /// The physics step of a robot without a scenario, s.
  private static let longestStep = 0.002

  init(scenario: Scenario) throws {
    name = scenario.name
    model = try SimulationModel(of: scenario)
    self.scenario = scenario
    (period, physicsStep) = (scenario.controlPeriod, scenario.physicsStep)
  }

  /// - Parameter period: between two ticks, s; nil: between two states that the robot sends.
  init(robot: RobotDescription, period: Double? = nil) throws {
    name = robot.name
    model = try SimulationModel(robot: robot)
    scenario = nil
    self.period = period ?? 1 / robot.link.stateRate
    physicsStep = self.period / (self.period / Self.longestStep - 1e-9).rounded(.up)
  }

  /// - Parameters:
  ///   - argument: a robot's folder or its robot.yaml, or a scenario's file.
  ///   - period: of a robot by itself; a scenario has its own.
  init(_ argument: String, period: Double? = nil) throws {
    let url = URL(fileURLWithPath: argument)
    var isFolder: ObjCBool = false
    _ = FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
    if isFolder.boolValue || url.lastPathComponent == "robot.yaml" {
      try self.init(robot: RobotDescription(contentsOf: url), period: period)
      return
    }
    switch try ScenarioFile(contentsOf: url) {
    case .robot(let scenario): try self.init(scenario: scenario)
    case .external(let scenario):
      throw ValidationError("\(scenario.file): its environment is \(scenario.environment.text) and no robot: give a robot or a robot's scenario.")
    case .gridworld(let scenario):
      throw ValidationError("\(scenario.file): is a gridworld and no robot: give a robot or a robot's scenario.")
    }
  }

  /// Where an episode begins.
  ///
  /// - Returns: of the joints, and of a floating base and of objects as ``SimulatedPlant`` takes them.
  func start(
    drawingFrom stream: inout RandomStream
  ) -> (positions: [Double], velocities: [Double], base: [Double]?, objects: [[Double]]?) {
    guard let start = scenario?.starts[0] else { return (robot.restPose, robot.joints.map { _ in 0 }, nil, nil) }
    let first = start.sample(floats: model.isFloating, from: &stream)
    return (first.positions, first.velocities, first.base, first.objects)
  }

  /// The robot's model with the objects beside it, for logs and pages.
  var shownModel: RobotModel {
    var shown = model.model
    shown.freeLinks = model.objects.map { $0.modelLink() }
    return shown
  }

  /// The robot's model as URDF: its own file where that is one and says all, with the places of its meshes.
  func urdf() throws -> String {
    guard robot.model.hasSuffix(".urdf"), model.objects.isEmpty else { return shownModel.urdfText }
    return model.model.textToMove(try InputFile.text(of: robot.folder.appendingPathComponent(robot.model)))
  }
}
