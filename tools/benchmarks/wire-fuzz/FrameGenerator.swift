import Mathematics
import Wire

/// Random and mutated frames, one after the other, as a hostile wire might carry them.
struct FrameGenerator {
  private var stream: RandomStream
  private var encoder = FrameEncoder(system: 1, component: 1)
  private var frame: [UInt8] = []

  init(seed: UInt64) { stream = RandomStream(seed: seed).split("wire-fuzz") }

  /// Appends the next frame.
  mutating func append(to bytes: inout [UInt8]) {
    switch stream.index(below: 20) {
    case 0..<5: makeValid()
    case 5..<13:
      makeValid()
      mutate()
    case 13: makeHeader(version: 2, flags: 0, checksum: true)
    case 14: makeHeader(version: 1, flags: 0, checksum: true)
    case 15: makeHeader(version: 2, flags: 1, checksum: true)
    case 16:
      makeHeader(version: 1 + stream.index(below: 2), flags: UInt8(stream.index(below: 4)), checksum: true)
      mutate()
    case 17: makeHeader(version: 2, flags: UInt8(stream.index(below: 256)), checksum: stream.index(below: 2) == 0)
    default: makeNoise()
    }
    bytes.append(contentsOf: frame)
  }

  /// A message of the dialect with random content, cut by a random number of trailing zeros.
  private mutating func makeValid() {
    switch stream.index(below: 11) {
    case 0: encode(Heartbeat.self)
    case 1: encode(CommandLong.self)
    case 2: encode(CommandAck.self)
    case 3: encode(Statustext.self)
    case 4: encode(JointState.self)
    case 5: encode(JointCommand.self)
    case 6: encode(JointHealth.self)
    case 7: encode(SessionOpen.self)
    case 8: encode(SessionClose.self)
    case 9: encode(RobotInfo.self)
    default: encode(JointInfo.self)
    }
  }

  private mutating func encode<M: Message>(_ type: M.Type) {
    var payload = Payload()
    for i in 0..<stream.index(below: M.length + 1) { payload[i] = UInt8(stream.index(below: 256)) }
    encoder.encode(M(from: payload))
    frame = Array(encoder.bytes[0..<encoder.count])
  }

  /// A frame put together by hand: any length, often an unknown message, a signature where the flags say so.
  private mutating func makeHeader(version: Int, flags: UInt8, checksum: Bool) {
    let known: [UInt32] = [0, 76, 77, 253, 52000, 52001, 52002, 52003, 52004, 52005, 52006]
    var message =
      stream.index(below: 3) == 0 ? UInt32(stream.index(below: 1 << 24)) : known[stream.index(below: known.count)]
    if version == 1 { message &= 0xFF }
    let length = stream.index(below: stream.index(below: 4) == 0 ? 256 : 60)
    frame = version == 1 ? [0xFE, UInt8(length)] : [0xFD, UInt8(length), flags, 0]
    for _ in 0..<3 { frame.append(UInt8(stream.index(below: 256))) }
    for i in 0..<(version == 1 ? 1 : 3) { frame.append(UInt8(truncatingIfNeeded: message >> (8 * UInt32(i)))) }
    for _ in 0..<length { frame.append(UInt8(stream.index(below: 256))) }
    var sum = Checksum()
    for byte in frame.dropFirst() { sum.add(byte) }
    sum.add(Dialect.checksumSeed(of: message) ?? 0)
    let value = checksum ? sum.value : UInt16(stream.index(below: 65536))
    frame.append(UInt8(truncatingIfNeeded: value))
    frame.append(UInt8(value >> 8))
    if version == 2, flags & 1 != 0 { for _ in 0..<13 { frame.append(UInt8(stream.index(below: 256))) } }
  }

  private mutating func makeNoise() {
    frame.removeAll()
    for _ in 0..<(1 + stream.index(below: 40)) { frame.append(UInt8(stream.index(below: 256))) }
  }

  /// One to three faults: flipped bits, other bytes, lost and doubled stretches.
  private mutating func mutate() {
    for _ in 0...stream.index(below: 3) where !frame.isEmpty {
      let place = stream.index(below: frame.count)
      switch stream.index(below: 6) {
      case 0: frame[place] ^= 1 << UInt8(stream.index(below: 8))
      case 1: frame[place] = UInt8(stream.index(below: 256))
      case 2: frame.remove(at: place)
      case 3: frame.insert(UInt8(stream.index(below: 256)), at: place)
      case 4: frame.removeLast(frame.count - place)
      default: frame.insert(contentsOf: frame[place..<min(frame.count, place + 8)], at: place)
      }
    }
  }
}
