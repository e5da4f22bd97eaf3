import Control
import Firmware
import Foundation
import Policies
import RobotTestSupport
import Robots
import TestSupport
import Testing
import Wire

/// A robot on UDP in this process, its file, a policy for it, and robot-bridge as a process.
final class Bench {
  let folder: URL
  let port: UInt16
  let robot: RobotThread
  let link: String

  /// - Parameter action: the policy's constant answer, ±1 for the effort limit.
  init(action: Float = 1, remembers: Bool = false, lockstep: Bool = false, velocityLimit: Double = 50) throws {
    folder = try Repository.temporaryFolder()
    let end = try UDPLink(host: "127.0.0.1", port: 0, role: .robot)
    port = end.localPort
    link = "udp:127.0.0.1:\(port)"
    robot = RobotThread(
      DampedMasses(), on: end, configuration: .init(lockstepPeriod: lockstep ? 0.02 : nil))
    try Self.robotFile(velocityLimit: velocityLimit).write(to: url("robot.yaml"), atomically: true, encoding: .utf8)
    try "<robot name=\"masses\"/>".write(to: url("robot.urdf"), atomically: true, encoding: .utf8)
    try Self.policy(action: action, remembers: remembers).write(to: policyPath)
  }

  deinit {
    robot.stop()
    try? FileManager.default.removeItem(at: folder)
  }

  func url(_ name: String) -> URL { folder.appendingPathComponent(name) }

  var policyPath: String { url("policy.onnx").path }
  var logPath: String { url("log.mcap").path }

  static func policy(action: Float, remembers: Bool = false, robot: String = "masses") -> PolicyFile {
    let interface = DampedMasses.description(name: robot).interface(period: 0.02)
    let layout = ObservationLayout(terms: [.sensor(0), .sensor(1)])
    let network = Network(
      mean: [0, 0, 0], inverseDeviation: [1, 1, 1],
      memory: remembers
        ? .init(
          kind: .gru, inputs: 3, size: 3, inputWeights: [Float](repeating: 0.1, count: 27),
          inputBiases: [Float](repeating: 0, count: 9), stateWeights: [Float](repeating: 0.1, count: 27),
          stateBiases: [Float](repeating: 0, count: 9)) : nil,
      layers: [.init(inputs: 3, outputs: 1, weights: [0, 0, 0], biases: [action], activation: .identity)])
    return PolicyFile(
      network: network, interface: interface, layout: layout, decoder: ActionDecoder(for: interface),
      limits: DampedMasses.description().safetyLimits(),
      provenance: PolicyProvenance(scenario: "push", scenarioHash: "0", seed: 1, version: "test"))
  }

  private static func robotFile(velocityLimit: Double) -> String {
    """
    name: masses
    model: robot.urdf
    joints:
      rail0: {kind: prismatic, lower_limit_m: -100, upper_limit_m: 100}
    actuators:
      rail0: {effort_limit_N: 10, safe_damping_Ns_per_m: 5}
    sensors:
      rail0.position: {noise_m: 0}
      rail0.velocity: {noise_m_per_s: 0}
    timing: {action_delay_s: 0, observation_delay_s: 0, period_jitter_s: 0}
    safety:
      maximum_reading_age_s: 0.1
      joints:
        rail0: {position_margin_m: 0.05, velocity_limit_m_per_s: \(velocityLimit)}
    link: {address: "udp:127.0.0.1:9", state_rate_hz: 500, command_time_to_live_s: 0.1}

    """
  }

  // MARK: robot-bridge

  func start(_ arguments: String...) throws -> Program { try Program("robot-bridge", arguments, runtimeFolder: folder) }

  func run(_ arguments: String...) throws -> (status: Int32, text: String) {
    try Program("robot-bridge", arguments, runtimeFolder: folder).finish()
  }

  /// `deploy` with this bench's policy, robot and link; the policy has no certificate, and nobody waits for that.
  func startDeploy(_ arguments: String...) throws -> Program {
    try Program(
      "robot-bridge",
      ["deploy", policyPath, "--robot", folder.path, "--link", link, "--json", url("deploy.json").path, "--accept-uncertified"]
        + arguments,
      runtimeFolder: folder)
  }

  func summary() throws -> [String: Any] {
    try #require(JSONSerialization.jsonObject(with: Data(contentsOf: url("deploy.json"))) as? [String: Any])
  }
}
