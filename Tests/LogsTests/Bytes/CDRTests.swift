import Logs
import Testing

@Suite("CDR")
struct CDRTests {
  @Test("aligns each value to its size, counted from after the header")
  func layout() {
    var encoder = CDREncoder()
    encoder.append(UInt8(7))
    encoder.append(UInt16(0x0201))
    encoder.append("ab")
    encoder.append([1.0])
    #expect(
      encoder.bytes == [
        0, 1, 0, 0,  // little-endian
        7, 0, 1, 2,  // one byte of padding
        3, 0, 0, 0, 0x61, 0x62, 0,  // length with the NUL
        0,  // to the sequence's count
        1, 0, 0, 0,  // at 12: the element at 16 needs no padding
        0, 0, 0, 0, 0, 0, 0xf0, 0x3f,
      ])
  }

  @Test("an empty sequence brings no padding of its own")
  func emptySequence() {
    var encoder = CDREncoder()
    encoder.append([Double]())
    encoder.append(UInt8(9))
    #expect(encoder.bytes == [0, 1, 0, 0, 0, 0, 0, 0, 9])
  }

  @Test("decodes what was encoded")
  func roundTrip() throws {
    var encoder = CDREncoder()
    encoder.append(UInt8(1))
    encoder.append([1.5, -.infinity])
    encoder.append("Grüße")
    encoder.append([Float(0.1), 2])
    encoder.append(Int32(-5))
    encoder.append(UInt64.max)
    var decoder = try CDRDecoder(ByteCursor(encoder.bytes, file: "message"))
    #expect(try decoder.take(UInt8.self) == 1)
    #expect(try decoder.takeDoubles() == [1.5, -.infinity])
    #expect(try decoder.takeText() == "Grüße")
    #expect(try decoder.takeFloats() == [0.1, 2])
    #expect(try decoder.take(Int32.self) == -5)
    #expect(try decoder.take(UInt64.self) == .max)
  }

  @Test("refuses a count that its message cannot hold, and another byte order")
  func damage() throws {
    var encoder = CDREncoder()
    encoder.append(UInt32.max)
    var decoder = try CDRDecoder(ByteCursor(encoder.bytes, file: "message"))
    #expect(throws: LogError.self) { try decoder.takeDoubles() }
    #expect(throws: LogError.self) { try CDRDecoder(ByteCursor([0, 0, 0, 0], file: "message")) }
  }
}
