internal import Control
internal import Wire

/// The checks before any motion: the robot is the one of the file, and is ready.
enum Preflight {
  /// Compares the robot's own description with what the policy and the file expect.
  static func compare(_ robot: RemoteRobot, with interface: ControlInterface, lockstep: Bool) throws(HardwareError) {
    guard robot.name == interface.robot else {
      throw .mismatch("it calls itself '\(robot.name)', not '\(interface.robot)'")
    }
    guard robot.joints.count == interface.joints.count else {
      throw .mismatch("it has \(robot.joints.count) joints, not \(interface.joints.count)")
    }
    for (j, joint) in interface.joints.enumerated() {
      let theirs = robot.joints[j]
      guard theirs.name == cut(joint.name) else {
        throw .mismatch("its joint \(j + 1) is '\(theirs.name)', not '\(joint.name)'")
      }
      guard theirs.kind == joint.kind else {
        throw .mismatch("its joint '\(joint.name)' is \(theirs.kind.rawValue), not \(joint.kind.rawValue)")
      }
      try check("lower limit", of: joint.name, theirs.lowerLimit, joint.lowerLimit)
      try check("upper limit", of: joint.name, theirs.upperLimit, joint.upperLimit)
      if let actuator = interface.actuatorIndex(joint: j) {
        guard let limit = theirs.effortLimit else { throw .mismatch("its joint '\(joint.name)' has no actuator") }
        try check("effort limit", of: joint.name, limit, interface.actuators[actuator].effortLimit)
      }
    }
    for (s, sensor) in interface.sensors.enumerated() {
      guard case .joint(let joint, let quantity) = sensor,
        robot.joints[joint].quantities.contains(JointQuantity(quantity))
      else { throw .mismatch("it does not measure '\(interface.sensorName(s))'") }
    }
    guard interface.takesEffortsOnly else {
      throw .mismatch("the policy commands positions of servos, and this wire carries efforts only")
    }
    try checkTiming(robot, period: interface.period, lockstep: lockstep)
  }

  private static func checkTiming(_ robot: RemoteRobot, period: Double, lockstep: Bool) throws(HardwareError) {
    switch (robot.lockstepPeriod, lockstep) {
    case (nil, true): throw .mismatch("it runs in real time; leave --lockstep out or start it with --lockstep")
    case (_?, false): throw .mismatch("it waits for each command; give --lockstep or start it without")
    case (let theirs?, true):
      guard abs(theirs - period) < 1e-6 else {
        throw .mismatch("a command lets \(theirs) s pass, and the policy's control period is \(period) s")
      }
    case (nil, false):
      guard robot.statePeriod <= period * (1 + 1e-6) else {
        throw .mismatch("it sends a state each \(robot.statePeriod) s, and the control period is \(period) s")
      }
    }
  }

  /// Looks at the robot's first state: finite, and within the hard limits, beyond which it would be stopped at once.
  static func check(_ states: JointStates, for interface: ControlInterface) throws(HardwareError) {
    if states.status.contains(.terminated) { throw .notReady("its emergency stop is on; release it and start again") }
    for (s, sensor) in interface.sensors.enumerated() {
      let value = states.value(of: sensor)
      let name = interface.sensorName(s)
      guard value.isFinite else { throw .notReady("its sensor '\(name)' gives no number; check the sensor") }
      guard case .joint(let j, .position) = sensor else { continue }
      let joint = interface.joints[j]
      if value < joint.lowerLimit || value > joint.upperLimit {
        throw .notReady(
          "'\(name)' is \(value) \(interface.unit(ofSensor: s)), beyond its hard limits; move the joint back")
      }
    }
  }

  /// As much of a name as the wire carries.
  private static func cut(_ name: String) -> String {
    var field = [32 of UInt8](repeating: 0)
    FixedText.write(name, to: &field)
    return FixedText.text(of: field)
  }

  private static func check(
    _ what: String, of joint: String, _ theirs: Float, _ ours: Double
  ) throws(HardwareError) {
    let isEqual = theirs == Float(ours) || abs(Double(theirs) - ours) <= 1e-6 * abs(ours)
    guard isEqual else { throw .mismatch("the \(what) of its joint '\(joint)' is \(theirs), not \(ours)") }
  }
}

extension JointQuantity {
  fileprivate init(_ quantity: ControlInterface.Sensor.Quantity) {
    self =
      switch quantity {
      case .position: .position
      case .velocity: .velocity
      case .effort: .effort
      }
  }
}
