/// A log read back: its header and its ticks.
public struct RecordedLog: Sendable {
  public let file: String
  public let header: LogHeader
  /// In the order of the file.
  public let ticks: [TickRecord]
  /// Why and where the file ends early; nil when it is complete.
  public let truncation: LogError?

  /// Reads a log, or the complete chunks of one that ends early.
  ///
  /// - Throws: ``LogError`` when it is no log of ours, is damaged, or ends before its first tick.
  public init(reading path: String) throws(LogError) {
    try self.init(try MCAPReader(path))
  }

  package init(_ reader: MCAPReader) throws(LogError) {
    func foreign(_ problem: String) -> LogError {
      LogError(.foreign, file: reader.file, problem: problem + "; give a log that this program recorded")
    }
    file = reader.file
    truncation = reader.truncation
    if let truncation {
      guard truncation.kind == .truncated else { throw truncation }
      guard !reader.chunks.isEmpty else {
        throw LogError(
          .truncated, file: reader.file, offset: truncation.offset,
          problem: "the file ends here, before its first tick; nothing can be recovered, record the log again")
      }
    }
    guard reader.profile == "ros2" else {
      throw foreign("has the profile \"\(reader.profile)\" instead of \"ros2\"")
    }
    guard let metadata = reader.metadata.first(where: { $0.name == LogHeader.metadataName }) else {
      throw foreign("has no metadata \"\(LogHeader.metadataName)\"")
    }
    guard let channel = reader.channels.values.first(where: { $0.topic == Topic.tick.name }) else {
      throw foreign("has no channel \(Topic.tick.name)")
    }
    let schema = reader.schemas[channel.schema]
    guard channel.encoding == "cdr", schema?.name == MessageDefinition.tick.name, schema?.encoding == "ros2msg" else {
      throw foreign(
        "the channel \(Topic.tick.name) holds \(schema?.name ?? "an unknown type") instead of "
          + MessageDefinition.tick.name)
    }

    var urdf = ""
    if let message = try reader.messages(on: Topic.robotDescription.name).first {
      var decoder = try CDRDecoder(message.data)
      urdf = try decoder.takeText()
    }
    let header = try LogHeader(metadata, urdf: urdf, file: reader.file)
    var ticks: [TickRecord] = []
    for message in try reader.messages(on: Topic.tick.name) {
      var decoder = try CDRDecoder(message.data)
      ticks.append(try TickRecord(&decoder, header: header))
    }
    self.header = header
    self.ticks = ticks
  }

  /// Ticks that the recorder dropped between the first and the last one here.
  public var missingTicks: Int {
    guard let first = ticks.first, let last = ticks.last, last.tick >= first.tick else { return 0 }
    return Int(truncatingIfNeeded: last.tick - first.tick) &+ 1 &- ticks.count
  }
}
