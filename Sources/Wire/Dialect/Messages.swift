// Generated from sim2real.xml by tools/python/generate_dialect.py; do not edit.

public enum MavCmd: UInt16, Sendable {
  /// Emergency stop, from any sender: brake and disarm. Holds until a new session arms.
  case doFlighttermination = 185
  /// Arms (param1 = 1) or disarms (param1 = 0); from the session's sender only.
  case componentArmDisarm = 400
}

public enum MavResult: UInt8, Sendable {
  /// Done.
  case accepted = 0
  /// Not now.
  case temporarilyRejected = 1
  /// Not allowed.
  case denied = 2
  /// Not known here.
  case unsupported = 3
}

public enum MavState: UInt8, Sendable {
  /// Disarmed.
  case standby = 3
  /// Armed.
  case active = 4
  /// The watchdog stopped the robot.
  case critical = 5
  /// Stopped by an emergency stop.
  case flightTermination = 8
}

public enum MavSeverity: UInt8, Sendable {
  /// The robot stopped itself.
  case critical = 2
  /// For information.
  case info = 6
}

public enum JointCommandMode: UInt8, Sendable {
  /// Apply the efforts.
  case effort = 0
  /// The safe state: every actuator brakes.
  case damping = 1
}

public struct RobotStatus: OptionSet, Sendable {
  public let rawValue: UInt16
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// Efforts are applied.
  public static let armed = RobotStatus(rawValue: 1)
  /// The safe state is applied.
  public static let braking = RobotStatus(rawValue: 2)
  /// Disarmed because commands stayed away; arming clears it.
  public static let watchdog = RobotStatus(rawValue: 4)
  /// Emergency stop; a new session clears it.
  public static let terminated = RobotStatus(rawValue: 8)
  /// Time passes only with commands.
  public static let lockstep = RobotStatus(rawValue: 16)
}

public struct JointFault: OptionSet, Sendable {
  public let rawValue: UInt16
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// A command was above the effort limit and was limited.
  public static let effortLimited = JointFault(rawValue: 1)
  /// A command was infinite and was refused.
  public static let notFinite = JointFault(rawValue: 2)
  /// The joint was beyond its hard limit.
  public static let positionLimit = JointFault(rawValue: 4)
}

public enum JointKind: UInt8, Sendable {
  /// Metres and newtons.
  case prismatic = 0
  /// Radians and newton metres.
  case revolute = 1
  /// Revolute without limits.
  case continuous = 2
}

public struct JointQuantity: OptionSet, Sendable {
  public let rawValue: UInt16
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// Position is measured.
  public static let position = JointQuantity(rawValue: 1)
  /// Velocity is measured.
  public static let velocity = JointQuantity(rawValue: 2)
  /// Effort is measured.
  public static let effort = JointQuantity(rawValue: 4)
}

public enum SessionResult: UInt8, Sendable {
  /// The robot listens to this session.
  case accepted = 0
  /// Another session has the robot.
  case busy = 1
  /// The robot speaks another version of this dialect.
  case otherVersion = 2
}

/// Sent by both ends once a second.
public struct Heartbeat: Message {
  public static let id: UInt32 = 0
  public static let checksumSeed: UInt8 = 50
  public static let length = 9

  /// 18: onboard controller (bridge), 0: generic (robot).
  public var type: UInt8 = 0
  /// 8: none.
  public var autopilot: UInt8 = 0
  /// Bit 7: armed.
  public var baseMode: UInt8 = 0
  /// Status of the robot (ROBOT_STATUS).
  public var customMode: UInt32 = 0
  /// State.
  public var systemStatus: UInt8 = 0
  /// Always 3.
  public var mavlinkVersion: UInt8 = 3

  public init() {}

  public init(from payload: borrowing Payload) {
    customMode = payload.read(at: 0)
    type = payload.read(at: 4)
    autopilot = payload.read(at: 5)
    baseMode = payload.read(at: 6)
    systemStatus = payload.read(at: 7)
    mavlinkVersion = payload.read(at: 8)
  }

