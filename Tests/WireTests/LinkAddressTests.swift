import Testing
import Wire

@Suite struct LinkAddressTests {
  @Test("reads what people write", arguments: [
    ("udp:127.0.0.1:14550", LinkAddress.udp(host: "127.0.0.1", port: 14550)),
    ("udp:robot.local:1", .udp(host: "robot.local", port: 1)),
    ("udp:[::1]:9000", .udp(host: "::1", port: 9000)),
    ("serial:/dev/ttyUSB0", .serial(path: "/dev/ttyUSB0", baud: 921_600)),
    ("serial:/dev/pts/3:115200", .serial(path: "/dev/pts/3", baud: 115_200)),
  ])
  func valid(text: String, address: LinkAddress) throws {
    #expect(try LinkAddress(text) == address)
    #expect(try LinkAddress(address.description) == address)
  }

  @Test("refuses the rest with one sentence that tells the mend", arguments: [
    ("127.0.0.1", "write udp:HOST:PORT or serial:PATH[:BAUD]"),
    ("tcp:localhost:80", "'tcp' is no kind of link"),
    ("udp:localhost", "the port is missing"),
    ("udp::14550", "the host is missing"),
    ("udp:localhost:0", "'0' is no port"),
    ("udp:localhost:70000", "'70000' is no port"),
    ("serial:ttyUSB0", "absolute path"),
    ("serial:/dev/ttyUSB0:fast", "'fast' is no baud rate"),
  ])
  func invalid(text: String, hint: String) {
    #expect {
      try LinkAddress(text)
    } throws: { error in
      let sentence = "\(error)"
      return sentence.contains("'\(text)'") && sentence.contains(hint) && sentence.hasSuffix(".")
    }
  }
}
