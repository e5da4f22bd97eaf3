internal import Control
internal import Wire

extension RobotFirmware where P: ~Copyable {
  mutating func acknowledge(_ command: CommandLong, _ result: MavResult, to frame: Frame) throws(LinkError) {
    var answer = CommandAck()
    answer.command = command.command
    answer.result = result.rawValue
    answer.targetSystem = frame.system
    answer.targetComponent = frame.component
    try link.send(answer, with: &encoder, to: .sender)
  }

  /// What the plant measured last, to the session's peer.
  mutating func sendState() throws(LinkError) {
    guard session != 0 else { return }
    stateNumber = SetNumber.next(after: stateNumber)
    var state = JointState()
    state.timeUsec = microseconds(reading.time)
    state.session = session
    state.seq = stateNumber
    state.echo = echo
    state.lost = lost
    state.status = status.rawValue
    for block in 0..<BlockSet.blocks(of: interface.joints.count) {
      let joints = commandSet.joints(ofBlock: block)
      state.first = UInt8(joints.lowerBound)
      state.count = UInt8(joints.count)
      for i in 0..<BlockSet.blockSize {
        let joint = joints.lowerBound + i
        let isThere = joint < joints.upperBound
        state.position[i] = isThere ? measured(0, joint) : 0
        state.velocity[i] = isThere ? measured(1, joint) : 0
        state.effort[i] = isThere ? measured(2, joint) : 0
      }
      try link.send(state, with: &encoder)
    }
  }

  private func measured(_ quantity: Int, _ joint: Int) -> Float {
    sensorOfJoint[quantity][joint].map { Float(reading.values[$0]) } ?? .nan
  }

  private func microseconds(_ seconds: Double) -> UInt64 { UInt64((max(0, seconds) * 1e6).rounded()) }

  var status: RobotStatus {
    configuration.lockstepPeriod == nil ? gate.status : gate.status.union(.lockstep)
  }

  mutating func sendHeartbeat() throws(LinkError) {
    var heartbeat = Heartbeat()
    heartbeat.autopilot = 8
    heartbeat.baseMode = status.contains(.armed) ? 0x80 : 0
    heartbeat.customMode = UInt32(status.rawValue)
    let state: MavState =
      status.contains(.terminated) ? .flightTermination
      : status.contains(.watchdog) ? .critical
      : status.contains(.armed) ? .active : .standby
    heartbeat.systemStatus = state.rawValue
    try link.send(heartbeat, with: &encoder)
  }

  mutating func sendHealth() throws(LinkError) {
    guard session != 0 else { return }
    var health = JointHealth()
    health.timeUsec = microseconds(time)
    health.session = session
    health.commands = commands
    health.expired = gate.expired
    health.refused = refused &+ UInt32(truncatingIfNeeded: decoder.refused - refusedBefore)
    health.strangers = UInt32(truncatingIfNeeded: link.strangers - strangersBefore)
    health.status = status.rawValue
    for block in 0..<BlockSet.blocks(of: interface.joints.count) {
      let joints = commandSet.joints(ofBlock: block)
      health.first = UInt8(joints.lowerBound)
      health.count = UInt8(joints.count)
      for i in 0..<BlockSet.blockSize {
        health.faults[i] = i < joints.count ? faults[joints.lowerBound + i] : 0
      }
      try link.send(health, with: &encoder)
    }
    for j in faults.indices { faults[j] = 0 }
  }

  /// Tells a person when the robot has stopped itself.
  mutating func sendStatusChange() throws(LinkError) {
    let new = gate.status.subtracting(saidStatus)
    saidStatus = gate.status
    if new.contains(.watchdog) { try say("no commands came: braking and disarmed") }
    if new.contains(.terminated) { try say("emergency stop: braking and disarmed") }
  }

  private mutating func say(_ words: String) throws(LinkError) {
    var text = Statustext()
    text.severity = MavSeverity.critical.rawValue
    FixedText.write(words, to: &text.text)
    try link.send(text, with: &encoder)
  }

  /// The robot and each of its joints, to whoever has asked.
  mutating func sendDescription(to asking: UInt32, result: SessionResult) throws(LinkError) {
    var robot = RobotInfo()
    robot.session = asking
    robot.statePeriodUs = UInt32((interface.period * 1e6).rounded())
    robot.lockstepPeriodUs = UInt32(((configuration.lockstepPeriod ?? 0) * 1e6).rounded())
    robot.protocolVersion = WireProtocol.version
    robot.result = result.rawValue
    robot.joints = UInt8(interface.joints.count)
    FixedText.write(interface.robot, to: &robot.name)
    try link.send(robot, with: &encoder, to: .sender)
    guard result == .accepted else { return }
    for (j, joint) in interface.joints.enumerated() {
      var message = JointInfo(joint)
      message.session = asking
      message.index = UInt8(j)
      message.effortLimit = actuatorOfJoint[j].map { Float(interface.actuators[$0].effortLimit) } ?? .nan
      var quantities: JointQuantity = []
      if sensorOfJoint[0][j] != nil { quantities.insert(.position) }
      if sensorOfJoint[1][j] != nil { quantities.insert(.velocity) }
      if sensorOfJoint[2][j] != nil { quantities.insert(.effort) }
      message.quantities = UInt8(quantities.rawValue)
      try link.send(message, with: &encoder, to: .sender)
    }
  }
}

extension JointInfo {
  fileprivate init(_ joint: ControlInterface.Joint) {
    self.init()
    lower = Float(joint.lowerLimit)
    upper = Float(joint.upperLimit)
    let kind: JointKind =
      switch joint.kind {
      case .prismatic: .prismatic
      case .revolute: .revolute
      case .continuous: .continuous
      }
    self.kind = kind.rawValue
    FixedText.write(joint.name, to: &name)
  }
}
