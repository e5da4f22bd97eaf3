public import Mathematics

/// The last word on every command: limits it, and latches a safe stop when something is wrong.
///
/// The same supervisor runs in training, on hardware and in replay. After a stop it gives the safe command until
/// ``reset()``, whatever is asked of it.
public struct SafetySupervisor: Sendable {
  public let interface: ControlInterface
  public let limits: SafetyLimits
  /// Why the robot is stopped; empty while it may move.
  public private(set) var latched: SafetyEvents = []
  /// Commands of the last tick, for the rate limit; of a servo not a number before the first.     (actuators)
  private var last: [Double]
  private let positionSensor: [Int?]  // (joints)
  private let velocitySensor: [Int?]  // (joints)

  public init(interface: ControlInterface, limits: SafetyLimits) {
    precondition(
      limits.positionMargins.count == interface.joints.count && limits.velocityLimits.count == interface.joints.count,
      "one margin and one speed limit for each joint")
    self.interface = interface
    self.limits = limits
    last = interface.actuators.map(Self.before)
    positionSensor = interface.joints.indices.map { interface.sensorIndex(joint: $0, .position) }
    velocitySensor = interface.joints.indices.map { interface.sensorIndex(joint: $0, .velocity) }
  }

  public var isStopped: Bool { !latched.isEmpty }

  /// Arms again: forgets a stop. Only an explicit act of the operator, or a new episode in simulation, calls this.
  public mutating func reset() {
    latched = []
    forget()
  }

  /// Before the first command: no effort, and of a servo nothing, so that its first target starts at the joint.
  private static func before(_ actuator: ControlInterface.Actuator) -> Double { actuator.servo == nil ? 0 : .nan }

  private mutating func forget() {
    for (i, actuator) in interface.actuators.enumerated() { last[i] = Self.before(actuator) }
  }

  /// Armed, with these commands as the last tick's: for a learned model, whose rows each have a past of their own.
  public mutating func resume(after commands: [Double]) {
    latched = []
    for i in last.indices { last[i] = commands[i] }
  }

  /// Stops for a reason from outside: a signal, an operator, a lost link.
  public mutating func stop(_ reason: SafetyEvents) { latched.formUnion(reason.intersection(.stopping)) }

  /// Limits a requested command, in view of the reading that it answers.
  public mutating func supervise(_ requested: Command, reading: Reading, into applied: inout Command) -> SafetyEvents {
    latched.formUnion(faults(in: requested, reading))
    guard latched.isEmpty, requested.mode == .effort else {
      applied.makeSafe()
      forget()
      return latched
    }
    var events: SafetyEvents = []
    applied.mode = .effort
    for (i, actuator) in interface.actuators.enumerated() {
      let command =
        if let servo = actuator.servo, servo.quantity == .velocity {
          speed(requested.values[i], of: servo, joint: actuator.joint, after: last[i], reading, &events)
        } else if let servo = actuator.servo {
          target(requested.values[i], of: servo, joint: actuator.joint, after: last[i], reading, &events)
        } else {
          effort(requested.values[i], of: actuator, after: last[i], reading, &events)
        }
      last[i] = command
      applied.values[i] = command
    }
    return events
  }

  private func effort(
    _ requested: Double, of actuator: ControlInterface.Actuator, after last: Double, _ reading: Reading,
    _ events: inout SafetyEvents
  ) -> Double {
    var effort = requested
    let limit = actuator.effortLimit * limits.effortScale
    if abs(effort) > limit {
      effort = max(-limit, min(limit, effort))
      events.insert(.effortLimited)
    }
    let step = actuator.effortRateLimit * interface.period
    if abs(effort - last) > step {
      effort = last + max(-step, min(step, effort - last))
      events.insert(.rateLimited)
    }
    if drivesOutward(effort, joint: actuator.joint, reading) {
      effort = 0
      events.insert(.positionLimited)
    }
    return effort
  }

  /// A servo's target stays within the joint's limits less the margin and moves no faster than the rate limit, from
  /// where the joint stands on.
  private func target(
    _ requested: Double, of servo: ControlInterface.Servo, joint j: Int, after last: Double, _ reading: Reading,
    _ events: inout SafetyEvents
  ) -> Double {
    var target = requested
    let (joint, margin) = (interface.joints[j], limits.positionMargins[j])
    let inside = max(joint.lowerLimit + margin, min(joint.upperLimit - margin, target))
    if inside != target {
      target = inside
      events.insert(.positionLimited)
    }
    let from = last.isNaN ? positionSensor[j].map { reading.values[$0] } ?? target : last
    let step = servo.rateLimit * interface.period
    if abs(target - from) > step {
      target = from + max(-step, min(step, target - from))
      events.insert(.rateLimited)
    }
    return target
  }

  /// Share of the speed that stops the robot that a velocity servo may be asked for.
  public static let speedShare = 0.9

  /// A velocity servo's target stays below the speed limit, leads no further outward near a position limit, and changes
  /// no faster than the rate limit, from the joint's speed on.
  private func speed(
    _ requested: Double, of servo: ControlInterface.Servo, joint j: Int, after last: Double, _ reading: Reading,
    _ events: inout SafetyEvents
  ) -> Double {
    var target = requested
    let limit = Self.speedShare * limits.velocityLimits[j]
    if abs(target) > limit {
      target = max(-limit, min(limit, target))
      events.insert(.rateLimited)
    }
    let from = last.isNaN ? velocitySensor[j].map { reading.values[$0] } ?? 0 : last
    let step = servo.rateLimit * interface.period
    if abs(target - from) > step {
      target = from + max(-step, min(step, target - from))
      events.insert(.rateLimited)
    }
    if drivesOutward(target, joint: j, reading) {
      target = 0
      events.insert(.positionLimited)
    }
    return target
  }

  private func faults(in requested: Command, _ reading: Reading) -> SafetyEvents {
    var faults: SafetyEvents = []
    for value in requested.values where !value.isFinite { faults.insert(.notFinite) }
    for value in reading.values where !value.isFinite { faults.insert(.notFinite) }
    if !(reading.age <= limits.maximumAge) { faults.insert(.staleReading) }
    for (j, joint) in interface.joints.enumerated() {
      if let s = positionSensor[j], reading.values[s] < joint.lowerLimit || reading.values[s] > joint.upperLimit {
        faults.insert(.positionExceeded)
      }
      if let s = velocitySensor[j], abs(reading.values[s]) > limits.velocityLimits[j] {
        faults.insert(.velocityExceeded)
      }
    }
    return faults
  }

  private func drivesOutward(_ effort: Double, joint j: Int, _ reading: Reading) -> Bool {
    guard let s = positionSensor[j], limits.positionMargins[j] > 0 else { return false }
    let position = reading.values[s]
    let joint = interface.joints[j]
    return (effort > 0 && position > joint.upperLimit - limits.positionMargins[j])
      || (effort < 0 && position < joint.lowerLimit + limits.positionMargins[j])
  }

  public func save(into state: inout SavedState) {
    state.append(UInt64(latched.rawValue))
    state.append(contentsOf: last)
  }

  public mutating func restore(_ state: inout SavedState) {
    latched = SafetyEvents(rawValue: UInt16(truncatingIfNeeded: state.takeWord()))
    state.take(into: &last)
  }
}
