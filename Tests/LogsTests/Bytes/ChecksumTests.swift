import Logs
import Testing

@Suite("Checksums")
struct ChecksumTests {
  private let digits = Array("123456789".utf8)

  @Test("agree with the published check values")
  func checkValues() {
    #expect(crc32(of: digits[...]) == 0xCBF4_3926)
    #expect(crc32c(of: digits) == 0xE306_9283)
    #expect(crc32c(of: [UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)  // RFC 3720, B.4
  }

  @Test("of nothing are zero")
  func empty() {
    #expect(crc32(of: []) == 0)
    #expect(crc32c(of: []) == 0)
  }
}
