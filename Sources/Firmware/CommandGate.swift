package import Control
package import Wire

/// Decides what the actuators get: nothing moves unless armed, and every command runs out.
///
/// Three things brake the robot: a command whose time to live has passed, until the next one; the watchdog, which
/// disarms when commands stay away for longer; and an emergency stop, which holds until a new session.
package struct CommandGate {
  /// Commands may stay away for so long, s; it also bounds every time to live.
  package let watchdog: Double
  package private(set) var status: RobotStatus = [.braking]
  /// How often a time to live ran out.
  package private(set) var expired: UInt32 = 0
  private var command: Command
  private var lastTime = 0.0
  private var deadline = -Double.infinity

  package init(interface: ControlInterface, watchdog: Double) {
    command = Command(for: interface)
    command.makeSafe()
    self.watchdog = watchdog
  }

  /// A new session begins disarmed, and its counter at 0.
  package mutating func reset() {
    disarm()
    status.remove([.watchdog, .terminated])
    expired = 0
  }

  /// - Returns: whether the robot is armed now; an emergency stop forbids it.
  package mutating func arm(at time: Double) -> Bool {
    guard !status.contains(.terminated) else { return false }
    if !status.contains(.armed) {
      status.insert(.armed)
      status.remove(.watchdog)
      lastTime = time
      deadline = -.infinity
    }
    return true
  }

  package mutating func disarm() {
    status.remove(.armed)
    status.insert(.braking)
    deadline = -.infinity
  }

  package mutating func terminate() {
    disarm()
    status.insert(.terminated)
  }

  package mutating func take(_ new: Command, at time: Double, timeToLive: Double) {
    command.mode = new.mode
    for i in command.values.indices { command.values[i] = new.values[i] }
    lastTime = time
    deadline = time + min(timeToLive, watchdog)
  }

  /// What acts from `time` on.
  package mutating func output(at time: Double, into output: inout Command) {
    if status.contains(.armed), time - lastTime > watchdog {
      disarm()
      status.insert(.watchdog)
    }
    if deadline.isFinite, time >= deadline {
      deadline = -.infinity
      expired &+= 1
    }
    if status.contains(.armed), deadline.isFinite, command.mode == .effort {
      status.remove(.braking)
      output.mode = .effort
      for i in output.values.indices { output.values[i] = command.values[i] }
    } else {
      status.insert(.braking)
      output.makeSafe()
    }
  }
}
