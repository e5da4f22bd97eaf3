public import Control
public import Robots
public import Wire

/// A robot behind a link.
///
/// The loop is paced by this end, against absolute deadlines of CLOCK_MONOTONIC. In lockstep it is paced by the robot's
/// answers instead. A tick does not allocate.
public struct HardwarePlant: Plant, ~Copyable {
  public struct Options: Sendable {
    /// The robot waits for each command; time is simulated.
    public var isLockstep: Bool
    /// Without arming the robot is read and never moved: each command is sent as a brake.
    public var arms: Bool

    public init(isLockstep: Bool = false, arms: Bool = true) {
      self.isLockstep = isLockstep
      self.arms = arms
    }
  }

  public let interface: ControlInterface
  public let options: Options
  public let session: RobotSession
  /// How punctual the loop is; filled in each tick.
  public let timing = LoopTiming()

  private let timeToLive: Double
  private let period: Int64
  private var deadline: Int64 = 0
  private var mode = JointCommandMode.damping
  private var number: UInt16 = 0
  private var echo: UInt16 = 0
  private var efforts: [Float]                       // (joints), NaN without an actuator
  private var sentAt = [Int64](repeating: 0, count: 256)  // by the number's low byte
  private var isChecked = false

  /// States are taken in as they come until so long before the deadline; the rest is slept precisely, ns.
  private static let margin: Int64 = 500_000
  /// In lockstep a command is repeated after so long without an answer, ns, and given up after so many times.
  private static let retryInterval: Int64 = 200_000_000
  private static let retries = 25

  /// - Parameter period: the policy's control period, s.
  public init(robot: RobotDescription, period: Double, link: any Link, options: Options = Options()) {
    interface = robot.interface(period: period)
    self.options = options
    session = RobotSession(link: link)
    timeToLive = robot.link.commandTimeToLive
    self.period = MonotonicTime.nanoseconds(period)
    efforts = [Float](repeating: .nan, count: interface.joints.count)
  }

  /// Opens the session and checks, without moving anything, that this is the robot of the file and that it is ready.
  public mutating func preflight() throws(HardwareError) -> RemoteRobot {
    let robot = try session.open()
    do throws(HardwareError) {
      try Preflight.compare(robot, with: interface, lockstep: options.isLockstep)
      try awaitState()
      try Preflight.check(session.states, for: interface)
    } catch {
      session.close()
      throw error
    }
    isChecked = true
    return robot
  }

  public mutating func start(into reading: inout Reading) throws(HardwareError) {
    if !isChecked { _ = try preflight() }
    if options.arms {
      try session.arm()
      try awaitState { $0.status.contains(.armed) }
    }
    number = 0
    echo = session.states.echo
    timing.begin()
    deadline = MonotonicTime.now
    fill(&reading)
  }

  public mutating func advance(applying command: Command, into reading: inout Reading) throws(HardwareError) {
    try send(command)
    if options.isLockstep {
      try awaitReply()
      timing.beginTick(simulating: interface.period)
    } else {
      try awaitDeadline()
    }
    try session.keepAlive()
    try checkStatus()
    measureRoundTrip()
    fill(&reading)
  }

  public mutating func stop() {
    guard session.isOpen else { return }
    for i in efforts.indices { efforts[i] = 0 }
    number = SetNumber.next(after: number)
    try? session.send(.damping, efforts: efforts, number: number, timeToLive: timeToLive)
    _ = try? session.disarm()
    session.close()
    isChecked = false
  }

  // MARK: Parts of a tick

  private mutating func send(_ command: Command) throws(HardwareError) {
    mode = command.mode == .effort && options.arms ? .effort : .damping
    for (i, actuator) in interface.actuators.enumerated() {
      efforts[actuator.joint] = mode == .effort ? Float(command.values[i]) : 0
    }
    number = SetNumber.next(after: number)
    sentAt[Int(number & 0xFF)] = MonotonicTime.now
    try session.send(mode, efforts: efforts, number: number, timeToLive: timeToLive)
  }

  private mutating func awaitDeadline() throws(HardwareError) {
    deadline += period
    while MonotonicTime.now < deadline - Self.margin {
      guard try session.receive(until: deadline - Self.margin) else { break }
    }
    MonotonicTime.sleep(until: deadline)
    let now = MonotonicTime.now
    timing.beginTick(at: now, lateness: now - deadline)
    // A tick that came more than a period late has no place left; the cadence goes on after it.
    let skipped = (now - deadline) / period
    timing.skippedPeriods += Int(skipped)
    deadline += skipped * period
    while try session.receive(until: 0) {}
  }

  private mutating func awaitReply() throws(HardwareError) {
    for _ in 0..<Self.retries {
      let retry = MonotonicTime.now + Self.retryInterval
      while try session.receive(until: retry) {
        if session.states.echo == number { return }
      }
      try session.send(mode, efforts: efforts, number: number, timeToLive: timeToLive)
    }
    throw .noReply
  }

  /// Waits for a state of this session that meets `condition`.
  private func awaitState(where condition: (JointStates) -> Bool = { _ in true }) throws(HardwareError) {
    let deadline = MonotonicTime.now + 1_000_000_000
    while session.states.count == 0 || !condition(session.states) {
      guard try session.receive(until: deadline) else {
        throw .notReady("it sends no states; look at its sensors and its link")
      }
    }
  }

  private func checkStatus() throws(HardwareError) {
    let status = session.states.status
    if options.arms ? !status.contains(.armed) : status.contains(.terminated) { throw .stoppedByRobot(status) }
  }

  private mutating func measureRoundTrip() {
    let states = session.states
    guard states.echo != echo else { return }
    echo = states.echo
    timing.roundTrip(states.echoedAt - sentAt[Int(echo & 0xFF)])
  }

  private func fill(_ reading: inout Reading) {
    for (s, sensor) in interface.sensors.enumerated() { reading.values[s] = session.states.value(of: sensor) }
    reading.time = session.states.time
    reading.echo = session.states.echo
    reading.age = options.isLockstep ? 0 : Double(MonotonicTime.now - session.states.receivedAt) * 1e-9
  }
}
