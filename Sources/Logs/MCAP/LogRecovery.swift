import Glibc

/// What ``recoverLog(from:to:)`` kept and left behind.
public struct LogRecovery: Sendable, Equatable {
  public var chunks: Int
  public var messages: Int
  /// Chunks that contradicted their checksum.
  public var damagedChunks: Int
  /// Why and where the source ends early; nil when it was complete.
  public var truncation: LogError?
}

/// Writes a valid log with every intact chunk of a truncated or damaged one: the same messages in the same order.
///
/// The result appears under its name only when it is whole.
///
/// - Precondition: `target` is another file than `source`.
/// - Throws: ``LogError`` when the source is not a log at all, or the target cannot be written.
@discardableResult
public func recoverLog(from source: String, to target: String) throws(LogError) -> LogRecovery {
  precondition(source != target, "a log is not recovered onto itself")
  let reader = try MCAPReader(source, by: .streaming)
  let partial = target + ".partial"
  var writer = try MCAPWriter(creating: partial, profile: reader.profile, library: reader.library)
  for metadata in reader.metadata { try writer.add(metadata) }
  for schema in reader.schemas.values.sorted(by: { $0.id < $1.id }) { writer.add(schema) }
  for channel in reader.channels.values.sorted(by: { $0.id < $1.id }) {
    guard reader.schemas[channel.schema] != nil else {
      throw LogError(
        .damaged, file: source, problem: "the type of \(channel.topic) is described nowhere; the log is lost")
    }
    writer.add(channel)
  }

  var report = LogRecovery(chunks: 0, messages: 0, damagedChunks: 0, truncation: reader.truncation)
  for chunk in reader.chunks {
    guard reader.isIntact(chunk) else {
      report.damagedChunks += 1
      continue
    }
    let messages = try reader.messages(in: chunk)
    for message in messages {
      guard reader.channels[message.channel] != nil else {
        throw message.data.fault(.damaged, "the message's channel is described nowhere; the log is lost")
      }
      writer.add(
        message: message.data.bytes[message.data.offset..<message.data.end], channel: message.channel,
        sequence: message.sequence, time: message.time)
    }
    report.chunks += 1
    report.messages += messages.count
    try writer.flush()
  }
  try writer.finish()
  guard rename(partial, target) == 0 else {
    throw LogError(.system, file: target, problem: "cannot be written; choose another name")
  }
  return report
}
