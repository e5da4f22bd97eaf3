import Control
import Robots

/// How a real robot gets from one episode to the next.
extension PlantEnvironment where P: ~Copyable {
  /// Homes the robot, waits for its rest, stops it and starts it again; a robot that is not started yet is started
  /// first. Where a person does it, the robot is stopped meanwhile.
  ///
  /// - Returns: false when somebody asked for a stop.
  func bring(by reset: RobotDescription.Reset) throws(EnvironmentFailure) -> Bool {
    if reset.asks {
      stop()
      guard options.ask("Bring \(interface.robot) to where episodes begin, then press Return.") else {
        throw EnvironmentFailure(
          "The robot's reset is a prompt and nobody is here to answer: run it on a terminal, or give another reset in robot.yaml.")
      }
    }
    if !isStarted { try start() }
    var supervisor = homingSupervisor
    for motion in reset.homing { guard try follow(motion, reset.rest, &supervisor) else { return false } }
    guard try rest(reset.rest) else { return false }
    plant.stop()
    try start()
    return true
  }

  /// The safety limits but for the joints' ends: beyond one, homing is the way back.
  private var homingSupervisor: SafetySupervisor {
    var (free, limits) = (interface, self.limits)
    for j in free.joints.indices {
      (free.joints[j].lowerLimit, free.joints[j].upperLimit) = (-.infinity, .infinity)
      limits.positionMargins[j] = 0
    }
    return SafetySupervisor(interface: free, limits: limits)
  }

  /// Brakes until every joint has been slow for long enough.
  private func rest(_ rest: RobotDescription.Rest) throws(EnvironmentFailure) -> Bool {
    var command = Command(for: interface)
    command.makeSafe()
    var (calm, since) = (0, reading.values)
    for _ in 0..<ticks(rest.timeout) {
      guard !options.shouldStop() else { return false }
      try advance(command)
      calm += 1
      if !isSlow(rest, since: since, ticks: calm) { (calm, since) = (0, reading.values) }
      if calm >= ticks(rest.hold) { return true }
    }
    throw given(up: "has not come to rest within \(rest.timeout) s", mend: "rest")
  }

  /// One motion of the homing script; a stop of the supervisor ends it.
  private func follow(
    _ motion: RobotDescription.Homing, _ rest: RobotDescription.Rest, _ supervisor: inout SafetySupervisor
  ) throws(EnvironmentFailure) -> Bool {
    var requested = Command(for: interface)
    var applied = requested
    let limit =
      switch motion {
      case .push(_, _, let seconds): ticks(seconds)
      case .move(_, _, _, _, _, let timeout): ticks(timeout)
      }
    for _ in 0..<limit {
      guard !options.shouldStop() else { return false }
      switch motion {
      case .push(let actuator, let effort, _): requested.values[actuator] = effort
      case .move(let actuator, let target, let stiffness, let damping, let tolerance, _):
        let joint = interface.actuators[actuator].joint
        let (position, velocity) = (value(joint, .position) ?? target, value(joint, .velocity) ?? 0)
        if abs(position - target) <= tolerance && abs(velocity) <= rest.speeds[joint] { return true }
        requested.values[actuator] = stiffness * (target - position) - damping * velocity
      }
      _ = supervisor.supervise(requested, reading: reading, into: &applied)
      if supervisor.isStopped { break }
      try advance(applied)
    }
    if case .move = motion { throw given(up: "could not be homed", mend: "homing") }
    return true
  }

  private func advance(_ command: Command) throws(EnvironmentFailure) {
    try onPlant { () throws(P.Failure) in try plant.advance(applying: command, into: &reading) }
  }

  /// The plant is stopped where an episode cannot begin.
  private func given(up what: String, mend key: String) -> EnvironmentFailure {
    stop()
    return EnvironmentFailure(
      "\(interface.robot) \(what): look after it, or change reset.\(key) in its robot.yaml.")
  }

  private func ticks(_ seconds: Double) -> Int { max(1, Int((seconds / interface.period).rounded(.up))) }

  private func value(_ joint: Int, _ quantity: ControlInterface.Sensor.Quantity) -> Double? {
    interface.sensorIndex(joint: joint, quantity).map { reading.values[$0] }
  }

  /// By the joints' speeds; of a joint whose speed is not measured, by how far it has gone since that reading.
  private func isSlow(_ rest: RobotDescription.Rest, since: [Double], ticks: Int) -> Bool {
    interface.joints.indices.allSatisfy { joint in
      if let speed = value(joint, .velocity) { return abs(speed) <= rest.speeds[joint] }
      guard let sensor = interface.sensorIndex(joint: joint, .position) else { return true }
      return abs(reading.values[sensor] - since[sensor]) <= rest.speeds[joint] * Double(ticks) * interface.period
    }
  }
}
