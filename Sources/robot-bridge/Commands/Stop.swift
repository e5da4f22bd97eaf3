import ArgumentParser
import CommandLineSupport
import Hardware
import Wire

struct Stop: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Stop a robot: through the deploy that runs on it, else by an emergency stop on its link.",
    discussion: """
      Ends with 0 when the robot has stopped for certain, with 1 otherwise.

      Example:  robot-bridge stop
                robot-bridge stop --link udp:127.0.0.1:14600
      """)

  @Option(help: "The robot's link; otherwise the deploy that runs on this computer.")
  var link: String?

  func run() throws {
    let address = try link.map(LinkAddress.init)
    if let running = try RunningDeploy.find(address), try running.stop() {
      Terminal.show("The deploy has ended; the robot is braked and disarmed.")
    } else if let address {
      let session = RobotSession(link: try address.open(as: .bridge))
      guard try answered({ () throws(HardwareError) in try session.terminate() }) else {
        throw NegativeAnswer(sentence: "The robot refuses the emergency stop: cut its power.")
      }
      Terminal.show("The robot has confirmed the emergency stop; it is braked and disarmed.")
    } else {
      throw RunningDeploy.none
    }
  }
}
