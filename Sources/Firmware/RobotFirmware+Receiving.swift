internal import Control
internal import Wire

extension RobotFirmware where P: ~Copyable {
  /// Takes in what has come on the link.
  ///
  /// - Returns: whether anything had.
  mutating func receive(until deadline: Int64) throws(Failure) -> Bool {
    do throws(LinkError) {
      guard let arrival = try link.receive(into: &buffer, until: deadline) else { return false }
      if arrival.isStranger {
        // A stranger's datagram stands alone: none of its bytes may lengthen a frame of the peer.
        strangerDecoder.discard()
        strangerDecoder.append(buffer, count: arrival.count)
        while let outcome = strangerDecoder.next() {
          guard outcome == .accepted else { continue }
          let frame = strangerDecoder.frame
          try handleStranger(frame)
        }
      } else {
        decoder.append(buffer, count: arrival.count)
        while let outcome = decoder.next() {
          guard outcome == .accepted else { continue }
          let frame = decoder.frame
          try handle(frame)
        }
      }
      return true
    } catch {
      throw .link(error)
    }
  }

  /// Anyone may stop the robot, and anyone may ask for it.
  private mutating func handleStranger(_ frame: Frame) throws(LinkError) {
    switch frame.message {
    case CommandLong.id:
      let command = frame.decode(CommandLong.self)
      if isTermination(command) { try terminate(command, from: frame) }
    case SessionOpen.id: try open(frame.decode(SessionOpen.self))
    default: break
    }
  }

  private mutating func handle(_ frame: Frame) throws(LinkError) {
    switch frame.message {
    case SessionOpen.id: try open(frame.decode(SessionOpen.self))
    case CommandLong.id: try obey(frame.decode(CommandLong.self), from: frame)
    case JointCommand.id: try take(frame.decode(JointCommand.self))
    case SessionClose.id: close(frame.decode(SessionClose.self))
    case Heartbeat.id: if session != 0 { heard = MonotonicTime.now }
    default: break
    }
  }

  // MARK: Session

  private mutating func open(_ request: SessionOpen) throws(LinkError) {
    guard isForThisRobot(request.targetSystem, request.targetComponent), request.session != 0 else { return }
    guard request.protocolVersion == WireProtocol.version else {
      return try sendDescription(to: request.session, result: .otherVersion)
    }
    let now = MonotonicTime.now
    let hasLapsed = now - heard > WireProtocol.sessionLease
    guard session == 0 || session == request.session || hasLapsed else {
      return try sendDescription(to: request.session, result: .busy)
    }
    if session != request.session {
      link.releasePeer()
      link.adoptSender()
      begin(session: request.session)
    }
    heard = now
    try sendDescription(to: session, result: .accepted)
    if configuration.lockstepPeriod != nil { try sendState() }
  }

  private mutating func begin(session new: UInt32) {
    session = new
    gate.reset()
    saidStatus = gate.status
    commandSet.reset()
    (commands, lost, refused, echo, stateNumber) = (0, 0, 0, 0, 0)
    strangersBefore = link.strangers
    refusedBefore = decoder.refused
    for j in faults.indices { faults[j] = 0 }
  }

  private mutating func close(_ message: SessionClose) {
    guard session != 0, message.session == session else { return }
    gate.disarm()
    session = 0
    link.releasePeer()
  }

  // MARK: Commands

  private func isForThisRobot(_ system: UInt8, _ component: UInt8) -> Bool {
    (system == 0 || system == WireProtocol.system) && (component == 0 || component == WireProtocol.robotComponent)
  }

  private func isTermination(_ command: CommandLong) -> Bool {
    command.command == MavCmd.doFlighttermination.rawValue && command.param1 >= 0.5
      && isForThisRobot(command.targetSystem, command.targetComponent)
  }

  private mutating func terminate(_ command: CommandLong, from frame: Frame) throws(LinkError) {
    gate.terminate()
    try acknowledge(command, .accepted, to: frame)
  }

  private mutating func obey(_ command: CommandLong, from frame: Frame) throws(LinkError) {
    guard isForThisRobot(command.targetSystem, command.targetComponent) else { return }
    if isTermination(command) { return try terminate(command, from: frame) }
    guard command.command == MavCmd.componentArmDisarm.rawValue else {
      return try acknowledge(command, .unsupported, to: frame)
    }
    guard session != 0 else { return try acknowledge(command, .denied, to: frame) }
    heard = MonotonicTime.now
    guard command.param1 >= 0.5 else {
      gate.disarm()
      return try acknowledge(command, .accepted, to: frame)
    }
    try acknowledge(command, gate.arm(at: time) ? .accepted : .denied, to: frame)
    if configuration.lockstepPeriod != nil { try sendState() }
  }

  /// One block of a command; the set is taken when it is complete.
  private mutating func take(_ block: JointCommand) throws(LinkError) {
    guard session != 0, block.session == session, isForThisRobot(block.targetSystem, block.targetComponent),
      let mode = JointCommandMode(rawValue: block.mode)
    else {
      refused &+= 1
      return
    }
    heard = MonotonicTime.now
    // In lockstep a command that comes again has lost its answer on the way.
    if block.seq == echo, echo != 0, configuration.lockstepPeriod != nil { return try sendState() }
    let outcome = commandSet.add(number: block.seq, first: block.first, count: block.count)
    guard outcome != .refused else {
      refused &+= 1
      return
    }
    for i in 0..<Int(block.count) { efforts[Int(block.first) + i] = block.effort[i] }
    guard outcome == .complete else { return }
    lost &+= SetNumber.gap(from: echo, to: block.seq)
    echo = block.seq
    guard mode == .damping || checkEfforts() else {
      refused &+= 1
      isStepDue = true
      return
    }
    received.mode = mode == .effort ? .effort : .damping
    for (i, actuator) in interface.actuators.enumerated() {
      received.values[i] = mode == .effort ? Double(efforts[actuator.joint]) : 0
      let limit = actuator.effortLimit
      if abs(received.values[i]) > limit * (1 + 1e-6) { faults[actuator.joint] |= JointFault.effortLimited.rawValue }
      received.values[i] = max(-limit, min(limit, received.values[i]))
    }
    gate.take(received, at: time, timeToLive: Double(block.ttlMs) / 1000)
    commands &+= 1
    isStepDue = true
  }

  /// Whether every actuator's effort is a number.
  private mutating func checkEfforts() -> Bool {
    var areFinite = true
    for actuator in interface.actuators where !efforts[actuator.joint].isFinite {
      faults[actuator.joint] |= JointFault.notFinite.rawValue
      areFinite = false
    }
    return areFinite
  }
}