  public func write(to payload: inout Payload) {
    payload.write(customMode, at: 0)
    payload.write(type, at: 4)
    payload.write(autopilot, at: 5)
    payload.write(baseMode, at: 6)
    payload.write(systemStatus, at: 7)
    payload.write(mavlinkVersion, at: 8)
  }
}

/// A command that is acknowledged.
public struct CommandLong: Message {
  public static let id: UInt32 = 76
  public static let checksumSeed: UInt8 = 152
  public static let length = 33

  /// Robot's system.
  public var targetSystem: UInt8 = 0
  /// Robot's component.
  public var targetComponent: UInt8 = 0
  /// Command.
  public var command: UInt16 = 0
  /// Repetitions so far.
  public var confirmation: UInt8 = 0
  /// First parameter.
  public var param1: Float = 0
  /// Second parameter.
  public var param2: Float = 0
  /// Third parameter.
  public var param3: Float = 0
  /// Fourth parameter.
  public var param4: Float = 0
  /// Fifth parameter.
  public var param5: Float = 0
  /// Sixth parameter.
  public var param6: Float = 0
  /// Seventh parameter.
  public var param7: Float = 0

  public init() {}

  public init(from payload: borrowing Payload) {
    param1 = payload.read(at: 0)
    param2 = payload.read(at: 4)
    param3 = payload.read(at: 8)
    param4 = payload.read(at: 12)
    param5 = payload.read(at: 16)
    param6 = payload.read(at: 20)
    param7 = payload.read(at: 24)
    command = payload.read(at: 28)
    targetSystem = payload.read(at: 30)
    targetComponent = payload.read(at: 31)
    confirmation = payload.read(at: 32)
  }

  public func write(to payload: inout Payload) {
    payload.write(param1, at: 0)
    payload.write(param2, at: 4)
    payload.write(param3, at: 8)
    payload.write(param4, at: 12)
    payload.write(param5, at: 16)
    payload.write(param6, at: 20)
    payload.write(param7, at: 24)
    payload.write(command, at: 28)
    payload.write(targetSystem, at: 30)
    payload.write(targetComponent, at: 31)
    payload.write(confirmation, at: 32)
  }
}

/// What became of a command.
public struct CommandAck: Message {
  public static let id: UInt32 = 77
  public static let checksumSeed: UInt8 = 143
  public static let length = 10

  /// Command.
  public var command: UInt16 = 0
  /// Result.
  public var result: UInt8 = 0
  /// Unused.
  public var progress: UInt8 = 0
  /// Unused.
  public var resultParam2: Int32 = 0
  /// Who asked.
  public var targetSystem: UInt8 = 0
  /// Who asked.
  public var targetComponent: UInt8 = 0

  public init() {}

  public init(from payload: borrowing Payload) {
    command = payload.read(at: 0)
    result = payload.read(at: 2)
    progress = payload.read(at: 3)
    resultParam2 = payload.read(at: 4)
    targetSystem = payload.read(at: 8)
    targetComponent = payload.read(at: 9)
  }

  public func write(to payload: inout Payload) {
    payload.write(command, at: 0)
    payload.write(result, at: 2)
    payload.write(progress, at: 3)
    payload.write(resultParam2, at: 4)
    payload.write(targetSystem, at: 8)
    payload.write(targetComponent, at: 9)
  }
}

/// A line for a person.
public struct Statustext: Message {
  public static let id: UInt32 = 253
  public static let checksumSeed: UInt8 = 83
  public static let length = 54

  /// Severity.
  public var severity: UInt8 = 0
  /// UTF-8, zero-padded.
  public var text: [50 of UInt8] = .init(repeating: 0)
  /// 0: this chunk is the whole text.
  public var id: UInt16 = 0
  /// Chunk's number.
  public var chunkSeq: UInt8 = 0

  public init() {}

  public init(from payload: borrowing Payload) {
    severity = payload.read(at: 0)
    for i in 0..<50 { text[i] = payload.read(at: 1 + 1 * i) }
    id = payload.read(at: 51)
    chunkSeq = payload.read(at: 53)
  }

