public import Control
public import Wire

/// A robot as it describes itself when a session opens.
public struct RemoteRobot: Sendable, Equatable {
  public struct Joint: Sendable, Equatable {
    public var name: String
    public var kind: ControlInterface.Joint.Kind
    public var lowerLimit: Float
    public var upperLimit: Float
    /// nil where no actuator drives the joint.
    public var effortLimit: Float?
    public var quantities: JointQuantity
  }

  public var name: String
  /// Time between two states, s.
  public var statePeriod: Double
  /// Simulated time that a command lets pass, s; nil where time passes by itself.
  public var lockstepPeriod: Double?
  public var joints: [Joint]
}

/// Gathers a robot's answer to SESSION_OPEN, message by message.
struct RemoteRobotBuilder {
  private var info: RobotInfo?
  private var joints: [RemoteRobot.Joint?] = []

  mutating func add(_ message: RobotInfo) {
    if joints.count != Int(message.joints) { joints = [RemoteRobot.Joint?](repeating: nil, count: Int(message.joints)) }
    info = message
  }

  mutating func add(_ message: JointInfo) {
    guard Int(message.index) < joints.count, let kind = JointKind(rawValue: message.kind) else { return }
    joints[Int(message.index)] = RemoteRobot.Joint(
      name: FixedText.text(of: message.name), kind: ControlInterface.Joint.Kind(kind), lowerLimit: message.lower,
      upperLimit: message.upper, effortLimit: message.effortLimit.isNaN ? nil : message.effortLimit,
      quantities: JointQuantity(rawValue: UInt16(message.quantities)))
  }

  /// The robot once all of its joints are known.
  var robot: RemoteRobot? {
    guard let info, !joints.isEmpty else { return nil }
    let known = joints.compactMap(\.self)
    guard known.count == joints.count else { return nil }
    return RemoteRobot(
      name: FixedText.text(of: info.name), statePeriod: Double(info.statePeriodUs) * 1e-6,
      lockstepPeriod: info.lockstepPeriodUs == 0 ? nil : Double(info.lockstepPeriodUs) * 1e-6, joints: known)
  }
}

extension ControlInterface.Joint.Kind {
  fileprivate init(_ kind: JointKind) {
    self =
      switch kind {
      case .prismatic: .prismatic
      case .revolute: .revolute
      case .continuous: .continuous
      }
  }
}
