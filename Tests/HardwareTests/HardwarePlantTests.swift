import CMallocCount
import Control
import Firmware
import Foundation
import Hardware
import RobotTestSupport
import Robots
import TestSupport
import Testing
import Wire

@Suite(.serialized) struct HardwarePlantTests {
  private static let period = 0.02

  private func makePlant(
    _ link: any Link, joints: Int = 1, lockstep: Bool = true, arms: Bool = true
  ) -> HardwarePlant {
    HardwarePlant(
      robot: DampedMasses.description(joints: joints), period: Self.period, link: link,
      options: .init(isLockstep: lockstep, arms: arms))
  }

  private func makeRobot(_ link: any Link, joints: Int = 1, lockstep: Bool = true) -> RobotThread {
    RobotThread(
      DampedMasses(joints: joints), on: link,
      configuration: FirmwareConfiguration(lockstepPeriod: lockstep ? Self.period : nil))
  }

  /// What the masses do when nothing is between them and the controller.
  private func direct(joints: Int, effort: Double, ticks: Int) -> [[Double]] {
    var plant = DampedMasses(joints: joints)
    var reading = Reading(for: plant.interface)
    var command = Command(for: plant.interface)
    for i in command.values.indices { command.values[i] = effort }
    plant.start(into: &reading)
    return (0..<ticks).map { _ in
      for _ in 0..<10 { plant.advance(applying: command, into: &reading) }
      return reading.values
    }
  }

