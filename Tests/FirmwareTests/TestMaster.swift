import Testing
import Wire

/// A master that can also misbehave: it sends what a test tells it and waits for answers.
final class TestMaster {
  let link: any Link
  var session: UInt32 = 42
  private var encoder = FrameEncoder(system: 1, component: 191)
  private var decoder = FrameDecoder()
  private var buffer = [UInt8](repeating: 0, count: 2048)
  private var frames: [Frame] = []

  init(_ link: any Link) { self.link = link }

  func send<M: Message>(_ message: M) throws { try link.send(message, with: &encoder) }

  /// The frame of a message, to be sent some other way.
  func frame<M: Message>(_ message: M) -> [UInt8] {
    encoder.encode(message)
    return Array(encoder.bytes[..<encoder.count])
  }

  /// The next message of a type; nil after a while without one.
  func next<M: Message>(_ type: M.Type, within seconds: Double = 2) throws -> M? {
    let deadline = MonotonicTime.now + MonotonicTime.nanoseconds(seconds)
    while true {
      while !frames.isEmpty {
        let frame = frames.removeFirst()
        if frame.message == M.id { return frame.decode(type) }
      }
      guard let arrival = try link.receive(into: &buffer, until: deadline) else { return nil }
      decoder.append(buffer, count: arrival.count)
      while let outcome = decoder.next() { if outcome == .accepted { frames.append(decoder.frame) } }
    }
  }

  /// Forgets what has come so far.
  func flush() throws {
    frames.removeAll()
    while try link.receive(into: &buffer, until: 0) != nil {}
  }

  func open(session: UInt32 = 42, version: UInt16 = 1) throws -> SessionResult {
    self.session = session
    var request = SessionOpen()
    (request.session, request.protocolVersion, request.targetSystem, request.targetComponent) = (session, version, 1, 1)
    try send(request)
    let info = try #require(try next(RobotInfo.self))
    #expect(info.session == session)
    return try #require(SessionResult(rawValue: info.result))
  }

  func close() throws {
    var message = SessionClose()
    (message.session, message.targetSystem, message.targetComponent) = (session, 1, 1)
    try send(message)
  }

  func commandLong(_ command: MavCmd, _ parameter: Float) -> CommandLong {
    var message = CommandLong()
    (message.command, message.param1, message.targetSystem, message.targetComponent) = (command.rawValue, parameter, 1, 1)
    return message
  }

  func request(_ command: MavCmd, _ parameter: Float) throws -> MavResult? {
    try send(commandLong(command, parameter))
    return try next(CommandAck.self).flatMap { MavResult(rawValue: $0.result) }
  }

  func arm() throws -> MavResult? { try request(.componentArmDisarm, 1) }

  /// A block of equal efforts.
  func command(
    _ number: UInt16, effort: Float, ttl: UInt16 = 100, mode: JointCommandMode = .effort, first: UInt8 = 0, count: UInt8 = 1
  ) -> JointCommand {
    var message = JointCommand()
    (message.session, message.seq, message.ttlMs, message.mode) = (session, number, ttl, mode.rawValue)
    (message.targetSystem, message.targetComponent, message.first, message.count) = (1, 1, first, count)
    message.effort = .init(repeating: effort)
    return message
  }

  /// Sends a command and waits for the state that answers it.
  func push(_ number: UInt16, effort: Float, ttl: UInt16 = 100, mode: JointCommandMode = .effort) throws -> JointState {
    try flush()
    try send(command(number, effort: effort, ttl: ttl, mode: mode))
    while let state = try next(JointState.self) { if state.echo == number { return state } }
    throw NoAnswer()
  }

  struct NoAnswer: Error {}
}
