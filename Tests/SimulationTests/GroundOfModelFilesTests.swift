import Control
import Foundation
import Mathematics
import Robots
import Simulation
import TestSupport
import Testing

/// A MJCF file says itself where there is a ground.
@Suite struct GroundOfModelFilesTests {
  /// A cart whose shape reaches below height zero, on a rail without friction.
  private static func model(_ ground: String) -> String {
    """
    <mujoco model="cart"><worldbody>\(ground)
      <body name="cart"><joint name="slider" type="slide" axis="1 0 0"/><geom type="sphere" size="0.1" mass="1"/></body>
    </worldbody></mujoco>
    """
  }

  private static let robot = """
    name: cart
    model: cart.xml
    joints: {slider: {kind: prismatic, lower_limit_m: -1000, upper_limit_m: 1000}}
    actuators: {slider: {effort_limit_N: 10, safe_damping_Ns_per_m: 1}}
    sensors: {slider.position: {noise_m: 0}, slider.velocity: {noise_m_per_s: 0}}
    timing: {action_delay_s: 0, observation_delay_s: 0, period_jitter_s: 0}
    safety: {maximum_reading_age_s: 0.1, joints: {}}
    link: {address: "udp:127.0.0.1:14600", state_rate_hz: 100, command_time_to_live_s: 0.1}
    """

  /// The cart's speed after a second of 1 N.
  private func speed(_ ground: String) throws -> Double {
    let folder = try Repository.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try Self.model(ground).write(to: folder.appendingPathComponent("cart.xml"), atomically: true, encoding: .utf8)
    try Self.robot.write(to: folder.appendingPathComponent("robot.yaml"), atomically: true, encoding: .utf8)
    let model = try SimulationModel(robot: RobotDescription(contentsOf: folder))
    var plant = SimulatedPlant(model: model, period: 0.01, physicsStep: 0.01)
    plant.prepare(
      PhysicalParameters(.nominal, model: model), positions: [0], velocities: [0], noise: RandomStream(seed: 1))
    var reading = Reading(for: plant.interface)
    plant.start(into: &reading)
    for _ in 0..<100 { try plant.advance(applying: Command(mode: .effort, values: [1]), into: &reading) }
    return reading.values[1]
  }

  @Test("without a ground nothing holds the cart; a ground in its way does")
  func ground() throws {
    #expect(abs(try speed("") - 1) < 0.01)
    #expect(try speed("<geom type=\"plane\" size=\"9 9 1\" friction=\"1 0 0\"/>") < 0.1)
  }
}
