/// Writes an MCAP file: uncompressed chunks with checksums and indexes, and a summary at the end.
///
/// A chunk reaches the file in one piece at ``flush()``, so a crash loses at most what came after the last one. Ids of
/// schemas and channels are the caller's; each is written into the chunk that first needs it and into the summary.
package struct MCAPWriter: ~Copyable {
  private var file: OutputFile
  private var schemas: [MCAP.Schema] = []
  private var channels: [MCAP.Channel] = []
  private var counts: [UInt16: UInt64] = [:]  // messages by channel
  private var times: ClosedRange<UInt64>?

  /// The open chunk's records, and its messages by channel as (time, offset).
  private var records: [UInt8] = []
  private var index: [UInt16: [(time: UInt64, offset: UInt64)]] = [:]
  private var chunkTimes: ClosedRange<UInt64>?

  /// ChunkIndex and MetadataIndex records for the summary.
  private var chunkIndexes: [UInt8] = []
  private var metadataIndexes: [UInt8] = []
  private var chunkCount: UInt32 = 0
  private var metadataCount: UInt32 = 0

  package init(creating path: String, profile: String, library: String) throws(LogError) {
    var created = try OutputFile(creating: path)
    var bytes = MCAP.magic
    bytes.append(record: .header) {
      $0.append(text: profile)
      $0.append(text: library)
    }
    try created.write(bytes)
    file = created
  }

  /// Bytes of the open chunk.
  package var pending: Int { records.count }
  /// Messages taken so far.
  package var messageCount: UInt64 { counts.values.reduce(0, +) }
  /// Bytes in the file so far.
  package var size: Int { file.offset }

  /// Written at once, outside of chunks.
  package mutating func add(_ metadata: MCAP.Metadata) throws(LogError) {
    var bytes: [UInt8] = []
    bytes.append(record: .metadata) {
      $0.append(text: metadata.name)
      $0.append(map: metadata.entries)
    }
    let offset = UInt64(file.offset)
    metadataIndexes.append(record: .metadataIndex) {
      $0.append(little: offset)
      $0.append(little: UInt64(bytes.count))
      $0.append(text: metadata.name)
    }
    metadataCount += 1
    try file.write(bytes)
  }

  package mutating func add(_ schema: MCAP.Schema) {
    precondition(schema.id > 0 && !schemas.contains { $0.id == schema.id }, "a schema's id is positive and its own")
    schemas.append(schema)
    records.append(schema)
  }

  package mutating func add(_ channel: MCAP.Channel) {
    precondition(!channels.contains { $0.id == channel.id }, "a channel's id is its own")
    precondition(schemas.contains { $0.id == channel.schema }, "a channel's schema comes first")
    channels.append(channel)
    counts[channel.id] = 0
    records.append(channel)
  }

  /// - Parameter time: since 1970, ns.
  package mutating func add(
    message data: some Collection<UInt8>, channel: UInt16, sequence: UInt32, time: UInt64
  ) {
    precondition(counts[channel] != nil, "a message's channel comes first")
    index[channel, default: []].append((time, UInt64(records.count)))
    records.append(record: .message) {
      $0.append(little: channel)
      $0.append(little: sequence)
      $0.append(little: time)
      $0.append(little: time)
      $0.append(contentsOf: data)
    }
    counts[channel]! += 1
    chunkTimes = Self.extend(chunkTimes, to: time)
    times = Self.extend(times, to: time)
  }

  private static func extend(_ range: ClosedRange<UInt64>?, to time: UInt64) -> ClosedRange<UInt64> {
    guard let range else { return time...time }
    return min(range.lowerBound, time)...max(range.upperBound, time)
  }

  /// Writes the open chunk and its indexes, and waits for the disk.
  package mutating func flush() throws(LogError) {
    guard !records.isEmpty else { return }
    let times = chunkTimes ?? 0...0
    let crc = crc32(of: records[...])
    var bytes: [UInt8] = []
    bytes.reserveCapacity(records.count + 256)
    bytes.append(record: .chunk) {
      $0.append(little: times.lowerBound)
      $0.append(little: times.upperBound)
      $0.append(little: UInt64(records.count))
      $0.append(little: crc)
      $0.append(text: "")
      $0.append(little: UInt64(records.count))
      $0.append(contentsOf: records)
    }
    let chunkLength = bytes.count
    var places: [(channel: UInt16, offset: UInt64)] = []
    for (channel, entries) in index.sorted(by: { $0.key < $1.key }) where !entries.isEmpty {
      places.append((channel, UInt64(file.offset + bytes.count)))
      bytes.append(record: .messageIndex) {
        $0.append(little: channel)
        $0.append(little: UInt32(entries.count * 16))
        for entry in entries {
          $0.append(little: entry.time)
          $0.append(little: entry.offset)
        }
      }
    }
    let offset = UInt64(file.offset)
    let size = UInt64(records.count)
    chunkIndexes.append(record: .chunkIndex) {
      $0.append(little: times.lowerBound)
      $0.append(little: times.upperBound)
      $0.append(little: offset)
      $0.append(little: UInt64(chunkLength))
      $0.append(little: UInt32(places.count * 10))
      for place in places {
        $0.append(little: place.channel)
        $0.append(little: place.offset)
      }
      $0.append(little: UInt64(bytes.count - chunkLength))
      $0.append(text: "")
      $0.append(little: size)
      $0.append(little: size)
    }
    chunkCount += 1
    records.removeAll(keepingCapacity: true)
    for channel in index.keys { index[channel]!.removeAll(keepingCapacity: true) }
    chunkTimes = nil
    try file.write(bytes)
    try file.synchronize()
  }

  /// Writes the last chunk, the summary and the end. Nothing may follow.
  package mutating func finish() throws(LogError) {
    try flush()
    var bytes: [UInt8] = []
    bytes.append(record: .dataEnd) { $0.append(little: UInt32(0)) }
    let start = bytes.count
    let base = UInt64(file.offset)
    var groups: [(opcode: MCAP.Opcode, range: Range<Int>)] = []

    func group(_ opcode: MCAP.Opcode, _ content: (inout [UInt8]) -> Void) {
      let from = bytes.count
      content(&bytes)
      if bytes.count > from { groups.append((opcode, from..<bytes.count)) }
    }
    let (schemas, channels, chunkIndexes, metadataIndexes) = (schemas, channels, chunkIndexes, metadataIndexes)
    let statistics = statisticsRecord()
    group(.schema) { for schema in schemas { $0.append(schema) } }
    group(.channel) { for channel in channels { $0.append(channel) } }
    group(.statistics) { $0.append(contentsOf: statistics) }
    group(.chunkIndex) { $0.append(contentsOf: chunkIndexes) }
    group(.metadataIndex) { $0.append(contentsOf: metadataIndexes) }
    let offsets = bytes.count
    for group in groups {
      bytes.append(record: .summaryOffset) {
        $0.append(group.opcode.rawValue)
        $0.append(little: base + UInt64(group.range.lowerBound))
        $0.append(little: UInt64(group.range.count))
      }
    }
    // The checksum covers the summary and the footer up to itself.
    bytes.append(record: .footer) {
      $0.append(little: base + UInt64(start))
      $0.append(little: base + UInt64(offsets))
      $0.append(little: UInt32(0))
    }
    bytes.write(little: crc32(of: bytes[start..<bytes.count - 4]), at: bytes.count - 4)
    bytes.append(contentsOf: MCAP.magic)
    try file.write(bytes)
    try file.synchronize()
  }

  private func statisticsRecord() -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(record: .statistics) {
      $0.append(little: messageCount)
      $0.append(little: UInt16(schemas.count))
      $0.append(little: UInt32(channels.count))
      $0.append(little: UInt32(0))  // attachments
      $0.append(little: metadataCount)
      $0.append(little: chunkCount)
      $0.append(little: times?.lowerBound ?? 0)
      $0.append(little: times?.upperBound ?? 0)
      $0.append(little: UInt32(counts.count * 10))
      for (channel, count) in counts.sorted(by: { $0.key < $1.key }) {
        $0.append(little: channel)
        $0.append(little: count)
      }
    }
    return bytes
  }
}
