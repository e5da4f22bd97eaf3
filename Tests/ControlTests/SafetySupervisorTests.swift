import Control
import Testing

@Suite struct SafetySupervisorTests {
  private func supervisor(_ change: (inout SafetyLimits) -> Void = { _ in }) -> SafetySupervisor {
    var limits = SafetyLimits(for: TestInterface.cartPole)
    change(&limits)
    return SafetySupervisor(interface: TestInterface.cartPole, limits: limits)
  }

  private func apply(
    _ effort: Double, to supervisor: inout SafetySupervisor, reading: [Double] = [0, 0, 0], age: Double = 0
  ) -> (Command, SafetyEvents) {
    var applied = Command(for: TestInterface.cartPole)
    let events = supervisor.supervise(
      TestInterface.command(effort), reading: TestInterface.reading(reading, age: age), into: &applied)
    return (applied, events)
  }

  @Test("efforts are limited, in size (scaled) and in rate")
  func limits() {
    var full = supervisor()
    #expect(apply(3, to: &full).0.values == [3])
    let (command, events) = apply(50, to: &full)  // at most 200 N/s · 0.02 s = 4 N a tick
    #expect(command.values == [7] && events == [.effortLimited, .rateLimited])
    #expect(apply(-50, to: &full).0.values == [3])

    var scaled = supervisor { $0.effortScale = 0.2 }
    let (small, smallEvents) = apply(3, to: &scaled)
    #expect(small.values == [2] && smallEvents == [.effortLimited])
  }

  @Test("near a limit no effort drives outward, but inward ones pass")
  func positionMargin() {
    var s = supervisor { $0.positionMargins[0] = 0.25 }
    #expect(apply(3, to: &s, reading: [1.8, 0, 0]).1 == .positionLimited)
    #expect(apply(-3, to: &s, reading: [1.8, 0, 0]).0.values == [-3])
    #expect(apply(-1, to: &s, reading: [-1.8, 0, 0]).0.values == [0])
  }

  @Test("faults latch the safe state until a reset", arguments: [
    ([2.1, 0, 0], 0.0, SafetyEvents.positionExceeded), ([0, 0, 9], 0, .velocityExceeded),
    ([0, 0, 0], 0.2, .staleReading), ([Double.nan, 0, 0], 0, .notFinite), ([0, 0, 0], Double.nan, .staleReading),
  ])
  func faults(reading: [Double], age: Double, expected: SafetyEvents) {
    var s = supervisor { $0.velocityLimits[0] = 5 }
    let (command, events) = apply(3, to: &s, reading: reading, age: age)
    #expect(command.mode == .damping && command.values == [0])
    #expect(events.contains(expected))
    #expect(s.isStopped)
    let (after, _) = apply(3, to: &s)  // all is well again, yet it stays stopped
    #expect(after.mode == .damping && after.values == [0])
    s.reset()
    #expect(apply(3, to: &s).0.values == [3])
  }

  @Test("a command that is no number, and a stop from outside, latch too")
  func requests() {
    var s = supervisor()
    #expect(apply(.nan, to: &s).1.contains(.notFinite))
    #expect(s.isStopped)
    s.reset()
    s.stop(.stopRequested)
    #expect(apply(1, to: &s).0.mode == .damping)
    #expect(s.latched == .stopRequested)
    var untouched = supervisor()
    untouched.stop(.effortLimited)  // not a reason to stop
    #expect(!untouched.isStopped)
  }
}
