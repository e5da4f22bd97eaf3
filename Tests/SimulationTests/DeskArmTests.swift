import Control
import Foundation
import Mathematics
import RobotModels
import Robots
import Scenarios
import Simulation
import Testing

@Suite struct DeskArmTests {
  private static let reach = Shipped("arm-reach")

  /// Positions of the joints over the ticks, under these targets.
  private func run(
    _ changes: [String: Double] = [:], ticks: Int, target: (Int, inout [Double]) -> Void
  ) throws -> [[Double]] {
    var plant = Self.reach.plant(changes)
    var reading = Reading(for: plant.interface)
    var command = Command(for: plant.interface)
    plant.start(into: &reading)
    var run: [[Double]] = []
    for tick in 0..<ticks {
      target(tick, &command.values)
      try plant.advance(applying: command, into: &reading)
      run.append(plant.state)
    }
    return run
  }

  @Test("until a command comes a servo holds the joint where it is, and then its target, within its play and its load")
  func holds() throws {
    let lift = Self.reach.joint("shoulder_lift")
    let late = try run(["action_delay_s": 0.2], ticks: 4) { _, values in values[lift] = 0.5 }
    #expect(abs(late[3][lift] + 0.6) < 0.02)
    let reached = try run(ticks: 50) { _, values in values[lift] = -0.3 }
    #expect(abs(reached[49][lift] + 0.3) < 0.012)
  }

  @Test("no joint moves faster than its motor's no-load speed, and none gives more than its limit")
  func limits() throws {
    let (joints, pan) = (Self.reach.scenario.interface.joints.count, Self.reach.joint("shoulder_pan"))
    let fast = try run(ticks: 25) { _, values in values[pan] = 1.8 }
    for state in fast {
      #expect(abs(state[joints + pan]) < 4.71 * 1.02)
      for j in 0..<joints { #expect(abs(state[2 * joints + j]) <= 2.94 + 1e-9) }
    }
    #expect(fast[24][pan] > 1.7)
  }

  @Test("a soft servo with a payload hangs lower, by about the load over its stiffness")
  func load() throws {
    let lift = Self.reach.joint("shoulder_lift")
    let soft = ["shoulder_lift.stiffness_scale": 0.02, "shoulder_lift.backlash_rad": 0, "shoulder_lift.friction_Nm": 0]
    let empty = try run(soft, ticks: 100) { _, values in values[lift] = -0.3 }
    let laden = try run(soft.merging(["gripper.payload_kg": 0.2]) { $1 }, ticks: 100) { _, values in values[lift] = -0.3 }
    let joints = Self.reach.scenario.interface.joints.count
    let (sag, effort) = (laden[99][lift] - empty[99][lift], laden[99][2 * joints + lift] - empty[99][2 * joints + lift])
    #expect(abs(sag) > 0.005 && abs(sag + effort / (0.02 * 998)) < 0.1 * abs(sag), "\(sag) rad, \(effort) N·m")
  }

  @Test("what only the simulator knows is the tip's place, where forward kinematics has it")
  func tip() throws {
    let s = Self.reach
    var plant = s.plant()
    var reading = Reading(for: plant.interface)
    plant.start(into: &reading)
    let tip = s.model.model.linkIndex(named: "tip")!
    let place = s.model.model.linkPoses(at: s.model.robot.restPose)[tip].position
    for (axis, value) in [place.x, place.y, place.z].enumerated() {
      #expect(abs(plant.truth(axis) - value) < 1e-9)
    }
    #expect(s.scenario.truths.count == 3)
  }
}