  public func write(to payload: inout Payload) {
    payload.write(severity, at: 0)
    for i in 0..<50 { payload.write(text[i], at: 1 + 1 * i) }
    payload.write(id, at: 51)
    payload.write(chunkSeq, at: 53)
  }
}

/// What the robot measures: one block of up to eight joints.
public struct JointState: Message {
  public static let id: UInt32 = 52000
  public static let checksumSeed: UInt8 = 232
  public static let length = 118

  /// The robot's own clock when it was measured.
  public var timeUsec: UInt64 = 0
  /// Session that it belongs to.
  public var session: UInt32 = 0
  /// m or rad.
  public var position: [8 of Float] = .init(repeating: 0)
  /// m/s or rad/s.
  public var velocity: [8 of Float] = .init(repeating: 0)
  /// N or N m.
  public var effort: [8 of Float] = .init(repeating: 0)
  /// Number of this set of blocks.
  public var seq: UInt16 = 0
  /// Number of the last complete command set that the robot has taken; 0 before the first.
  public var echo: UInt16 = 0
  /// Command sets that never came, by the gaps in their numbers (modulo 65536).
  public var lost: UInt16 = 0
  /// Status.
  public var status: UInt16 = 0
  /// Number of the block's first joint.
  public var first: UInt8 = 0
  /// Joints in this block.
  public var count: UInt8 = 0

  public init() {}

  public init(from payload: borrowing Payload) {
    timeUsec = payload.read(at: 0)
    session = payload.read(at: 8)
    for i in 0..<8 { position[i] = payload.read(at: 12 + 4 * i) }
    for i in 0..<8 { velocity[i] = payload.read(at: 44 + 4 * i) }
    for i in 0..<8 { effort[i] = payload.read(at: 76 + 4 * i) }
    seq = payload.read(at: 108)
    echo = payload.read(at: 110)
    lost = payload.read(at: 112)
    status = payload.read(at: 114)
    first = payload.read(at: 116)
    count = payload.read(at: 117)
  }

  public func write(to payload: inout Payload) {
    payload.write(timeUsec, at: 0)
    payload.write(session, at: 8)
    for i in 0..<8 { payload.write(position[i], at: 12 + 4 * i) }
    for i in 0..<8 { payload.write(velocity[i], at: 44 + 4 * i) }
    for i in 0..<8 { payload.write(effort[i], at: 76 + 4 * i) }
    payload.write(seq, at: 108)
    payload.write(echo, at: 110)
    payload.write(lost, at: 112)
    payload.write(status, at: 114)
    payload.write(first, at: 116)
    payload.write(count, at: 117)
  }
}

/// What the actuators are to do: one block of up to eight joints.
public struct JointCommand: Message {
  public static let id: UInt32 = 52001
  public static let checksumSeed: UInt8 = 79
  public static let length = 45

  /// Session; the robot drops commands of another one.
  public var session: UInt32 = 0
  /// N or N m.
  public var effort: [8 of Float] = .init(repeating: 0)
  /// Number of this set of blocks, rising from 1; 0 is left out when it wraps.
  public var seq: UInt16 = 0
  /// How long it holds; then the robot brakes.
  public var ttlMs: UInt16 = 0
  /// Robot's system.
  public var targetSystem: UInt8 = 0
  /// Robot's component.
  public var targetComponent: UInt8 = 0
  /// Mode.
  public var mode: UInt8 = 0
  /// Number of the block's first joint.
  public var first: UInt8 = 0
  /// Joints in this block.
  public var count: UInt8 = 0

  public init() {}

  public init(from payload: borrowing Payload) {
    session = payload.read(at: 0)
    for i in 0..<8 { effort[i] = payload.read(at: 4 + 4 * i) }
    seq = payload.read(at: 36)
    ttlMs = payload.read(at: 38)
    targetSystem = payload.read(at: 40)
    targetComponent = payload.read(at: 41)
    mode = payload.read(at: 42)
    first = payload.read(at: 43)
    count = payload.read(at: 44)
  }

