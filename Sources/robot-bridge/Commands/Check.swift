import ArgumentParser
import CommandLineSupport
import Control
import Foundation
import Hardware
import Policies
import Wire

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check, without moving anything, that a robot is the one of its file and ready for a policy.",
    discussion: """
      Ends with 1 when it is not, or when a planner does not fit into the control period on this machine.

      Example:  robot-bridge check runs/swingup/policy.onnx --robot robots/cartpole --link udp:127.0.0.1:14600
      """)

  @OptionGroup var policy: PolicyOnRobot

  @Flag(help: "The robot waits for each command.")
  var lockstep = false

  func run() throws {
    let loaded = try policy.load()
    var plant = HardwarePlant(
      robot: loaded.robot, period: loaded.file.interface.period, link: try loaded.address.open(as: .bridge),
      options: .init(isLockstep: lockstep, arms: false))
    defer { plant.stop() }
    let remote = try answered { () throws(HardwareError) in try plant.preflight() }
    let joints = remote.joints.count == 1 ? "1 joint" : "\(remote.joints.count) joints"
    let (file, rate) = (loaded.file, String(format: "%g", 1 / remote.statePeriod))
    Terminal.show("Robot    \(remote.name) on \(loaded.address), \(joints), states at \(rate) Hz")
    Terminal.show("Policy   \(loaded.path), trained for \(file.provenance.scenario)")
    Terminal.show("Identity \(file.identity)")
    for set in file.validCertificate()?.sets ?? [] {
      Terminal.show(String(
        format: "Proven   %@: %.1f %% [%.1f, %.1f] success on %d variants", set.name, 100 * set.success.value,
        100 * set.success.lower, 100 * set.success.upper, set.variants))
    }
    if let warning = try CertificateWarning(of: loaded) {
      for line in warning.doubts.flatMap(\.sentences) { Terminal.show("Warning  \(line)") }
    }
    let line = StatusLine(interface: file.interface)
    Terminal.show("State    \(line.readings(file.interface.sensors.map(plant.session.states.value(of:))))")
    var controller = loaded.makeController(limits: loaded.limits(scale: 1))
    if let planning = PlanningTime(of: &controller, file.interface) {
      Terminal.show("Planning \(planning.text)")
      if let warning = planning.warning { Terminal.show(warning) }
      guard !planning.isTooSlow || lockstep else {
        throw NegativeAnswer(sentence: "The planner is too slow for this robot's period on this machine.")
      }
    }
    Terminal.show("Ready.")
  }
}

/// Turns what the robot refuses into a negative answer; a link that cannot be used stays bad input.
func answered<R>(_ body: () throws(HardwareError) -> R) throws -> R {
  do throws(HardwareError) { return try body() } catch {
    throw NegativeAnswer(sentence: Terminal.sentence("\(error)"))
  }
}
