import Testing
import Wire

@Suite struct FrameDecoderTests {
  /// Made by pymavlink's common dialect: system 1, component 191, sequence 7.
  static let heartbeat = "fd0900000701bf00000005000000120880040338c5"
  static let command = "fd2000000701bf4c00000000803f000000000000000000000000000000000000000000000000900101011fad"
  static let acknowledgement = "fd0a00000701bf4d00009001000000000000ffbe901a"
  static let text = "fd0500000701bffd00000273746f707ed5"
  static let firstVersion = "fe090701bf00050000001208800403574d"

  /// All outcomes for these bytes, and the last frame accepted.
  private func decode(_ bytes: [UInt8], piece: Int = 4096) -> (outcomes: [FrameDecoder.Outcome], frame: Frame) {
    var decoder = FrameDecoder()
    var outcomes: [FrameDecoder.Outcome] = []
    var start = 0
    while start < bytes.count {
      let end = min(bytes.count, start + piece)
      decoder.append(bytes.span.extracting(start..<end))
      while let outcome = decoder.next() { outcomes.append(outcome) }
      start = end
    }
    return (outcomes, decoder.frame)
  }

  @Test("reads the stock messages of another implementation")
  func stockMessages() {
    let (outcomes, frame) = decode(bytes(hex: Self.heartbeat))
    #expect(outcomes == [.accepted])
    #expect(frame.sequence == 7 && frame.system == 1 && frame.component == 191)
    let heartbeat = frame.decode(Heartbeat.self)
    #expect(heartbeat.type == 18 && heartbeat.autopilot == 8 && heartbeat.baseMode == 128)
    #expect(heartbeat.customMode == 5 && heartbeat.systemStatus == 4 && heartbeat.mavlinkVersion == 3)

    let command = decode(bytes(hex: Self.command)).frame.decode(CommandLong.self)
    #expect(command.command == 400 && command.param1 == 1 && command.param7 == 0)
    #expect(command.targetSystem == 1 && command.targetComponent == 1)

    let answer = decode(bytes(hex: Self.acknowledgement)).frame.decode(CommandAck.self)
    #expect(answer.command == 400 && answer.result == 0 && answer.targetSystem == 255 && answer.targetComponent == 190)

    let text = decode(bytes(hex: Self.text)).frame.decode(Statustext.self)
    #expect(text.severity == 2 && FixedText.text(of: text.text) == "stop")
  }

  @Test("reads MAVLink 1 frames")
  func olderVersion() {
    let (outcomes, frame) = decode(bytes(hex: Self.firstVersion))
    #expect(outcomes == [.accepted])
    #expect(frame.sequence == 7 && frame.decode(Heartbeat.self).customMode == 5)
  }

  @Test("finds frames in whatever pieces they come", arguments: [1, 2, 3, 7, 21, 22, 100])
  func pieces(piece: Int) {
    let stream = bytes(hex: "00ff01" + Self.heartbeat + Self.command + "42" + Self.text)
    #expect(decode(stream, piece: piece).outcomes == [.accepted, .accepted, .accepted])
  }

  @Test("refuses every frame with one bit flipped, and goes on after it")
  func flippedBits() {
    let good = bytes(hex: Self.command)
    for place in good.indices.dropFirst(3) {  // length and flags decide how far the frame reaches
      for bit in 0..<8 {
        var bad = good
        bad[place] ^= 1 << UInt8(bit)
        let outcomes = decode(bad + bytes(hex: Self.heartbeat)).outcomes
        #expect(outcomes.last == .accepted && outcomes.count == 2 && outcomes[0] != .accepted, "byte \(place), bit \(bit)")
      }
    }
  }

  @Test("refuses flags that demand what it cannot do, and passes over a signature")
  func flags() {
    var frame = bytes(hex: Self.heartbeat)
    frame[2] = 2
    #expect(decode(frame).outcomes == [.refused])

    frame[2] = 1
    var sum = Checksum()
    for byte in frame[1..<19] { sum.add(byte) }
    sum.add(Heartbeat.checksumSeed)
    frame[19] = UInt8(truncatingIfNeeded: sum.value)
    frame[20] = UInt8(sum.value >> 8)
    #expect(decode(frame).outcomes == [])
    #expect(decode(frame + [UInt8](repeating: 0xFD, count: 13)).outcomes == [.accepted])
  }

  @Test("says when a message is not of the dialect")
  func unknownMessage() {
    var frame = bytes(hex: Self.heartbeat)
    frame[7] = 5
    #expect(decode(frame).outcomes == [.unknown])
  }

  @Test("counts what it saw")
  func counters() {
    var decoder = FrameDecoder()
    var bad = bytes(hex: Self.heartbeat)
    bad[12] ^= 1
    let stream = [1, 2, 3] + bad + bytes(hex: Self.heartbeat)
    decoder.append(stream.span)
    while decoder.next() != nil {}
    #expect(decoder.skippedBytes == 3 && decoder.refused == 1 && decoder.accepted == 1 && decoder.unknown == 0)
    #expect(decoder.position == stream.count)
  }

  @Test("forgets half a frame when told to")
  func discard() {
    var decoder = FrameDecoder()
    decoder.append(bytes(hex: Self.heartbeat), count: 9)
    #expect(decoder.next() == nil)
    decoder.discard()
    let whole = bytes(hex: Self.heartbeat)
    decoder.append(whole.span)
    #expect(decoder.next() == .accepted)
  }
}
