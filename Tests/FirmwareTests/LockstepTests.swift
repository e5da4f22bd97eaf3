import CMallocCount
import Control
import Firmware
import RobotTestSupport
import Testing
import Wire

@Suite struct LockstepTests {
  /// A robot of masses that lets 20 ms pass for each command, in 10 cycles.
  private func withRobot(
    joints: Int = 1, watchdog: Double = 0.5, _ body: (TestMaster, MemoryLink) throws -> Void
  ) throws {
    let (bridge, robot) = MemoryLink.pair()
    let thread = RobotThread(
      DampedMasses(joints: joints), on: robot,
      configuration: FirmwareConfiguration(lockstepPeriod: 0.02, watchdog: watchdog))
    defer { #expect(thread.stop() == nil) }
    try body(TestMaster(bridge), bridge)
  }

  /// Velocity of a mass after cycles of 2 ms under an effort (nil brakes).
  private func velocity(_ efforts: [Double?]) -> Double {
    efforts.reduce(0) { v, effort in v + 0.002 * ((effort ?? -DampedMasses.safeDamping * v) - DampedMasses.friction * v) }
  }

  private func status(_ state: JointState) -> RobotStatus { RobotStatus(rawValue: state.status).subtracting(.lockstep) }

  @Test("describes itself to who opens a session, and sends its state")
  func description() throws {
    try withRobot(joints: 2) { master, _ in
      #expect(try master.open() == .accepted)
      let joint = try #require(try master.next(JointInfo.self))
      #expect(FixedText.text(of: joint.name) == "rail0" && joint.effortLimit == 10 && joint.quantities == 3)
      #expect(try master.next(JointInfo.self)?.index == 1)
      let state = try #require(try master.next(JointState.self))
      #expect(state.session == 42 && state.count == 2 && state.echo == 0 && state.effort[0].isNaN)
    }
  }

  @Test("one session at a time, of the same version, until it is closed")
  func sessions() throws {
    try withRobot { master, _ in
      #expect(try master.open(session: 1, version: 2) == .otherVersion)
      #expect(try master.open(session: 1) == .accepted)
      #expect(try master.open(session: 2) == .busy)
      #expect(try master.open(session: 1) == .accepted, "asking again is no new session")
      try master.close()
      #expect(try master.open(session: 2) == .accepted)
    }
  }

  @Test("does not move before it is armed, then moves as its plant does")
  func arming() throws {
    try withRobot { master, _ in
      #expect(try master.open() == .accepted)
      let still = try master.push(1, effort: 5)
      #expect(still.velocity[0] == 0 && status(still) == [.braking] && still.timeUsec == 20_000)
      #expect(try master.arm() == .accepted)
      let moving = try master.push(2, effort: 5)
      #expect(moving.velocity[0] == Float(velocity([Double?](repeating: 5, count: 10))) && status(moving) == [.armed])
      #expect(try master.request(.componentArmDisarm, 0) == .accepted)
      #expect(status(try master.push(3, effort: 5)) == [.braking])
    }
  }

  @Test("a session must be open to arm, and unknown commands are said to be so")
  func denied() throws {
    try withRobot { master, _ in
      #expect(try master.arm() == .denied)
      #expect(try master.open() == .accepted)
      var command = CommandLong()
      command.command = 511
      try master.send(command)
      #expect(try master.next(CommandAck.self)?.result == MavResult.unsupported.rawValue)
    }
  }

  @Test("brakes within the period when the command's time to live ends there")
  func timeToLive() throws {
    try withRobot { master, _ in
      #expect(try master.open() == .accepted)
      #expect(try master.arm() == .accepted)
      let state = try master.push(1, effort: 5, ttl: 10)
      let expected = velocity([Double?](repeating: 5, count: 5) + [Double?](repeating: nil, count: 5))
      #expect(state.velocity[0] == Float(expected) && status(state) == [.armed, .braking])
    }
  }

  @Test("the watchdog runs on simulated time and latches")
  func watchdog() throws {
    try withRobot(watchdog: 0.009) { master, _ in
      #expect(try master.open() == .accepted)
      #expect(try master.arm() == .accepted)
      let state = try master.push(1, effort: 5, ttl: 1000)
      let expected = velocity([Double?](repeating: 5, count: 5) + [Double?](repeating: nil, count: 5))
      #expect(abs(state.velocity[0] - Float(expected)) < 1e-6 && status(state) == [.braking, .watchdog])
      let after = try master.push(2, effort: 5)
      #expect(after.velocity[0] < state.velocity[0] && status(after) == [.braking, .watchdog])
      #expect(try master.arm() == .accepted)
      #expect(try master.push(3, effort: 5, ttl: 4).velocity[0] != 0)
    }
  }

  @Test("anyone may stop the robot; it stays stopped for the session, and nothing else of a stranger counts")
  func strangers() throws {
    try withRobot { master, link in
      #expect(try master.open() == .accepted)
      #expect(try master.arm() == .accepted)
      link.sendAsStranger(master.frame(master.commandLong(.componentArmDisarm, 0)).span)
      link.sendAsStranger(master.frame(master.command(1, effort: 9)).span)
      let torn: [UInt8] = [0xFD, 255, 0]  // must not swallow what the peer sends
      link.sendAsStranger(torn.span)
      let state = try master.push(1, effort: 5)
      #expect(status(state) == [.armed] && state.velocity[0] == Float(velocity([Double?](repeating: 5, count: 10))))

      link.sendAsStranger(master.frame(master.commandLong(.doFlighttermination, 1)).span)
      #expect(FixedText.text(of: try #require(try master.next(Statustext.self)).text).hasPrefix("emergency stop"))
      #expect(status(try master.push(2, effort: 5)) == [.braking, .terminated])
      #expect(try master.arm() == .denied)
      #expect(try #require(try master.next(JointHealth.self)).strangers == 4)

      try master.close()
      #expect(try master.open(session: 43) == .accepted)
      #expect(try master.arm() == .accepted)
    }
  }

  @Test("refuses commands of another session, and efforts that are no numbers; limits efforts; says so")
  func refusals() throws {
    try withRobot { master, _ in
      #expect(try master.open() == .accepted)
      #expect(try master.arm() == .accepted)
      var foreign = master.command(1, effort: 5)
      foreign.session = 41
      try master.send(foreign)
      let infinite = try master.push(1, effort: .infinity)
      #expect(infinite.velocity[0] == 0)
      let limited = try master.push(2, effort: 1000)
      #expect(limited.velocity[0] == Float(velocity([Double?](repeating: DampedMasses.effortLimit, count: 10))))
      let health = try #require(try master.next(JointHealth.self))
      #expect(health.refused == 2 && health.commands == 1)
      #expect(JointFault(rawValue: health.faults[0]) == [.notFinite, .effortLimited])
    }
  }

  @Test("a command that comes again is answered without another period passing; gaps are counted as lost")
  func repetition() throws {
    try withRobot { master, _ in
      #expect(try master.open() == .accepted)
      #expect(try master.arm() == .accepted)
      let first = try master.push(1, effort: 5)
      let again = try master.push(1, effort: 5)
      #expect(again.timeUsec == first.timeUsec && again.velocity[0] == first.velocity[0] && again.lost == 0)
      let later = try master.push(5, effort: 5)
      #expect(later.lost == 3 && later.timeUsec == first.timeUsec + 20_000)
      try master.send(master.command(4, effort: -5))
      #expect(try master.push(6, effort: 0).velocity[0] > 0, "an older command is refused")
    }
  }

  @Test("18 joints: only a complete set of blocks is taken, and the state comes in blocks")
  func blocks() throws {
    try withRobot(joints: 18) { master, _ in
      #expect(try master.open() == .accepted)
      #expect(try master.arm() == .accepted)
      try master.flush()
      try master.send(master.command(1, effort: 1, first: 0, count: 8))
      try master.send(master.command(1, effort: 2, first: 8, count: 8))
      #expect(try master.next(JointState.self, within: 0.1) == nil)
      try master.send(master.command(2, effort: 3, first: 0, count: 8))
      try master.send(master.command(2, effort: 4, first: 8, count: 8))
      try master.send(master.command(2, effort: 5, first: 16, count: 2))
      for (first, count, effort) in [(0, 8, 3.0), (8, 8, 4.0), (16, 2, 5.0)] {
        let state = try #require(try master.next(JointState.self))
        #expect(state.first == first && state.count == count && state.echo == 2)
        #expect(state.velocity[Int(count) - 1] == Float(velocity([Double?](repeating: effort, count: 10))))
      }
    }
  }

  @Test("a cycle does not allocate")
  func allocations() throws {
    let (bridge, robot) = MemoryLink.pair()
    let master = TestMaster(bridge)
    var encoder = FrameEncoder(system: 1, component: 191)
    var buffer = [UInt8](repeating: 0, count: 300)
    var open = SessionOpen()
    (open.session, open.protocolVersion) = (42, 1)
    try master.send(open)
    try master.send(master.commandLong(.componentArmDisarm, 1))
    var command = master.command(0, effort: 1)
    var counts: [UInt64] = []
    counts.reserveCapacity(400)
    var firmware = RobotFirmware(
      plant: DampedMasses(), link: robot, configuration: FirmwareConfiguration(lockstepPeriod: 0.02))
    try firmware.run {
      counts.append(malloc_count())
      command.seq += 1
      try? bridge.send(command, with: &encoder)
      while (try? bridge.receive(into: &buffer, until: 0)) != nil {}
      return counts.count == 300
    }
    #expect(firmware.cycles > 2900)
    #expect(counts[20] == counts[299])
  }
}
