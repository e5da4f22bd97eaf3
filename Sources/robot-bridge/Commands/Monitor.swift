import ArgumentParser
import CommandLineSupport
import Control
import Foundation
import Hardware
import Wire

struct Monitor: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Watch a robot: through the deploy that runs on it, else on its link.",
    discussion: """
      Example:  robot-bridge monitor
                robot-bridge monitor --link udp:127.0.0.1:14600
      """)

  @Option(help: "The robot's link; otherwise the deploy that runs on this computer.")
  var link: String?

  @Option(help: "Watch for so many seconds; otherwise until Ctrl-C.")
  var seconds: Double?

  func run() throws {
    let address = try link.map(LinkAddress.init)
    StopSignals.install()
    let end = seconds.map { MonotonicTime.now + MonotonicTime.nanoseconds($0) } ?? .max
    if let running = try RunningDeploy.find(address) {
      try running.watch(until: end) { Terminal.show($0) }
    } else if let address {
      try watch(address, until: end)
    } else {
      throw RunningDeploy.none
    }
  }

  /// Opens a session of its own, which never arms.
  private func watch(_ address: LinkAddress, until end: Int64) throws {
    let session = RobotSession(link: try address.open(as: .bridge))
    let robot = try answered { () throws(HardwareError) in try session.open() }
    defer { session.close() }
    Terminal.show("\(robot.name) on \(address)")
    var nextLine = MonotonicTime.now
    while MonotonicTime.now < end, !StopSignals.requested {
      _ = try answered { () throws(HardwareError) in
        try session.keepAlive()
        return try session.receive(until: min(end, MonotonicTime.now + 100_000_000))
      }
      guard MonotonicTime.now >= nextLine, session.states.count > 0 else { continue }
      nextLine = MonotonicTime.now + 500_000_000
      Terminal.show(line(session.states, robot))
    }
  }

  private func line(_ states: JointStates, _ robot: RemoteRobot) -> String {
    let joints = robot.joints.enumerated().map { j, joint in
      let unit = joint.kind == .prismatic ? "m" : "rad"
      return "\(joint.name) \(StatusLine.number(Double(states.position[j]))) \(unit)"
    }
    let status =
      states.status.contains(.terminated) ? "emergency stop"
      : states.status.contains(.watchdog) ? "stopped by its watchdog"
      : states.status.contains(.armed) ? "armed" : "disarmed"
    return String(format: "%8.1f s  ", states.time) + joints.joined(separator: "  ") + "  " + status
  }
}
