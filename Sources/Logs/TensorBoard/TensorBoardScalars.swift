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
    for path in Self.files(in: folder) {
      var records = try TensorBoardRecords(path)
      while var event = try records.next() { try add(&event) }
    }
  }

  /// In the order in which TensorBoard reads them.
  static func files(in folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
      .filter { $0.hasPrefix("events.out.tfevents.") }.map { "\(folder)/\($0)" }
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