  @Test("in lockstep gives the plant's own readings, in the wire's precision", arguments: [1, 18])
  func lockstep(joints: Int) throws {
    let (bridge, robot) = MemoryLink.pair()
    let thread = makeRobot(robot, joints: joints)
    defer { #expect(thread.stop() == nil) }
    try checkLockstep(over: bridge, joints: joints)
  }

  @Test("in lockstep over a serial line, which two ptys and a cable between them make")
  func serial() throws {
    let (a, b) = (PseudoTerminal(), PseudoTerminal())
    let cable = PseudoTerminal.Cable(a, b)
    defer { cable.cut() }
    let thread = makeRobot(try SerialLink(path: b.path, baud: 1_000_000))
    defer { thread.stop() }
    try checkLockstep(over: try SerialLink(path: a.path, baud: 1_000_000), joints: 1)
  }

  private func checkLockstep(over link: any Link, joints: Int) throws {
    var plant = makePlant(link, joints: joints)
    var controller = ConstantEffort(effort: 2)
    var readings: [Reading] = []
    try run(&controller, on: &plant, steps: 21) { reading, _, _ in
      readings.append(reading)
      return .proceed
    }
    let expected = direct(joints: joints, effort: 2, ticks: 20)
    for (tick, reading) in readings.dropFirst().enumerated() {
      #expect(reading.values.map { Float($0) } == expected[tick].map { Float($0) })
      #expect(reading.echo == tick + 1 && reading.age == 0 && abs(reading.time - Self.period * Double(tick + 1)) < 1e-9)
    }
    #expect(readings.count == 21 && plant.timing.ticks == 21 && plant.timing.missed == 0)
  }

  @Test("in real time keeps the cadence and measures ages and round trips")
  func realTime() throws {
    let robotLink = try UDPLink(host: "127.0.0.1", port: 0, role: .robot)
    let bridge = try UDPLink(host: "127.0.0.1", port: robotLink.localPort, role: .bridge)
    let thread = makeRobot(robotLink, lockstep: false)
    defer { #expect(thread.stop() == nil) }
    var plant = makePlant(bridge, lockstep: false)
    let timing = plant.timing
    var controller = ConstantEffort(effort: 2)
    var last = Reading(for: plant.interface)
    let start = MonotonicTime.now
    try run(&controller, on: &plant, steps: 25) { reading, _, _ in
      #expect(reading.age >= 0 && reading.age < 0.2)
      last = reading
      return .proceed
    }
    let elapsed = Double(MonotonicTime.now - start) * 1e-9
    #expect(elapsed >= 25 * Self.period && elapsed < 2, "no tick comes early")
    // On a busy machine a tick may come more than a period late; the cadence then goes on after it.
    #expect(timing.ticks == 25 && elapsed >= Double(25 + timing.skippedPeriods) * Self.period)
    #expect(timing.roundTrips.count > 10 && timing.roundTrips.quantile(0.5) < 0.018, "less than a period: the state came in between two ticks")
    #expect(last.values[1] > 0.1 && last.echo > 10)
  }

  @Test("the first state after stopping: the robot is disarmed and free for the next")
  func stops() throws {
    let (bridge, robot) = MemoryLink.pair()
    let thread = makeRobot(robot)
    defer { #expect(thread.stop() == nil) }
    var controller = ConstantEffort(effort: 2)
    for _ in 0..<2 {
      var plant = makePlant(bridge)
      var ticks = 0
      try run(&controller, on: &plant, steps: 100) { _, _, _ in
        ticks += 1
        return ticks == 5 ? .finish : .proceed
      }
      #expect(!plant.session.isOpen)
    }
    let session = RobotSession(link: bridge)
    _ = try session.open()
    while session.states.count == 0 { #expect(try session.receive(until: MonotonicTime.now + 1_000_000_000)) }
    #expect(session.states.status == [.braking, .lockstep])
    session.close()
  }

  @Test("without arming it reads and never moves")
  func dryRun() throws {
    let (bridge, robot) = MemoryLink.pair()
    let thread = makeRobot(robot)
    defer { #expect(thread.stop() == nil) }
    var plant = makePlant(bridge, arms: false)
    let session = plant.session
    var controller = ConstantEffort(effort: 5)
    var ticks = 0
    try run(&controller, on: &plant, steps: 10) { reading, command, _ in
      #expect(reading.values == [0, 0] && command.values == [5] && !session.states.status.contains(.armed))
      ticks += 1
      return .proceed
    }
    #expect(ticks == 10)
  }

  @Test("an emergency stop from elsewhere ends the run with its reason")
  func termination() throws {
    let (bridge, robot) = MemoryLink.pair()
    let thread = makeRobot(robot)
    defer { #expect(thread.stop() == nil) }
    var plant = makePlant(bridge)
    var controller = ConstantEffort(effort: 5)
    var encoder = FrameEncoder(system: 255, component: 190)
    var command = CommandLong()
    (command.command, command.param1) = (MavCmd.doFlighttermination.rawValue, 1)
    encoder.encode(command)
    var ticks = 0
    #expect(throws: HardwareError.stoppedByRobot([.braking, .terminated, .lockstep])) {
      try run(&controller, on: &plant, steps: 100) { _, _, _ in
        ticks += 1
        if ticks == 10 { bridge.sendAsStranger(encoder.bytes.span.extracting(0..<encoder.count)) }
        return .proceed
      }
    }
    #expect(ticks == 10)
  }

  @Test("readings of a robot that has fallen silent grow old, and the supervisor stops")
  func silence() throws {
    let (bridge, robot) = MemoryLink.pair()
    let thread = makeRobot(robot, lockstep: false)
    var plant = makePlant(bridge, lockstep: false)
    var reading = Reading(for: plant.interface)
    var command = Command(for: plant.interface)
    try plant.start(into: &reading)
    for _ in 0..<5 { try plant.advance(applying: command, into: &reading) }
    thread.stop()
    let old = reading.values
    for _ in 0..<10 { try plant.advance(applying: command, into: &reading) }
    #expect(reading.age > 0.15 && reading.values == old)
    var supervisor = SafetySupervisor(
      interface: plant.interface, limits: DampedMasses.description().safetyLimits())
    let asked = command
    #expect(supervisor.supervise(asked, reading: reading, into: &command) == [.staleReading])
    #expect(command.mode == .damping)
    plant.stop()
  }

  @Test("in lockstep a robot that has fallen silent ends the run")
  func lockstepSilence() throws {
    let (bridge, robot) = MemoryLink.pair()
    let thread = makeRobot(robot)
    var plant = makePlant(bridge)
    var reading = Reading(for: plant.interface)
    let command = Command(for: plant.interface)
    try plant.start(into: &reading)
    try plant.advance(applying: command, into: &reading)
    thread.stop()
    #expect(throws: HardwareError.noReply) { try plant.advance(applying: command, into: &reading) }
    plant.stop()
  }

  @Test("a tick does not allocate")
  func allocations() throws {
    let (bridge, robot) = MemoryLink.pair()
    let thread = makeRobot(robot, joints: 10)
    defer { #expect(thread.stop() == nil) }
    var plant = makePlant(bridge, joints: 10)
    var controller = ConstantEffort(effort: 2)
    var counts: [UInt64] = []
    counts.reserveCapacity(300)
    try run(&controller, on: &plant, steps: 250) { _, _, _ in
      counts.append(malloc_count())
      return .proceed
    }
    #expect(counts[5] == counts[249])
  }

  @Test("runs against a robot that pymavlink plays, over UDP")
  func pymavlinkRobot() throws {
    let peer = try PeerProcess("Tests/Peers/wire_robot_peer.py")
    let port = try #require(UInt16(try peer.readLine()))
    let bridge = try UDPLink(host: "127.0.0.1", port: port, role: .bridge)
    var plant = HardwarePlant(
      robot: DampedMasses.description(joints: 10), period: 0.02, link: bridge, options: .init(isLockstep: true))
    var controller = ConstantEffort(effort: 2)
    var readings: [Reading] = []
    try run(&controller, on: &plant, steps: 31) { reading, _, _ in
      readings.append(reading)
      return .proceed
    }
    #expect(readings.map(\.echo) == (0...30).map { UInt16($0) })
    // The peer answers with position = number of the command + joint / 100 and velocity = the effort that came.
    for reading in readings.dropFirst() {
      for joint in 0..<10 {
        #expect(reading.values[2 * joint] == Double(Float(Double(reading.echo) + Double(joint) / 100)))
        #expect(reading.values[2 * joint + 1] == 2)
      }
    }
    #expect(bridge.strangers == 32, "the peer sends a false state before each true one, from another port")
    #expect(try peer.finish().hasSuffix("the bridge behaves\n"))
  }
}
