import Foundation
import Scenarios
import Simulation
import TestSupport

/// A light link and a heavy one with crossing axes that whirl at 200 rad/s, in physics steps of 0.05 s, in which they
/// turn one and a half times: its energy rises by itself, at speeds that are still plausible.
enum Chain {
  static func with<Result>(_ body: (Scenario, SimulationModel) throws -> Result) throws -> Result {
    let folder = try Repository.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in [("robot.urdf", urdf), ("robot.yaml", robot), ("chain.yaml", scenario)] {
      try text.write(to: folder.appendingPathComponent(name), atomically: true, encoding: .utf8)
    }
    let scenario = try Scenario(contentsOf: folder.appendingPathComponent("chain.yaml"))
    return try body(scenario, try SimulationModel(of: scenario))
  }

  private static let urdf = """
    <robot name="chain">
      <link name="world"/>
      <link name="upper"><inertial>
        <origin xyz="0 0.1 -0.25"/><mass value="0.1"/>
        <inertia ixx="2e-5" iyy="2e-5" izz="1e-5" ixy="0" ixz="0" iyz="0"/>
      </inertial></link>
      <link name="lower"><inertial>
        <origin xyz="0.1 0 -0.25"/><mass value="1"/>
        <inertia ixx="0.5" iyy="0.02" izz="0.5" ixy="0" ixz="0" iyz="0"/>
      </inertial></link>
      <joint name="shoulder" type="continuous">
        <parent link="world"/><child link="upper"/><axis xyz="0 1 0"/>
      </joint>
      <joint name="elbow" type="continuous">
        <parent link="upper"/><child link="lower"/><origin xyz="0 0 -0.5"/><axis xyz="1 0 0"/>
      </joint>
    </robot>
    """

  private static let robot = """
    name: chain
    model: robot.urdf
    joints:
      shoulder: {kind: continuous}
      elbow: {kind: continuous}
    actuators:
      shoulder: {effort_limit_Nm: 1, safe_damping_Nms_per_rad: 0}
    sensors:
      shoulder.position: {noise_rad: 0}
      elbow.position: {noise_rad: 0}
    timing: {action_delay_s: 0, observation_delay_s: 0, period_jitter_s: 0}
    safety: {maximum_reading_age_s: 0.3, joints: {}}
    link: {address: "udp:127.0.0.1:14610", state_rate_hz: 50, command_time_to_live_s: 0.1}
    """

  private static let scenario = """
    name: chain
    robot: .
    control_period_s: 0.05
    physics_step_s: 0.05
    episode_s: 10
    observation: {terms: [shoulder.position, elbow.position], frames: 1, commands: 0}
    rewards: {alive: {weight: 1, one: {}}}
    terminations: {}
    success: {sensor: elbow.position, target_rad: 0, tolerance_rad: 0.1, last_s: 1}
    starts:
      - weight: 1
        shoulder.velocity_rad_per_s: {constant: 200}
        elbow.velocity_rad_per_s: {constant: 200}
    training: {}
    held_out: {}
    learner: {ppo: {total_steps: 10000}}
    """
}