  public func write(to payload: inout Payload) {
    payload.write(session, at: 0)
    for i in 0..<8 { payload.write(effort[i], at: 4 + 4 * i) }
    payload.write(seq, at: 36)
    payload.write(ttlMs, at: 38)
    payload.write(targetSystem, at: 40)
    payload.write(targetComponent, at: 41)
    payload.write(mode, at: 42)
    payload.write(first, at: 43)
    payload.write(count, at: 44)
  }
}

/// How the robot and one block of up to eight joints are, once a second. Counters run from the session's opening.
public struct JointHealth: Message {
  public static let id: UInt32 = 52002
  public static let checksumSeed: UInt8 = 132
  public static let length = 48

  /// The robot's own clock.
  public var timeUsec: UInt64 = 0
  /// Session that it belongs to.
  public var session: UInt32 = 0
  /// Complete command sets taken.
  public var commands: UInt32 = 0
  /// How often a command's time to live ran out before the next.
  public var expired: UInt32 = 0
  /// Frames refused: wrong checksum, session or content.
  public var refused: UInt32 = 0
  /// Frames from other senders, dropped.
  public var strangers: UInt32 = 0
  /// Since the last message.
  public var faults: [8 of UInt16] = .init(repeating: 0)
  /// Status.
  public var status: UInt16 = 0
  /// Number of the block's first joint.
  public var first: UInt8 = 0
  /// Joints in this block.
  public var count: UInt8 = 0

  public init() {}

  public init(from payload: borrowing Payload) {
    timeUsec = payload.read(at: 0)
    session = payload.read(at: 8)
    commands = payload.read(at: 12)
    expired = payload.read(at: 16)
    refused = payload.read(at: 20)
    strangers = payload.read(at: 24)
    for i in 0..<8 { faults[i] = payload.read(at: 28 + 2 * i) }
    status = payload.read(at: 44)
    first = payload.read(at: 46)
    count = payload.read(at: 47)
  }

  public func write(to payload: inout Payload) {
    payload.write(timeUsec, at: 0)
    payload.write(session, at: 8)
    payload.write(commands, at: 12)
    payload.write(expired, at: 16)
    payload.write(refused, at: 20)
    payload.write(strangers, at: 24)
    for i in 0..<8 { payload.write(faults[i], at: 28 + 2 * i) }
    payload.write(status, at: 44)
    payload.write(first, at: 46)
    payload.write(count, at: 47)
  }
}

/// Asks for the robot; answered by ROBOT_INFO and one JOINT_INFO for each joint.
public struct SessionOpen: Message {
  public static let id: UInt32 = 52003
  public static let checksumSeed: UInt8 = 231
  public static let length = 8

  /// Drawn by the asking end, not 0.
  public var session: UInt32 = 0
  /// Version of this dialect: 1.
  public var protocolVersion: UInt16 = 0
  /// Robot's system.
  public var targetSystem: UInt8 = 0
  /// Robot's component.
  public var targetComponent: UInt8 = 0

  public init() {}

  public init(from payload: borrowing Payload) {
    session = payload.read(at: 0)
    protocolVersion = payload.read(at: 4)
    targetSystem = payload.read(at: 6)
    targetComponent = payload.read(at: 7)
  }

  public func write(to payload: inout Payload) {
    payload.write(session, at: 0)
    payload.write(protocolVersion, at: 4)
    payload.write(targetSystem, at: 6)
    payload.write(targetComponent, at: 7)
  }
}

/// Gives the robot back: it brakes, disarms and listens to others.
public struct SessionClose: Message {
  public static let id: UInt32 = 52004
  public static let checksumSeed: UInt8 = 117
  public static let length = 6

  /// Session.
  public var session: UInt32 = 0
  /// Robot's system.
  public var targetSystem: UInt8 = 0
  /// Robot's component.
  public var targetComponent: UInt8 = 0

  public init() {}

  public init(from payload: borrowing Payload) {
    session = payload.read(at: 0)
    targetSystem = payload.read(at: 4)
    targetComponent = payload.read(at: 5)
  }

  public func write(to payload: inout Payload) {
    payload.write(session, at: 0)
    payload.write(targetSystem, at: 4)
    payload.write(targetComponent, at: 5)
  }
}

