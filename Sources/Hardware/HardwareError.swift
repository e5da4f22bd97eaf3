public import Wire

/// What can go wrong with a robot behind a link: one sentence that tells the mend.
public enum HardwareError: Error, Sendable, Equatable, CustomStringConvertible {
  case link(LinkError)
  /// Nothing answers on the link.
  case noAnswer
  /// Another bridge has the robot.
  case busy
  /// The robot and the files disagree.
  case mismatch(String)
  /// The robot is in no state to begin.
  case notReady(String)
  case armingRefused
  /// The robot has stopped by itself, or someone else has stopped it.
  case stoppedByRobot(RobotStatus)
  /// In lockstep: commands stay without an answer.
  case noReply

  public var description: String {
    switch self {
    case .link(let error): "\(error)"
    case .noAnswer: "no robot answers on the link: switch it on or mend the link's address."
    case .busy: "the robot is controlled by another bridge: stop that one first; a dead one is forgotten after 5 s."
    case .mismatch(let difference): "the robot is another one than its file says: \(difference)."
    case .notReady(let reason): "the robot is not ready: \(reason)."
    case .armingRefused: "the robot refuses to arm: its emergency stop is on; release it and start again."
    case .stoppedByRobot(let status):
      if status.contains(.terminated) {
        "the robot was stopped by an emergency stop."
      } else if status.contains(.watchdog) {
        "the robot's own watchdog has stopped it: commands did not reach it in time."
      } else {
        "the robot has disarmed itself."
      }
    case .noReply: "the robot does not answer commands any more: look after it and its link."
    }
  }
}
