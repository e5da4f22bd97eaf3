/// Reads an MCAP file: by its summary where there is one, else from the front up to the last complete chunk.
package struct MCAPReader {
  package let file: String
  package private(set) var profile = ""
  package private(set) var library = ""
  package private(set) var schemas: [UInt16: MCAP.Schema] = [:]
  package private(set) var channels: [UInt16: MCAP.Channel] = [:]
  package private(set) var metadata: [MCAP.Metadata] = []
  package private(set) var chunks: [MCAP.Chunk] = []
  /// Why and where the file ends early; nil when it is complete.
  package private(set) var truncation: LogError?
  /// Whether the summary was used.
  package private(set) var isIndexed = false
  private let bytes: [UInt8]

  package enum Method {
    /// By the summary where there is one.
    case indexed
    /// From the front, whatever a summary says.
    case streaming
  }

  package init(_ path: String, by method: Method = .indexed) throws(LogError) {
    try self.init(try readFile(path), file: path, by: method)
  }

  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - file: its name, for faults.
  package init(_ bytes: [UInt8], file: String, by method: Method = .indexed) throws(LogError) {
    self.bytes = bytes
    self.file = file
    var cursor = ByteCursor(bytes, file: file)
    guard bytes.starts(with: MCAP.magic.prefix(bytes.count)), !bytes.isEmpty else {
      throw cursor.fault(.foreign, "is not an MCAP file; give the path of a recorded log")
    }
    do throws(LogError) {
      try cursor.skip(MCAP.magic.count)
      var (opcode, header) = try cursor.takeRecord()
      guard opcode == MCAP.Opcode.header.rawValue else {
        throw LogError(
          .damaged, file: file, offset: MCAP.magic.count, problem: "the header is missing; record the log again")
      }
      profile = try header.takeText()
      library = try header.takeText()
    } catch where error.kind == .truncated {
      throw LogError(
        .truncated, file: file, offset: error.offset,
        problem: "the file ends here, within its header; nothing can be recovered, record the log again")
    }

    if method == .indexed, let summary = try summaryRange() {
      try readSummary(summary)
      isIndexed = true
    } else {
      stream(&cursor)
    }
  }

  // MARK: By the summary

  /// Where the summary lies; nil when the file ends early or has none.
  private func summaryRange() throws(LogError) -> Range<Int>? {
    let footerLength = 9 + 20
    let footerOffset = bytes.count - MCAP.magic.count - footerLength
    guard footerOffset > MCAP.magic.count, bytes.suffix(MCAP.magic.count).elementsEqual(MCAP.magic),
      bytes[footerOffset] == MCAP.Opcode.footer.rawValue
    else { return nil }
    var cursor = ByteCursor(bytes, in: footerOffset + 9..<bytes.count, file: file)
    let start = try cursor.takeLength()
    try cursor.skip(8)
    let crcOffset = cursor.offset
    let crc = try cursor.take(UInt32.self)
    guard start > 0 else { return nil }
    guard start >= MCAP.magic.count, start <= footerOffset,
      crc == 0 || crc == crc32(of: bytes[start..<crcOffset])
    else {
      throw LogError(
        .damaged, file: file, offset: footerOffset,
        problem: "the summary does not agree with its checksum; `sim2real recover` writes it anew")
    }
    return start..<footerOffset
  }

  private mutating func readSummary(_ range: Range<Int>) throws(LogError) {
    var cursor = ByteCursor(bytes, in: range, file: file)
    while cursor.remaining > 0 {
      var (opcode, content) = try cursor.takeRecord()
      switch MCAP.Opcode(rawValue: opcode) {
      case .schema: add(try content.takeSchema())
      case .channel: add(try content.takeChannel())
      case .metadataIndex:
        var record = try place(content.takeLength(), .metadata)
        metadata.append(try record.takeMetadata())
      case .chunkIndex:
        try content.skip(16)
        let offset = try content.takeLength()
        try content.skip(8)
        var places = try content.takePart(Int(try content.take(UInt32.self)))
        var found: Set<UInt16> = []
        while places.remaining > 0 {
          found.insert(try places.take())
          try places.skip(8)
        }
        var record = try place(offset, .chunk)
        var chunk = try record.takeChunk(at: offset)
        chunk.channels = found
        chunks.append(chunk)
      default: break
      }
    }
  }

  /// The content of the record at an offset that an index gave.
  private func place(_ offset: Int, _ opcode: MCAP.Opcode) throws(LogError) -> ByteCursor {
    guard offset < bytes.count, bytes[offset] == opcode.rawValue else {
      throw LogError(
        .damaged, file: file, offset: min(offset, bytes.count),
        problem: "the index points at something else; `sim2real recover` writes it anew")
    }
    var cursor = ByteCursor(bytes, in: offset..<bytes.count, file: file)
    return try cursor.takeRecord().content
  }

  // MARK: From the front

  /// Takes in what is complete, and notes where that ends.
  private mutating func stream(_ cursor: inout ByteCursor) {
    while true {
      let offset = cursor.offset
      do throws(LogError) {
        var (opcode, content) = try cursor.takeRecord()
        switch MCAP.Opcode(rawValue: opcode) {
        case .dataEnd, .footer: return
        case .schema: add(try content.takeSchema())
        case .channel: add(try content.takeChannel())
        case .metadata: metadata.append(try content.takeMetadata())
        case .chunk:
          let chunk = try content.takeChunk(at: offset)
          chunks.append(chunk)
          if isIntact(chunk) { try learn(chunk) }
        default: break
        }
      } catch {
        truncation = error
        truncation!.offset = offset
        return
      }
    }
  }

  private mutating func add(_ schema: MCAP.Schema) { schemas[schema.id] = schema }
  private mutating func add(_ channel: MCAP.Channel) { channels[channel.id] = channel }

  // MARK: Chunks and messages

  /// Whether a chunk agrees with its checksum.
  package func isIntact(_ chunk: MCAP.Chunk) -> Bool { chunk.crc == 0 || chunk.crc == crc32(of: bytes[chunk.records]) }

  /// Channels and schemas of a chunk are known from then on.
  private mutating func learn(_ chunk: MCAP.Chunk) throws(LogError) {
    var cursor = ByteCursor(bytes, in: chunk.records, file: file)
    while cursor.remaining > 0 {
      var (opcode, content) = try cursor.takeRecord()
      switch MCAP.Opcode(rawValue: opcode) {
      case .schema: add(try content.takeSchema())
      case .channel: add(try content.takeChannel())
      default: break
      }
    }
  }

  /// The messages of a chunk in the order of the file.
  ///
  /// - Throws: ``LogError`` of the kind `.damaged` when the chunk contradicts its checksum.
  package func messages(in chunk: MCAP.Chunk) throws(LogError) -> [MCAP.Message] {
    guard isIntact(chunk) else {
      throw LogError(
        .damaged, file: file, offset: chunk.offset,
        problem: "the chunk does not agree with its checksum; `sim2real recover` keeps the others")
    }
    var messages: [MCAP.Message] = []
    var cursor = ByteCursor(bytes, in: chunk.records, file: file)
    while cursor.remaining > 0 {
      var (opcode, content) = try cursor.takeRecord()
      if opcode == MCAP.Opcode.message.rawValue { messages.append(try content.takeMessage()) }
    }
    return messages
  }

  /// The messages of a topic in the order of the file; chunks without any are not touched where an index tells.
  package func messages(on topic: String) throws(LogError) -> [MCAP.Message] {
    let wanted = Set(channels.values.filter { $0.topic == topic }.map(\.id))
    var found: [MCAP.Message] = []
    for chunk in chunks where chunk.channels.map({ !$0.isDisjoint(with: wanted) }) ?? true {
      for message in try messages(in: chunk) where wanted.contains(message.channel) { found.append(message) }
    }
    return found
  }
}
