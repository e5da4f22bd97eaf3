import FoundationEssentials

/// The scalars in a folder's TensorBoard event files, read back as TensorBoard shows them.
public struct TensorBoardScalars: Sendable, Equatable {
  public struct Point: Sendable, Equatable {
    public var step: Int
    public var value: Double
  }

  /// By tag, steps ascending.
  public private(set) var series: [String: [Point]] = [:]

  /// Reads every event file of the folder; a folder without any has no series.
  ///
  /// - Throws: ``LogError`` for a file that is no event file. A last record that was cut off is left out, since a
  ///   training may be writing it.
  public init(folder: String) throws(LogError) {
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    for name in names where name.hasPrefix("events.out.tfevents.") { try read("\(folder)/\(name)") }
  }

  private mutating func read(_ path: String) throws(LogError) {
    let bytes = try readFile(path)
    var cursor = ByteCursor(bytes, file: path)
    while cursor.remaining > 0 {
      guard cursor.remaining >= 12 else { return }
      let head = cursor.offset
      let length = try cursor.takeLength()
      guard try cursor.take(UInt32.self) == TensorBoardEvent.masked(crc32c(of: bytes[head..<head + 8])) else {
        throw LogError(.foreign, file: path, offset: head, problem: "is no TensorBoard event file; remove it from the folder")
      }
      guard cursor.remaining >= length + 4 else { return }
      var event = ProtobufFields(try cursor.takePart(length))
      try cursor.skip(4)
      try add(&event)
    }
  }

  /// An `Event`: step in field 2, summary in field 5, a session's start in field 7.
  private mutating func add(_ event: inout ProtobufFields) throws(LogError) {
    var step = 0
    var values: [(tag: String, value: Double)] = []
    var restarts = false
    while let field = try event.next() {
      switch (field.number, field.content) {
      case (2, .integer(let number)): step = Int(truncatingIfNeeded: number)
      case (5, .bytes(let summary)): values += try Self.values(summary)
      case (7, .bytes): restarts = true
      default: break
      }
    }
    if restarts {
      for tag in series.keys { series[tag]!.removeAll { $0.step >= step } }
    }
    for (tag, value) in values { series[tag, default: []].append(Point(step: step, value: value)) }
  }

  /// A `Summary`'s values: tag in field 1, a simple value in field 2.
  private static func values(_ summary: ByteCursor) throws(LogError) -> [(tag: String, value: Double)] {
    var values: [(tag: String, value: Double)] = []
    var fields = ProtobufFields(summary)
    while let field = try fields.next() {
      guard case (1, .bytes(let content)) = (field.number, field.content) else { continue }
      var entry = ProtobufFields(content)
      var (tag, value): (String?, Double?) = (nil, nil)
      while let field = try entry.next() {
        switch (field.number, field.content) {
        case (1, .bytes(var text)): tag = String(decoding: try text.takeBytes(text.remaining), as: UTF8.self)
        case (2, .four(let bits)): value = Double(Float(bitPattern: bits))
        default: break
        }
      }
      if let tag, let value { values.append((tag, value)) }
    }
    return values
  }
}

/// A protobuf message's fields, one after the other.
private struct ProtobufFields {
  enum Content {
    case integer(UInt64)
    case eight(UInt64)
    case four(UInt32)
    case bytes(ByteCursor)
  }

  private var cursor: ByteCursor

  init(_ cursor: ByteCursor) { self.cursor = cursor }

  mutating func next() throws(LogError) -> (number: UInt64, content: Content)? {
    guard cursor.remaining > 0 else { return nil }
    let key = try varint()
    switch key & 7 {
    case 0: return (key >> 3, .integer(try varint()))
    case 1: return (key >> 3, .eight(try cursor.take()))
    case 2: return (key >> 3, .bytes(try cursor.takePart(Int(clamping: try varint()))))
    case 5: return (key >> 3, .four(try cursor.take()))
    default: throw cursor.fault(.damaged, "the event has an unknown field; remove the file")
    }
  }

  private mutating func varint() throws(LogError) -> UInt64 {
    var (value, shift): (UInt64, UInt64) = (0, 0)
    while true {
      let byte = try cursor.take(UInt8.self)
      value |= UInt64(byte & 0x7f) << shift
      shift += 7
      if byte < 0x80 || shift > 63 { return value }
    }
  }
}
