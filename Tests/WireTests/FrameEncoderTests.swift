import CMallocCount
import Testing
import Wire

@Suite struct FrameEncoderTests {
  private func encoded<M: Message>(_ message: M, sequence: Int = 0) -> [UInt8] {
    var encoder = FrameEncoder(system: 1, component: 191)
    for _ in 0..<sequence { encoder.encode(message) }
    encoder.encode(message)
    return Array(encoder.bytes[..<encoder.count])
  }

  @Test("writes the stock messages as another implementation does")
  func stockMessages() {
    var heartbeat = Heartbeat()
    (heartbeat.type, heartbeat.autopilot, heartbeat.baseMode) = (18, 8, 128)
    (heartbeat.customMode, heartbeat.systemStatus) = (5, 4)
    #expect(hex(encoded(heartbeat, sequence: 7)) == FrameDecoderTests.heartbeat)

    var command = CommandLong()
    (command.targetSystem, command.targetComponent, command.command, command.param1) = (1, 1, 400, 1)
    #expect(hex(encoded(command, sequence: 7)) == FrameDecoderTests.command)

    var text = Statustext()
    text.severity = 2
    FixedText.write("stop", to: &text.text)
    #expect(hex(encoded(text, sequence: 7)) == FrameDecoderTests.text)
  }

  @Test("sends at least one byte of an empty message")
  func emptyMessage() {
    let frame = encoded(SessionClose())
    #expect(frame[1] == 1 && frame.count == 13)
  }

  @Test("cuts text between characters")
  func text() {
    var field = [4 of UInt8](repeating: 1)
    FixedText.write("aäö", to: &field)
    #expect(FixedText.text(of: field) == "aä")
  }

  @Test("neither encoding nor decoding allocates")
  func allocations() {
    var encoder = FrameEncoder(system: 1, component: 1)
    var decoder = FrameDecoder()
    var state = JointState()
    var sum: Float = 0
    func exchange() {
      state.seq &+= 1
      state.position[3] = Float(state.seq)
      encoder.encode(state)
      decoder.append(encoder.bytes, count: encoder.count)
      while decoder.next() != nil { sum += decoder.frame.decode(JointState.self).position[3] }
    }
    exchange()
    let before = malloc_count()
    for _ in 0..<100 { exchange() }
    #expect(malloc_count() == before)
    #expect(sum == 5151)
    let block = [UInt8](repeating: 0, count: Int(sum))
    #expect(malloc_count() > before && block.count == 5151, "the counter counts")
  }
}
