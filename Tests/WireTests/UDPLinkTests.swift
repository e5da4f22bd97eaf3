import Testing
import Wire

@Suite struct UDPLinkTests {
  private let soon = 1_000_000_000 as Int64

  private func receive(_ link: UDPLink) throws -> (bytes: [UInt8], isStranger: Bool)? {
    var buffer = [UInt8](repeating: 0, count: 64)
    guard let arrival = try link.receive(into: &buffer, until: MonotonicTime.now + soon) else { return nil }
    return (Array(buffer[..<arrival.count]), arrival.isStranger)
  }

  @Test("carries datagrams both ways", arguments: ["127.0.0.1", "::1"])
  func exchange(host: String) throws {
    let robot = try UDPLink(host: host, port: 0, role: .robot)
    let bridge = try UDPLink(host: host, port: robot.localPort, role: .bridge)
    try bridge.send([1, 2, 3].span, to: .peer)
    #expect(try receive(robot)?.bytes == [1, 2, 3])
    try robot.send([4].span, to: .sender)
    #expect(try receive(bridge)?.bytes == [4])
  }

  @Test("the robot answers nobody until it has adopted someone, and then marks and counts the others")
  func robotsPeer() throws {
    let robot = try UDPLink(host: "127.0.0.1", port: 0, role: .robot)
    let first = try UDPLink(host: "127.0.0.1", port: robot.localPort, role: .bridge)
    let second = try UDPLink(host: "127.0.0.1", port: robot.localPort, role: .bridge)
    try first.send([1].span, to: .peer)
    #expect(try receive(robot)?.isStranger == false)
    try robot.send([9].span, to: .peer)
    robot.adoptSender()
    try second.send([2].span, to: .peer)
    let stranger = try #require(try receive(robot))
    #expect(stranger.isStranger && stranger.bytes == [2] && robot.strangers == 1)
    try robot.send([3].span, to: .peer)
    #expect(try receive(first)?.bytes == [3], "what was sent before the adoption went nowhere")
    robot.releasePeer()
    try second.send([4].span, to: .peer)
    #expect(try receive(robot)?.isStranger == false)
  }

  @Test("the bridge drops and counts what others than its peer send")
  func bridgesPeer() throws {
    let robot = try UDPLink(host: "127.0.0.1", port: 0, role: .robot)
    let bridge = try UDPLink(host: "127.0.0.1", port: robot.localPort, role: .bridge)
    try bridge.send([0].span, to: .peer)
    _ = try receive(robot)
    let intruder = try UDPLink(host: "127.0.0.1", port: bridge.localPort, role: .bridge)
    try intruder.send([66].span, to: .peer)
    try robot.send([1].span, to: .sender)
    #expect(try receive(bridge)?.bytes == [1])
    #expect(bridge.strangers == 1)
  }

  @Test("waits no longer than to its deadline")
  func deadline() throws {
    let robot = try UDPLink(host: "127.0.0.1", port: 0, role: .robot)
    var buffer = [UInt8](repeating: 0, count: 8)
    let start = MonotonicTime.now
    #expect(try robot.receive(into: &buffer, until: start + 20_000_000) == nil)
    #expect((19_000_000..<500_000_000).contains(MonotonicTime.now - start))
  }

  @Test("a peer that is not there loses datagrams and is no error")
  func nobodyThere() throws {
    let gone = try UDPLink(host: "127.0.0.1", port: 0, role: .robot).localPort
    let bridge = try UDPLink(host: "127.0.0.1", port: gone, role: .bridge)
    for _ in 0..<3 { try bridge.send([1].span, to: .peer) }
    var buffer = [UInt8](repeating: 0, count: 8)
    #expect(try bridge.receive(into: &buffer, until: MonotonicTime.now + 20_000_000) == nil)
  }

  @Test("a port that is taken is refused with a sentence")
  func takenPort() throws {
    let robot = try UDPLink(host: "127.0.0.1", port: 0, role: .robot)
    #expect(throws: LinkError.open("udp:127.0.0.1:\(robot.localPort)", problem: "port \(robot.localPort) is taken by another program")) {
      try UDPLink(host: "127.0.0.1", port: robot.localPort, role: .robot)
    }
  }
}