/// The robot as it knows itself.
public struct RobotInfo: Message {
  public static let id: UInt32 = 52005
  public static let checksumSeed: UInt8 = 47
  public static let length = 48

  /// The session that asked.
  public var session: UInt32 = 0
  /// Time between two states.
  public var statePeriodUs: UInt32 = 0
  /// Simulated time that one command lets pass; 0 where time passes by itself.
  public var lockstepPeriodUs: UInt32 = 0
  /// Version of this dialect: 1.
  public var protocolVersion: UInt16 = 0
  /// Whether the session is open.
  public var result: UInt8 = 0
  /// Number of joints.
  public var joints: UInt8 = 0
  /// UTF-8, zero-padded.
  public var name: [32 of UInt8] = .init(repeating: 0)

  public init() {}

  public init(from payload: borrowing Payload) {
    session = payload.read(at: 0)
    statePeriodUs = payload.read(at: 4)
    lockstepPeriodUs = payload.read(at: 8)
    protocolVersion = payload.read(at: 12)
    result = payload.read(at: 14)
    joints = payload.read(at: 15)
    for i in 0..<32 { name[i] = payload.read(at: 16 + 1 * i) }
  }

  public func write(to payload: inout Payload) {
    payload.write(session, at: 0)
    payload.write(statePeriodUs, at: 4)
    payload.write(lockstepPeriodUs, at: 8)
    payload.write(protocolVersion, at: 12)
    payload.write(result, at: 14)
    payload.write(joints, at: 15)
    for i in 0..<32 { payload.write(name[i], at: 16 + 1 * i) }
  }
}

/// One joint as the robot knows it.
public struct JointInfo: Message {
  public static let id: UInt32 = 52006
  public static let checksumSeed: UInt8 = 46
  public static let length = 51

  /// The session that asked.
  public var session: UInt32 = 0
  /// Hard limit, m or rad; infinite where there is none.
  public var lower: Float = 0
  /// Hard limit, m or rad; infinite where there is none.
  public var upper: Float = 0
  /// N or N m; NaN where no actuator drives the joint.
  public var effortLimit: Float = 0
  /// Number of the joint.
  public var index: UInt8 = 0
  /// Kind.
  public var kind: UInt8 = 0
  /// What is measured.
  public var quantities: UInt8 = 0
  /// UTF-8, zero-padded.
  public var name: [32 of UInt8] = .init(repeating: 0)

  public init() {}

  public init(from payload: borrowing Payload) {
    session = payload.read(at: 0)
    lower = payload.read(at: 4)
    upper = payload.read(at: 8)
    effortLimit = payload.read(at: 12)
    index = payload.read(at: 16)
    kind = payload.read(at: 17)
    quantities = payload.read(at: 18)
    for i in 0..<32 { name[i] = payload.read(at: 19 + 1 * i) }
  }

  public func write(to payload: inout Payload) {
    payload.write(session, at: 0)
    payload.write(lower, at: 4)
    payload.write(upper, at: 8)
    payload.write(effortLimit, at: 12)
    payload.write(index, at: 16)
    payload.write(kind, at: 17)
    payload.write(quantities, at: 18)
    for i in 0..<32 { payload.write(name[i], at: 19 + 1 * i) }
  }
}

/// The messages that the dialect knows.
public enum Dialect {
  /// The checksum's last byte for a message, nil for one that is not known here.
  public static func checksumSeed(of id: UInt32) -> UInt8? {
    switch id {
    case Heartbeat.id: Heartbeat.checksumSeed
    case CommandLong.id: CommandLong.checksumSeed
    case CommandAck.id: CommandAck.checksumSeed
    case Statustext.id: Statustext.checksumSeed
    case JointState.id: JointState.checksumSeed
    case JointCommand.id: JointCommand.checksumSeed
    case JointHealth.id: JointHealth.checksumSeed
    case SessionOpen.id: SessionOpen.checksumSeed
    case SessionClose.id: SessionClose.checksumSeed
    case RobotInfo.id: RobotInfo.checksumSeed
    case JointInfo.id: JointInfo.checksumSeed
    default: nil
    }
  }
}
