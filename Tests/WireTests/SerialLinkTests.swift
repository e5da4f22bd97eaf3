import TestSupport
import Testing
import Wire

@Suite struct SerialLinkTests {
  @Test("carries every byte unchanged over a pty, at any common speed", arguments: [115_200, 1_000_000, 4_000_000])
  func exchange(baud: Int) throws {
    let pair = PseudoTerminal()
    let link = try SerialLink(path: pair.path, baud: baud)
    let all = (0...255).map { UInt8($0) }
    try link.send(all.span, to: .peer)
    #expect(pair.read(256) == all)

    pair.write(all)
    var buffer = [UInt8](repeating: 0, count: 512)
    var received: [UInt8] = []
    while received.count < 256, let arrival = try link.receive(into: &buffer, until: MonotonicTime.now + 1_000_000_000) {
      received += buffer[..<arrival.count]
    }
    #expect(received == all)
  }

  @Test("waits no longer than to its deadline")
  func deadline() throws {
    let pair = PseudoTerminal()
    let link = try SerialLink(path: pair.path, baud: 115_200)
    var buffer = [UInt8](repeating: 0, count: 8)
    #expect(try link.receive(into: &buffer, until: MonotonicTime.now + 20_000_000) == nil)
  }

  @Test("says when the other end has hung up")
  func hangUp() throws {
    let pair = PseudoTerminal()
    let link = try SerialLink(path: pair.path, baud: 115_200)
    pair.close()
    var buffer = [UInt8](repeating: 0, count: 8)
    #expect(throws: LinkError.closed) { try link.receive(into: &buffer, until: MonotonicTime.now + 100_000_000) }
  }

  @Test("a full line loses frames and does not block the sender")
  func fullLine() throws {
    let pair = PseudoTerminal()
    let link = try SerialLink(path: pair.path, baud: 115_200)
    let frame = [UInt8](repeating: 7, count: 64)
    let start = MonotonicTime.now
    for _ in 0..<2000 { try link.send(frame.span, to: .peer) }
    #expect(MonotonicTime.now - start < 5_000_000_000)
    let arrived = pair.read(2000 * 64)
    #expect(arrived.count < 2000 * 64 && arrived.count % 64 == 0)
  }

  @Test("refuses what is no serial device, with a sentence")
  func noDevice() {
    #expect(throws: LinkError.open("serial:/dev/nothing:9600", problem: "there is no device /dev/nothing")) {
      try SerialLink(path: "/dev/nothing", baud: 9600)
    }
    #expect(throws: LinkError.open("serial:/dev/null:9600", problem: "it is no serial device")) {
      try SerialLink(path: "/dev/null", baud: 9600)
    }
  }

  @Test("names the speeds when a terminal cannot have the one asked for")
  func speed() {
    let pair = PseudoTerminal()
    #expect {
      try SerialLink(path: pair.path, baud: 12345)
    } throws: { "\($0)".contains("12345 baud is not possible; use one of 9600, 57600, 115200") }
  }
}
