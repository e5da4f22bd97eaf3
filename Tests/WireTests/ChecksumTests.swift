import Testing
import Wire

@Suite struct ChecksumTests {
  @Test("gives the published check value of CRC-16/MCRF4XX")
  func checkValue() {
    var checksum = Checksum()
    checksum.add(Array("123456789".utf8).span)
    #expect(checksum.value == 0x6F91)
  }
}
