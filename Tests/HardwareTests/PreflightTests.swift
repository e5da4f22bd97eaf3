import Control
import Firmware
import Hardware
import Robots
import RobotTestSupport
import Testing
import Wire

@Suite struct PreflightTests {
  /// The sentence with which a robot of two masses is refused when its file says something else.
  private func refusal(
    lockstep: Bool = true, period: Double = 0.02, _ change: (inout RobotDescription) -> Void
  ) -> String? {
    let (bridge, robot) = MemoryLink.pair()
    let thread = RobotThread(
      DampedMasses(joints: 2), on: robot, configuration: FirmwareConfiguration(lockstepPeriod: 0.02))
    defer { thread.stop() }
    var description = DampedMasses.description(joints: 2)
    change(&description)
    var plant = HardwarePlant(
      robot: description, period: period, link: bridge, options: .init(isLockstep: lockstep))
    defer { plant.stop() }
    do {
      _ = try plant.preflight()
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test("accepts the robot of the file")
  func accepted() { #expect(refusal { _ in } == nil) }

  @Test("refuses another robot with a sentence that says what differs")
  func differences() {
    #expect(refusal { $0.name = "cartpole" }?.contains("it calls itself 'masses', not 'cartpole'") == true)
    #expect(refusal { $0.joints[1].name = "pole" }?.contains("its joint 2 is 'rail1', not 'pole'") == true)
    #expect(refusal { $0.joints[1].kind = .revolute }?.contains("'rail1' is prismatic, not revolute") == true)
    #expect(refusal { $0.joints[0].upperLimit = 2 }?.contains("the upper limit of its joint 'rail0' is 100.0, not 2.0") == true)
    #expect(refusal { $0.actuators[0].effortLimit = 20 }?.contains("effort limit of its joint 'rail0' is 10.0, not 20.0") == true)
    #expect(
      refusal { $0.sensors.append(.init(sensor: .joint(0, .effort), noise: 0)) }?
        .contains("it does not measure 'rail0.effort'") == true)
    #expect(
      refusal {
        $0.joints.removeLast()
        $0.actuators.removeLast()
        $0.sensors.removeLast(2)
      }?.contains("it has 2 joints, not 1") == true)
    #expect(refusal(lockstep: false) { _ in }?.contains("give --lockstep") == true)
    #expect(refusal(period: 0.01) { _ in }?.contains("the policy's control period is 0.01 s") == true)
  }

  @Test("a link on which nobody answers is said to be so")
  func nobody() {
    let (bridge, _) = MemoryLink.pair()
    let session = RobotSession(link: bridge)
    #expect(throws: HardwareError.noAnswer) { try session.open(timeout: 0.2) }
  }

  @Test("a robot that another bridge controls is left alone")
  func busy() throws {
    let (bridge, robot) = MemoryLink.pair()
    let thread = RobotThread(
      DampedMasses(), on: robot, configuration: FirmwareConfiguration(lockstepPeriod: 0.02))
    defer { thread.stop() }
    let first = RobotSession(link: bridge)
    #expect(try first.open().joints.count == 1)
    #expect(throws: HardwareError.busy) { try RobotSession(link: bridge).open() }
  }

  @Test("a joint beyond its hard limits must be moved back first")
  func beyondLimits() throws {
    let (bridge, robot) = MemoryLink.pair()
    let thread = RobotThread(
      Runaway(), on: robot, configuration: FirmwareConfiguration(lockstepPeriod: 0.02))
    defer { thread.stop() }
    var plant = HardwarePlant(
      robot: DampedMasses.description(), period: 0.02, link: bridge, options: .init(isLockstep: true))
    #expect(throws: HardwareError.notReady("'rail0.position' is 101.0 m, beyond its hard limits; move the joint back")) {
      _ = try plant.preflight()
    }
  }

  /// A mass that stands beyond the end of its rail.
  private struct Runaway: Plant, Sendable {
    let interface = DampedMasses().interface

    mutating func start(into reading: inout Reading) throws(Never) { reading.values[0] = 101 }
    mutating func advance(applying command: Command, into reading: inout Reading) throws(Never) {}
    mutating func stop() {}
  }
}
