public import Control
public import Wire

/// The robot's newest complete state, as it came over the wire.
public struct JointStates: Sendable {
  public private(set) var position: [Float]  // (joints), m or rad
  public private(set) var velocity: [Float]  // (joints), m/s or rad/s
  public private(set) var effort: [Float]    // (joints), N or N·m
  /// The robot's clock, s.
  public private(set) var time = 0.0
  /// Number of the last command that the robot had taken; 0 before the first.
  public private(set) var echo: UInt16 = 0
  /// When the first state with that echo came in, ``MonotonicTime``.
  public private(set) var echoedAt: Int64 = 0
  /// Commands that never reached the robot.
  public private(set) var lost: UInt16 = 0
  public private(set) var status: RobotStatus = []
  /// When its last block came in, ``MonotonicTime``.
  public private(set) var receivedAt: Int64 = 0
  /// Complete states so far.
  public private(set) var count = 0
  /// States of which blocks were missing, by the gaps in their numbers.
  public private(set) var missed = 0

  private var gathering: [[Float]]           // (position, velocity, effort) × (joints)
  private var set: BlockSet
  private var number: UInt16 = 0

  init(joints: Int) {
    position = [Float](repeating: .nan, count: joints)
    velocity = position
    effort = position
    gathering = [position, position, position]
    set = BlockSet(joints: joints)
  }

  /// A sensor's value, SI units; NaN when the robot does not measure it.
  public func value(of sensor: ControlInterface.Sensor) -> Double {
    switch sensor {
    case .joint(let joint, .position): Double(position[joint])
    case .joint(let joint, .velocity): Double(velocity[joint])
    case .joint(let joint, .effort): Double(effort[joint])
    case .link, .object, .goal: .nan
    }
  }

  /// Takes in one block.
  ///
  /// - Returns: whether it completed a state.
  mutating func add(_ block: JointState, at instant: Int64) -> Bool {
    let outcome = set.add(number: block.seq, first: block.first, count: block.count)
    guard outcome != .refused else { return false }
    for i in 0..<Int(block.count) {
      let joint = Int(block.first) + i
      gathering[0][joint] = block.position[i]
      gathering[1][joint] = block.velocity[i]
      gathering[2][joint] = block.effort[i]
    }
    guard outcome == .complete else { return false }
    for joint in position.indices {
      position[joint] = gathering[0][joint]
      velocity[joint] = gathering[1][joint]
      effort[joint] = gathering[2][joint]
    }
    if number != 0 { missed += Int(SetNumber.gap(from: number, to: block.seq)) }
    number = block.seq
    time = Double(block.timeUsec) * 1e-6
    if block.echo != echo { echoedAt = instant }
    echo = block.echo
    lost = block.lost
    status = RobotStatus(rawValue: block.status)
    receivedAt = instant
    count += 1
    return true
  }
}
