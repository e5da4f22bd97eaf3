import Control
import Firmware
import RobotTestSupport
import Testing
import Wire

@Suite struct CommandGateTests {
  private let interface = DampedMasses().interface

  private func makeGate() -> CommandGate { CommandGate(interface: interface, watchdog: 0.5) }

  private var push: Command {
    var command = Command(for: interface)
    command.values[0] = 3
    return command
  }

  private func output(_ gate: inout CommandGate, at time: Double) -> Command {
    var command = Command(for: interface)
    gate.output(at: time, into: &command)
    return command
  }

  private func arm(_ gate: inout CommandGate, at time: Double) -> Bool { gate.arm(at: time) }

  private var brake: Command {
    var command = Command(for: interface)
    command.makeSafe()
    return command
  }

  @Test("nothing moves before arming")
  func disarmed() {
    var gate = makeGate()
    gate.take(push, at: 0, timeToLive: 1)
    #expect(output(&gate, at: 0) == brake && gate.status == [.braking])
  }

  @Test("a command from before arming does not act after it")
  func oldCommand() {
    var gate = makeGate()
    gate.take(push, at: 0, timeToLive: 1)
    #expect(arm(&gate, at: 0.1))
    #expect(output(&gate, at: 0.1) == brake && gate.status == [.armed, .braking])
  }

  @Test("a command acts until its time to live is over, then the robot brakes until the next")
  func timeToLive() {
    var gate = makeGate()
    #expect(arm(&gate, at: 0))
    gate.take(push, at: 0, timeToLive: 0.1)
    #expect(output(&gate, at: 0.099) == push && gate.status == [.armed])
    #expect(output(&gate, at: 0.1) == brake && gate.expired == 1)
    #expect(output(&gate, at: 0.2) == brake && gate.expired == 1)
    gate.take(push, at: 0.3, timeToLive: 0.1)
    #expect(output(&gate, at: 0.3) == push)
  }

  @Test("no time to live outlasts the watchdog")
  func longTimeToLive() {
    var gate = makeGate()
    #expect(arm(&gate, at: 0))
    gate.take(push, at: 0, timeToLive: 60)
    #expect(output(&gate, at: 0.49) == push)
    #expect(output(&gate, at: 0.5) == brake)
  }

  @Test("the watchdog disarms, and commands alone do not wake the robot")
  func watchdog() {
    var gate = makeGate()
    #expect(arm(&gate, at: 0))
    gate.take(push, at: 0, timeToLive: 0.1)
    #expect(output(&gate, at: 0.6) == brake && gate.status == [.braking, .watchdog])
    gate.take(push, at: 0.7, timeToLive: 0.1)
    #expect(output(&gate, at: 0.7) == brake)
    #expect(arm(&gate, at: 0.8) && !gate.status.contains(.watchdog))
    gate.take(push, at: 0.8, timeToLive: 0.1)
    #expect(output(&gate, at: 0.8) == push)
  }

  @Test("an emergency stop holds against arming until a new session")
  func termination() {
    var gate = makeGate()
    #expect(arm(&gate, at: 0))
    gate.terminate()
    #expect(output(&gate, at: 0) == brake && gate.status == [.braking, .terminated])
    #expect(!arm(&gate, at: 1))
    gate.reset()
    #expect(arm(&gate, at: 2))
  }

  @Test("damping asked for by the master brakes while armed")
  func damping() {
    var gate = makeGate()
    #expect(arm(&gate, at: 0))
    gate.take(brake, at: 0, timeToLive: 0.1)
    #expect(output(&gate, at: 0) == brake && gate.status == [.armed, .braking])
  }
}
