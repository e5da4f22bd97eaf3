import ArgumentParser
import CommandLineSupport
import Control
import Firmware
import Foundation
import Mathematics
import Robots
import Scenarios
import Simulation
import Wire

struct Emulate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Be a virtual robot: the firmware's side of the wire over the simulator.",
    discussion: """
      Steps the simulator in real time, sends its state and obeys commands as the robot's firmware would, with its own \
      parameters, delays, noise and watchdog. Stops on SIGINT.

      Example:  sim2real emulate robots/cartpole --link udp:127.0.0.1:14600 --variant cart.mass_kg=x1.6
      """)

  @Argument(help: "A folder of robots/.")
  var robot: String

  @Option(help: "udp:HOST:PORT to listen on, or serial:PATH[:BAUD]; otherwise the robot's own.")
  var link: String?

  @Option(
    parsing: .upToNextOption,
    help: "Parameters other than nominal: NAME=VALUE in SI units, or NAME=xFACTOR of the nominal value.")
  var variant: [String] = []

  @Flag(help: "Let one control period pass for each command, instead of real time.")
  var lockstep = false

  @Option(help: "The control period of --lockstep, s.")
  var controlPeriodS = 0.02

  @Option(help: "Fixes the sensors' noise.")
  var seed: UInt64 = 1

  func validate() throws {
    guard controlPeriodS > 0, controlPeriodS.isFinite else {
      throw ValidationError("--control-period-s \(controlPeriodS): give a positive number of seconds.")
    }
  }

  func run() throws {
    let description = try RobotDescription(contentsOf: URL(fileURLWithPath: robot))
    try description.checkThatTheWireCarriesIt()
    let model = try SimulationModel(robot: description)
    var physics = try Variant.parse(variant, nominal: model.nominal, parameters: model.parameters, robot: description)
    // The loop that drives the robot brings its own lateness along.
    physics.parameters["period_jitter_s"] = 0

    let period = 1 / description.link.stateRate
    let steps = (period / 0.002 - 1e-9).rounded(.up)
    var plant = SimulatedPlant(model: model, period: period, physicsStep: period / steps)
    plant.prepare(
      PhysicalParameters(physics, model: model), positions: description.restPose,
      velocities: description.joints.map { _ in 0 }, noise: RandomStream(seed: seed).split("noise"))

    let address = try LinkAddress(link ?? description.link.address)
    var firmware = RobotFirmware(
      plant: plant, link: try address.open(as: .robot),
      configuration: FirmwareConfiguration(lockstepPeriod: lockstep ? controlPeriodS : nil))
    StopSignals.install()
    Terminal.say(
      "Emulating \(description.name) on \(address)\(lockstep ? " in lockstep" : ""), states at \(description.link.stateRate) Hz; Ctrl-C stops.")
    try firmware.run { StopSignals.requested }
    Terminal.say("Stopped after \(firmware.cycles) cycles, \(firmware.slips) of them late.")
  }
}
