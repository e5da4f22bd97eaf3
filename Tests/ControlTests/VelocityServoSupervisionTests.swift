import Control
import Testing

/// One joint within ±1 rad, stopped beyond 10 rad/s, whose servo may change its speed by 2 rad/s a tick.
@Suite struct VelocityServoSupervisionTests {
  private static let interface = ControlInterface(
    robot: "wheel", joints: [.init(name: "joint", kind: .revolute, lowerLimit: -1, upperLimit: 1)],
    sensors: [.joint(0, .position), .joint(0, .velocity)],
    actuators: [
      .init(
        joint: 0, effortLimit: 2, safeDamping: 1,
        servo: .holdingVelocity(damping: 1, range: 20, rateLimit: 100))
    ], period: 0.02)

  private func apply(
    _ targets: [Double], position: Double = 0, velocity: Double = 0
  ) -> (speeds: [Double], events: [SafetyEvents]) {
    var limits = SafetyLimits(for: Self.interface)
    (limits.positionMargins, limits.velocityLimits) = ([0.1], [10])
    var supervisor = SafetySupervisor(interface: Self.interface, limits: limits)
    var (requested, applied) = (Command(for: Self.interface), Command(for: Self.interface))
    var reading = Reading(for: Self.interface)
    reading.values = [position, velocity]
    var (speeds, events) = ([Double](), [SafetyEvents]())
    for target in targets {
      requested.values = [target]
      events.append(supervisor.supervise(requested, reading: reading, into: &applied))
      speeds.append(applied.values[0])
    }
    return (speeds, events)
  }

  @Test("the first target starts from the joint's speed, and none changes faster than the limit")
  func rate() {
    let (speeds, events) = apply([6, 6, 6], velocity: 1)
    #expect(speeds == [3, 5, 6] && events == [.rateLimited, .rateLimited, []])
  }

  @Test("no target is faster than nine tenths of the speed that stops the robot")
  func speed() {
    let (speeds, events) = apply([20, 20], velocity: 8.5)
    #expect(speeds == [9, 9] && events == [.rateLimited, .rateLimited])
  }

  @Test("near a position limit no target leads further outward, and one that leads back is let through")
  func outward() {
    #expect(apply([1], position: 0.95).speeds == [0])
    #expect(apply([1], position: 0.95).events == [.positionLimited])
    #expect(apply([-1], position: 0.95).speeds == [-1])
    #expect(apply([1], position: 0.85).speeds == [1])
  }

  @Test("it is named and measured as a velocity, rests at zero, and an action of 1 asks for its range")
  func interface() {
    let interface = Self.interface
    #expect(interface.actuatorName(0) == "joint.velocity" && interface.unit(ofActuator: 0) == "rad/s")
    #expect(interface.actuators[0].restCommand == 0 && !interface.takesEffortsOnly)
    #expect(ActionDecoder(for: interface).scale == [20])
  }
}
