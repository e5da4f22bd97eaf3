import Control
import Testing

/// One joint within ±1 rad with a servo that may move its target by 0.1 rad a tick.
@Suite struct ServoSupervisionTests {
  private static let interface = ControlInterface(
    robot: "servo", joints: [.init(name: "joint", kind: .revolute, lowerLimit: -1, upperLimit: 1)],
    sensors: [.joint(0, .position)],
    actuators: [
      .init(
        joint: 0, effortLimit: 2, safeDamping: 1,
        servo: .init(stiffness: 10, damping: 1, neutral: 0.2, range: 0.5, rateLimit: 5))
    ], period: 0.02)

  private var supervisor: SafetySupervisor {
    var limits = SafetyLimits(for: Self.interface)
    limits.positionMargins = [0.1]
    return SafetySupervisor(interface: Self.interface, limits: limits)
  }

  private func apply(_ target: Double, at position: Double, to supervisor: inout SafetySupervisor) -> (Command, SafetyEvents) {
    var (requested, applied) = (Command(for: Self.interface), Command(for: Self.interface))
    requested.values = [target]
    var reading = Reading(for: Self.interface)
    reading.values = [position]
    let events = supervisor.supervise(requested, reading: reading, into: &applied)
    return (applied, events)
  }

  @Test("the first target starts from where the joint stands, and no target moves faster than the limit")
  func rate() {
    var s = supervisor
    let (first, events) = apply(0.8, at: -0.5, to: &s)
    #expect(abs(first.values[0] + 0.4) < 1e-12 && events == .rateLimited)
    let (second, _) = apply(0.8, at: -0.5, to: &s)
    #expect(abs(second.values[0] + 0.3) < 1e-12)
    #expect(apply(-0.31, at: -0.5, to: &s).1.isEmpty)
  }

  @Test("no target lies beyond the joint's limit less the margin")
  func margin() {
    var s = supervisor
    let (command, events) = apply(5, at: 0.85, to: &s)
    #expect(command.values == [0.9] && events == .positionLimited)
  }

  @Test("after a stop the target starts from the joint again")
  func stop() {
    var s = supervisor
    _ = apply(0.3, at: 0.3, to: &s)
    s.stop(.stopRequested)
    let (stopped, _) = apply(0.3, at: 0.3, to: &s)
    #expect(stopped.mode == .damping)
    s.reset()
    let (again, _) = apply(0.3, at: -0.6, to: &s)
    #expect(abs(again.values[0] + 0.5) < 1e-12)
  }

  @Test("an action is a place about the neutral one")
  func decoder() {
    var command = Command(for: Self.interface)
    #expect(command.values == [0.2])
    ActionDecoder(for: Self.interface).decode([-1], at: 0, into: &command)
    #expect(abs(command.values[0] + 0.3) < 1e-6)
    #expect(Self.interface.actuatorName(0) == "joint.position" && Self.interface.unit(ofActuator: 0) == "rad")
  }
}
