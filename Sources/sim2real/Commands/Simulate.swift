import ArgumentParser
import CommandLineSupport
import Control
import Foundation
import Planning
import Policies
import Robots
import Scenarios
import Simulation

struct Simulate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run a robot or a scenario in the simulator, with a policy, a script of commands or nothing.",
    discussion: """
      A scenario begins at one of its starts and ends at its terminations or at full length; a robot by itself begins in
      its rest pose, and a stop of its safety supervisor brakes it. Prints a summary and records a log (MCAP) with
      /joint_states, /robot_description and /tf, which sim2real report, Rerun and Foxglove show. The same seed gives the
      same log to the bit. Ends with 1 when the run ended before its time. A simulation that diverges leaves its last
      second in diverged-1.yaml beside the log.

      Example:  sim2real simulate scenarios/cartpole-swingup.yaml --policy runs/swingup --record swingup.mcap
                sim2real simulate robots/cartpole --script push.csv --seconds 5 --live

      A script is a table of commands, each of which holds until the next. The columns are named ACTUATOR_UNIT: an \
      effort, or a servo's target such as elbow.position_rad; an actuator without a column rests. push.csv:
                time_s,slider.effort_N
                0,5
                0.5,-5
                1,0
      """)

  @Argument(help: "A folder of robots/ or its robot.yaml, or a file of scenarios/.")
  var subject: String

  @Option(help: "A policy.onnx, or the run folder that holds it.")
  var policy: String?

  @Option(help: "A table of commands (CSV); otherwise, without a policy, nothing is commanded.")
  var script: String?

  @Option(help: "So long at most; otherwise the scenario's episode, or 10 s for a robot by itself.")
  var seconds: Double?

  @Option(help: "Fixes the start, the sensors' noise and the ticks' lateness.")
  var seed: UInt64 = 1

  @Option(
    parsing: .upToNextOption,
    help: "Parameters other than nominal: NAME=VALUE in SI units, or NAME=xFACTOR of the nominal value.")
  var variant: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: "What a scenario with goals asks for, such as velocity_x_m_per_s=0.6; otherwise as the scenario says.")
  var command: [String] = []

  @Option(help: "Record every tick to this file (MCAP).")
  var record: String?

  @Flag(help: "In real time, with the joints shown on the terminal; plain lines where it is none.")
  var live = false

  @Option(help: "Write the summary to this file as JSON.")
  var json: String?

  func validate() throws {
    if let seconds, !(seconds > 0 && seconds < 1e6) {
      throw ValidationError("--seconds \(seconds): give a positive number of seconds.")
    }
    guard policy == nil || script == nil else {
      throw ValidationError("--policy and --script contradict each other: give one of them.")
    }
  }

  func run() throws {
    let policy = try policy.map { argument in
      let path = RunFolder.policyPath(argument)
      return (path: path, file: try PolicyFile(reading: path))
    }
    let subject = try SimulatedRobot(self.subject, period: policy?.file.interface.period)
    if let policy, policy.file.interface != subject.interface {
      throw ValidationError("\(policy.path): is for another robot or control period than \(self.subject): give the policy's own robot or scenario.")
    }
    let length = seconds ?? subject.scenario?.episodeSeconds ?? 10
    let rollout = Rollout(
      subject: subject, steps: max(1, Int((length / subject.period).rounded())), seed: seed,
      variant: try subject.variant(variant, command: command))
    let limits = subject.robot.safetyLimits()
    if let policy {
      var controller = try subject.controller(of: policy.file, limits: limits)
      try run(rollout, &controller, limits: limits, policy: policy, driver: "policy \(policy.file.identity.prefix(12))")
    } else {
      let commands = try script.map { try CommandScript(contentsOf: URL(fileURLWithPath: $0), for: subject.interface) }
      var controller = ScriptController(commands ?? CommandScript(), interface: subject.interface, limits: limits)
      try run(rollout, &controller, limits: limits, policy: nil, driver: script.map { "script \($0)" } ?? "no command")
    }
  }

  private func run(
    _ rollout: Rollout, _ controller: inout some RolloutController, limits: SafetyLimits,
    policy: (path: String, file: PolicyFile)?, driver: String
  ) throws {
    var log: RolloutLog?
    if let record { log = try RolloutLog(to: record, of: rollout, limits: limits, policy: policy) }
    var joints = rollout.subject.robot.joints.map(JointFigures.init)
    var contacts = ContactProbe.all(of: rollout.subject.model).map { ContactFigures(link: $0.link) }
    var view = live ? LiveView(rollout.subject) : nil
    StopSignals.install()
    let began = ContinuousClock.now
    let outcome = try rollout.run(&controller) { tick in
      for i in joints.indices {
        joints[i].take(
          position: tick.truth.positions[i], velocity: tick.truth.velocities[i], effort: tick.truth.efforts[i])
      }
      for i in contacts.indices { contacts[i].take(force: tick.truth.contactForces[i]) }
      try log?.append(tick)
      view?.show(tick)
      return !StopSignals.requested
    }
    view?.finish()
    var summary = RolloutSummary(
      outcome, of: rollout, driver: driver, wallSeconds: (ContinuousClock.now - began) / .seconds(1), joints: joints,
      contacts: contacts)
    if log != nil {
      summary.logBytes = try log!.finish()
      summary.log = record
    }
    if let second = outcome.lastSecond {
      let folder = record.map { URL(fileURLWithPath: $0).deletingLastPathComponent() } ?? URL(fileURLWithPath: ".")
      let scenario = rollout.subject.scenario.map { [(key: "scenario", value: $0.name)] } ?? []
      DivergenceRecords(in: folder).add(second, run: scenario + [("seed", "\(seed)")])
    }
    Terminal.show(summary.text)
    if let json { try OutputFile.write(summary, to: json) }
    guard summary.isComplete || outcome.ending == .interrupted else {
      throw NegativeAnswer(sentence: "The run ended before its time: \(outcome.ending.text).")
    }
  }
}

extension SimulatedRobot {
  /// The policy in the pipeline that every plant of this robot has.
  func controller(of file: PolicyFile, limits: SafetyLimits) throws -> PolicyController<FilePolicy> {
    guard file.needsSimulator else { return file.makeController(limits: limits) }
    guard let scenario else {
      throw ValidationError("\(robot.name): the policy plans on the simulator and needs to know what for: give its scenario.")
    }
    return file.makeController(
      limits: limits, simulator: try simulatorToPlanOn(file.planner!, of: file, in: scenario, model: model))
  }
}
