import Control
import Foundation
import Identification
import Logs
import Policies
import RobotTestSupport
import Robots
import TestSupport
import Testing

@Suite(.serialized) struct PlannerDeployTests {
  /// A planner with the masses' dynamics over a period, whose reward is the speed.
  static func planner(_ change: (inout PlanningSettings) -> Void = { _ in }) -> PolicyFile {
    let interface = DampedMasses.description().interface(period: 0.02)
    let state = StateLayout(sensors: 2, actuators: 1, commands: 1)
    let (h, friction) = (Float(0.02), Float(DampedMasses.friction))
    // Inputs: position, velocity, last force, force; outputs: Δ position, Δ velocity, reward and their log-variances.
    let weights: [Float] = [
      0, 0, 0, 0, 0, 0, h, -h * friction, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, h, h, 0, 0, 0,
    ]
    let network = Network(
      mean: [0, 0, 0, 0], inverseDeviation: [1, 1, 1, 1], inputClip: .infinity,
      layers: [.init(inputs: 4, outputs: 6, weights: weights, biases: [0, 0, 0, -4, -4, -4], activation: .identity)])
    let member = LearnedModel.Member(network: network, upper: [0, 0, 0], lower: [-8, -8, -8])
    let model = LearnedModel(
      coding: DynamicsCoding(interface: interface, state: state, isResidual: true, learnsReward: true),
      members: [member], elites: [0], targetMean: [0, 0, 0], targetDeviation: [1, 1, 1], rewards: [], terminations: [])
    var settings = PlanningSettings()
    settings.horizon = 5
    settings.samples = 32
    settings.iterations = 3
    change(&settings)
    return PolicyFile(
      planner: PlannerDescription(settings: settings), state: state, interface: interface,
      decoder: ActionDecoder(for: interface), limits: DampedMasses.description().safetyLimits(),
      provenance: PolicyProvenance(scenario: "push", scenarioHash: "0", seed: 1, version: "test"), model: model)
  }

  @Test("in lockstep it plans on its learned model, and the log audits to the bit", arguments: [nil, 1e-6])
  func lockstep(timeBudget: Double?) throws {
    let bench = try Bench(lockstep: true)
    let file = Self.planner { $0.timeBudget = timeBudget }
    try file.write(to: bench.policyPath)
    let (status, text) = try bench.startDeploy("--seconds", "2", "--lockstep", "--record", bench.logPath).finish()
    #expect(status == 0 && text.contains("Planning"), "\(text)")
    let log = try RecordedLog(reading: bench.logPath)
    #expect(log.ticks.count == 100)
    // A time that is too short for all iterations ends them after the first.
    #expect(log.ticks.allSatisfy { $0.planIterations == (timeBudget == nil ? 3 : 1) })
    #expect(log.ticks.suffix(50).allSatisfy { $0.action[0] > 0.5 } && log.ticks[99].reading.values[1] > 5)
    let audit = PolicyAudit(of: log, policy: file)
    #expect(audit.isIdentical, "\(audit)")
    let other = PolicyAudit(of: log, policy: Self.planner { ($0.timeBudget, $0.seed) = (timeBudget, 9) })
    #expect(other.differentActions > 50)
    #expect(try #require(bench.summary()["planning_median_s"] as? Double) > 0)
  }

  @Test("a planner that does not fit into the period is said to, before and after")
  func tooSlow() throws {
    let bench = try Bench()
    let file = Self.planner { ($0.samples, $0.iterations, $0.horizon) = (1024, 40, 20) }
    try file.write(to: bench.policyPath)
    let check = try bench.run("check", bench.policyPath, "--robot", bench.folder.path, "--link", bench.link)
    #expect(check.status == 1 && check.text.contains("too slow for this robot's period"), "\(check.text)")
    let (_, text) = try bench.startDeploy("--seconds", "0.2", "--dry-run").finish()
    #expect(text.contains("WARNING: planning takes"), "\(text)")
    let summary = try bench.summary()
    #expect(try #require(summary["planning_late"] as? Int) == summary["ticks"] as? Int)
  }

  @Test("one that fits is ready, and its time is told")
  func fits() throws {
    let bench = try Bench()
    try Self.planner { $0.iterations = 1 }.write(to: bench.policyPath)
    let check = try bench.run("check", bench.policyPath, "--robot", bench.folder.path, "--link", bench.link)
    #expect(check.status == 0 && check.text.contains("Planning") && check.text.contains("Ready."), "\(check.text)")
  }

  @Test("a planner on the simulator is refused, with the mend")
  func simulator() throws {
    let bench = try Bench()
    let planner = Self.planner { $0.model = .simulator }
    try PolicyFile(
      planner: planner.planner!, state: StateLayout(sensors: 2, actuators: 1, commands: 1), interface: planner.interface,
      decoder: planner.decoder, limits: planner.limits, provenance: planner.provenance, model: nil
    ).write(to: bench.policyPath)
    let check = try bench.run("check", bench.policyPath, "--robot", bench.folder.path, "--link", bench.link)
    #expect(check.status == 2 && check.text.contains("plans on the simulator, which only sim2real has"), "\(check.text)")
  }
}
