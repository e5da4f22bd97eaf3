import Control
import Foundation
import Scenarios
import TestSupport
import Testing

@Suite struct AimTests {
  private func scenario(_ name: String) throws -> Scenario {
    try Scenario(contentsOf: Repository.root.appendingPathComponent("scenarios/\(name).yaml"))
  }

  @Test("a velocity is compared with its goal, the truths standing behind the sensors")
  func goals() throws {
    let scenario = try scenario("quadruped-walk")
    let aims = scenario.aims
    #expect(aims.map(\.name) == ["trunk.velocity_x", "trunk.velocity_y"])
    #expect(aims.map(\.unit) == ["m/s", "m/s"])
    let interface = scenario.interface
    let sensors = interface.sensors.indices.map(interface.sensorName)
    let truth = try #require(scenario.truths.firstIndex { scenario.interface.name(of: $0) == "trunk.velocity_x" })
    var told = [Float](repeating: 9, count: sensors.count + scenario.truths.count)
    told[try #require(sensors.firstIndex(of: "goal.velocity_x"))] = 0.5
    told[sensors.count + truth] = 0.25
    #expect(aims[0].deviation(told[...]) == -0.25)
    // A row of several.
    #expect(aims[0].deviation(([0, 0] + told)[2...]) == -0.25)
  }

  @Test("an angle that turns endlessly is off by less than half a turn")
  func angles() throws {
    let scenario = try scenario("cartpole-swingup")
    let hinge = try #require(scenario.interface.sensorIndex(named: "hinge.position"))
    var told = [Float](repeating: 0, count: scenario.interface.sensors.count)
    told[hinge] = Float(6 * Double.pi - 0.1)
    #expect(scenario.aims.count == 1 && abs(scenario.aims[0].deviation(told[...]) + 0.1) < 1e-5)
  }
}
