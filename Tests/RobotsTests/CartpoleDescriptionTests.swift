import Control
import Foundation
import Robots
import TestSupport
import Testing

@Suite struct CartpoleDescriptionTests {
  @Test("the file and its folder give the same robot, with units as in the keys", arguments: [
    "robots/cartpole", "robots/cartpole/robot.yaml",
  ])
  func robot(path: String) throws {
    let robot = try RobotDescription(contentsOf: Repository.root.appendingPathComponent(path))
    #expect(robot.name == "cartpole" && robot.model == "robot.urdf")
    #expect(robot.joints == [
      .init(name: "slider", kind: .prismatic, lowerLimit: -2.4, upperLimit: 2.4), .init(name: "hinge", kind: .continuous),
    ])
    #expect(robot.actuators == [.init(joint: 0, effortLimit: 14, effortRateLimit: 4000, safeDamping: 8)])
    let interface = robot.interface(period: 0.02)
    #expect(interface.sensors.indices.map(interface.sensorName) == [
      "slider.position", "slider.velocity", "hinge.position", "hinge.velocity",
    ])
    #expect(robot.sensors.map(\.noise) == [0.0005, 0.01, 0.001, 0.02])
    #expect(robot.timing == .init(actionDelay: 0.01, observationDelay: 0.005, periodJitter: 0.0003))
    #expect(robot.safety == .init(positionMargins: [0.05, 0], velocityLimits: [20, 60], maximumReadingAge: 0.1))
    #expect(robot.link == .init(address: "udp:127.0.0.1:14600", stateRate: 500, commandTimeToLive: 0.1))
  }
}
