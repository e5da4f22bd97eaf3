import Control
import Foundation
import Mathematics
import RobotModels
import Robots
import Simulation
import TestSupport
import Testing

/// Real robots' files, stepped for 10 s under gravity and random efforts without any supervisor; the list is printed.
///
/// The efforts are of the size that gravity asks for, a tenth of the limit at most: many files give limits of 1000 N·m.
@Suite struct RealRobotsTests {
  private static let urdfs = [
    "so100", "so101", "solo", "solo12", "go1", "go2", "a1", "b1", "anymal", "laikago", "panda", "ur3_robot", "ur5_robot",
    "ur10_robot", "z1", "xarm7", "allegro_right_hand", "finger_edu", "bolt", "double_pendulum", "hyq_no_sensors", "kinova",
    "simple_humanoid", "talos_reduced",
  ]
  private static let floating: Set<String> = [
    "solo", "solo12", "go1", "go2", "a1", "b1", "anymal", "laikago", "bolt", "hyq_no_sensors", "simple_humanoid",
    "talos_reduced",
  ]
  private static let mjcfs = ["inverted_pendulum", "hopper", "half_cheetah", "walker2d", "ant", "reacher"]

  private static func folder(_ peer: String) throws -> URL {
    let output = try Repository.runPeer(peer, ["folder"])
    return URL(fileURLWithPath: String(output.split(separator: "\n").last ?? ""))
  }

  private static let assets = Result { try folder("Tests/Peers/mujoco_models.py") }

  private static let urdfFiles = Result {
    let robots = try folder("Tests/Peers/pinocchio_models.py")
    return (FileManager.default.enumerator(at: robots, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL } ?? [])
      .filter { $0.pathExtension == "urdf" }
  }

  @Test("24 URDF files of example-robot-data", arguments: urdfs)
  func urdf(name: String) throws {
    let file = try #require(try Self.urdfFiles.get().first { $0.lastPathComponent == name + ".urdf" })
    try run(name, file, floating: Self.floating.contains(name))
  }

  @Test("6 MJCF files of Gymnasium", arguments: mjcfs)
  func mjcf(name: String) throws {
    try run(name, try Self.assets.get().appendingPathComponent(name + ".xml"), floating: false)
  }

  private func run(_ name: String, _ file: URL, floating: Bool) throws {
    var model = try RobotModel(contentsOf: file)
    if floating { model.base = .floating }
    let robot = try Self.description(of: model, file)
    let simulation = try SimulationModel(robot: robot, model: model)
    var plant = SimulatedPlant(model: simulation, period: 0.02, physicsStep: 0.002)
    plant.prepare(
      PhysicalParameters(.nominal, model: simulation), positions: robot.restPose,
      velocities: robot.joints.map { _ in 0 }, noise: RandomStream(seed: 1))
    var reading = Reading(for: plant.interface)
    var command = Command(for: plant.interface)
    var stream = RandomStream(seed: 1).split(name)
    let load = 0.1 + 3 * model.gravityEffortAtZero
    plant.start(into: &reading)
    for tick in 0..<500 {
      if tick % 5 == 0 {
        for (i, actuator) in plant.interface.actuators.enumerated() {
          command.values[i] = min(0.1 * actuator.effortLimit, load) * (2 * stream.uniform() - 1)
        }
      }
      try plant.advance(applying: command, into: &reading)
    }
    let speeds = plant.state[robot.joints.count..<2 * robot.joints.count].map(abs)
    print("ran for 10 s: \(name), \(robot.joints.count) joints, \(robot.actuators.count) driven, the fastest at \(speeds.max() ?? 0)")
    #expect(plant.state.allSatisfy { $0.isFinite })
  }

  /// Every joint that follows no other has ideal sensors and takes efforts.
  private static func description(of model: RobotModel, _ file: URL) throws -> RobotDescription {
    let independent = model.independentJoints.map { model.joints[$0] }
    let joints = independent.map { joint in
      ControlInterface.Joint(
        name: joint.name, kind: .init(rawValue: joint.kind.rawValue)!, lowerLimit: joint.lower, upperLimit: joint.upper)
    }
    let driven = independent.indices.filter { independent[$0].effort > 0 }
    let lowest = try model.lowestPoint(
      at: model.startPositions, base: Pose(rotation: model.rootPose.rotation))
    return RobotDescription(
      name: model.name, folder: file.deletingLastPathComponent(), model: file.lastPathComponent,
      base: model.base == .floating ? .floating(restHeight: max(0.05, -(lowest ?? -0.5))) : .fixed, joints: joints,
      actuators: driven.map {
        .init(joint: $0, effortLimit: independent[$0].effort.isFinite ? independent[$0].effort : 10)
      },
      sensors: joints.indices.map { .init(sensor: .joint($0, .position), noise: 0) },
      restPose: independent.map { max($0.lower, min($0.upper, $0.startPosition)) },
      timing: .init(actionDelay: 0, observationDelay: 0, periodJitter: 0),
      safety: .init(
        positionMargins: joints.map { _ in 0 }, velocityLimits: joints.map { _ in .infinity }, maximumReadingAge: 1),
      link: .init(address: "udp:127.0.0.1:1", stateRate: 100, commandTimeToLive: 0.1))
  }
}
