import Firmware
import RobotTestSupport
import TestSupport
import Testing
import Wire

@Suite(.serialized) struct RealTimeTests {
  @Test("sends states at its own rate, and its watchdog brakes when the master is silent")
  func rate() throws {
    let (bridge, robot) = MemoryLink.pair()
    let thread = RobotThread(DampedMasses(), on: robot, configuration: FirmwareConfiguration(watchdog: 0.1))
    defer { #expect(thread.stop() == nil) }
    let master = TestMaster(bridge)
    #expect(try master.open() == .accepted)
    #expect(try master.arm() == .accepted)
    try master.send(master.command(1, effort: 5, ttl: 20))
    var seen: [RobotStatus] = []
    var first: UInt64?
    var last: UInt64 = 0
    let start = MonotonicTime.now
    while MonotonicTime.now - start < 300_000_000, let state = try master.next(JointState.self) {
      first = first ?? state.timeUsec
      last = state.timeUsec
      let status = RobotStatus(rawValue: state.status)
      if seen.last != status { seen.append(status) }
    }
    let elapsed = Double(last - (first ?? last)) * 1e-6
    #expect((0.2...0.5).contains(elapsed), "the robot's clock keeps pace with ours")
    #expect(seen.suffix(3) == [[.armed], [.armed, .braking], [.braking, .watchdog]])
  }

  @Test("obeys pymavlink as its master over UDP")
  func pymavlinkMaster() throws {
    let link = try UDPLink(host: "127.0.0.1", port: 0, role: .robot)
    let port = link.localPort
    let thread = RobotThread(DampedMasses(joints: 10), on: link)
    defer { #expect(thread.stop() == nil) }
    let report = try Repository.runPeer("Tests/Peers/wire_master_peer.py", ["\(port)"])
    #expect(report.hasSuffix("the robot behaves\n"))
  }
}
