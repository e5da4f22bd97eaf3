public import Wire

/// The bridge's end of one session with a robot.
public final class RobotSession {
  public let link: any Link
  /// Drawn anew for each session, so that the commands of an earlier one count for nothing.
  public let session: UInt32
  public private(set) var isOpen = false
  /// The newest state; its arrays have the robot's joints once the session is open.
  public private(set) var states = JointStates(joints: 1)
  /// The robot's last health message of each block.
  public private(set) var health: [JointHealth?] = []

  private var encoder = FrameEncoder(system: WireProtocol.system, component: WireProtocol.bridgeComponent)
  private var decoder = FrameDecoder()
  private var buffer = [UInt8](repeating: 0, count: 2048)
  private var builder = RemoteRobotBuilder()
  private var answer: SessionResult?
  private var acknowledged: (command: UInt16, result: MavResult?)?
  private var nextHeartbeat: Int64 = 0

  public init(link: any Link) {
    self.link = link
    session = UInt32.random(in: 1...UInt32.max)
  }

  /// Frames that were damaged on the way.
  public var refusedFrames: Int { decoder.refused }

  // MARK: Opening and closing

  /// Asks for the robot, again and again until `timeout` (s) has passed.
  public func open(timeout: Double = 2) throws(HardwareError) -> RemoteRobot {
    let deadline = MonotonicTime.now + MonotonicTime.nanoseconds(timeout)
    var request = SessionOpen()
    request.session = session
    request.protocolVersion = WireProtocol.version
    request.targetSystem = WireProtocol.system
    request.targetComponent = WireProtocol.robotComponent
    builder = RemoteRobotBuilder()
    answer = nil
    while MonotonicTime.now < deadline {
      try send(request)
      let retry = min(deadline, MonotonicTime.now + 100_000_000)
      while try receive(until: retry) {
        switch answer {
        case .busy: throw .busy
        case .otherVersion:
          throw .mismatch("it speaks another version of the wire than \(WireProtocol.version); bring both to one version")
        case .accepted, nil: break
        }
        if isOpen, let robot = builder.robot { return robot }
      }
    }
    throw .noAnswer
  }

  /// Gives the robot back; it brakes and disarms.
  public func close() {
    guard isOpen else { return }
    isOpen = false
    var message = SessionClose()
    message.session = session
    message.targetSystem = WireProtocol.system
    message.targetComponent = WireProtocol.robotComponent
    try? send(message)
  }

  // MARK: Arming

  /// - Throws: ``HardwareError/armingRefused`` when the robot says no.
  public func arm() throws(HardwareError) {
    guard try command(.componentArmDisarm, 1, timeout: 1) else { throw .armingRefused }
  }

  /// - Returns: whether the robot has confirmed it.
  public func disarm() throws(HardwareError) -> Bool { try command(.componentArmDisarm, 0, timeout: 0.5) }

  /// Stops the robot at once; needs no session.
  ///
  /// - Returns: whether the robot has confirmed it.
  public func terminate() throws(HardwareError) -> Bool { try command(.doFlighttermination, 1, timeout: 1) }

  private func command(_ command: MavCmd, _ parameter: Float, timeout: Double) throws(HardwareError) -> Bool {
    let deadline = MonotonicTime.now + MonotonicTime.nanoseconds(timeout)
    var message = CommandLong()
    message.targetSystem = WireProtocol.system
    message.targetComponent = WireProtocol.robotComponent
    message.command = command.rawValue
    message.param1 = parameter
    acknowledged = nil
    while MonotonicTime.now < deadline {
      try send(message)
      message.confirmation &+= 1
      let retry = min(deadline, MonotonicTime.now + 100_000_000)
      while try receive(until: retry) {
        if let acknowledged, acknowledged.command == command.rawValue { return acknowledged.result == .accepted }
      }
    }
    throw .noAnswer
  }

  // MARK: Ticking

  /// Sends a command of efforts by joint; NaN where no actuator is.
  ///
  /// - Parameters:
  ///   - efforts: N or N·m.                                           (joints)
  ///   - timeToLive: how long it holds, s.
  public func send(
    _ mode: JointCommandMode, efforts: [Float], number: UInt16, timeToLive: Double
  ) throws(HardwareError) {
    var message = JointCommand()
    message.session = session
    message.seq = number
    message.ttlMs = UInt16(max(1, min(65535, (timeToLive * 1000).rounded(.up))))
    message.targetSystem = WireProtocol.system
    message.targetComponent = WireProtocol.robotComponent
    message.mode = mode.rawValue
    var first = 0
    while first < efforts.count {
      let count = min(BlockSet.blockSize, efforts.count - first)
      message.first = UInt8(first)
      message.count = UInt8(count)
      for i in 0..<BlockSet.blockSize { message.effort[i] = i < count ? efforts[first + i] : 0 }
      try send(message)
      first += count
    }
  }

  /// Sends a heartbeat when one is due.
  public func keepAlive() throws(HardwareError) {
    guard MonotonicTime.now >= nextHeartbeat else { return }
    nextHeartbeat = MonotonicTime.now + WireProtocol.heartbeatInterval
    var heartbeat = Heartbeat()
    heartbeat.type = 18
    heartbeat.autopilot = 8
    try send(heartbeat)
  }

  private func send<M: Message>(_ message: M) throws(HardwareError) {
    do throws(LinkError) { try link.send(message, with: &encoder) } catch { throw .link(error) }
  }

  /// Takes in what has come; waits for it until `deadline`, ``MonotonicTime``.
  ///
  /// - Returns: whether anything had come.
  public func receive(until deadline: Int64) throws(HardwareError) -> Bool {
    do throws(LinkError) {
      guard let arrival = try link.receive(into: &buffer, until: deadline) else { return false }
      decoder.append(buffer, count: arrival.count)
    } catch {
      throw .link(error)
    }
    let now = MonotonicTime.now
    while let outcome = decoder.next() {
      if outcome == .accepted { take(decoder.frame, at: now) }
    }
    return true
  }

  /// From the description's last message on, states count.
  private func openWhenComplete() {
    guard !isOpen, answer == .accepted, let robot = builder.robot else { return }
    isOpen = true
    states = JointStates(joints: robot.joints.count)
    health = [JointHealth?](repeating: nil, count: BlockSet.blocks(of: robot.joints.count))
  }

  private func take(_ frame: Frame, at instant: Int64) {
    switch frame.message {
    case JointState.id:
      let state = frame.decode(JointState.self)
      if isOpen, state.session == session { _ = states.add(state, at: instant) }
    case RobotInfo.id:
      let info = frame.decode(RobotInfo.self)
      guard info.session == session else { return }
      answer = SessionResult(rawValue: info.result)
      builder.add(info)
      openWhenComplete()
    case JointInfo.id:
      let info = frame.decode(JointInfo.self)
      guard info.session == session else { return }
      builder.add(info)
      openWhenComplete()
    case CommandAck.id:
      let ack = frame.decode(CommandAck.self)
      acknowledged = (ack.command, MavResult(rawValue: ack.result))
    case JointHealth.id:
      let message = frame.decode(JointHealth.self)
      let block = Int(message.first) / BlockSet.blockSize
      if message.session == session, block < health.count { health[block] = message }
    default: break
    }
  }
}
