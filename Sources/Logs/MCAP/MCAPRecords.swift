/// The MCAP format (mcap.dev/spec): its records as plain values.
package enum MCAP {
  /// Opens and closes every file.
  package static let magic: [UInt8] = [0x89, 0x4d, 0x43, 0x41, 0x50, 0x30, 0x0d, 0x0a]

  package enum Opcode: UInt8 {
    case header = 1, footer, schema, channel, message, chunk, messageIndex, chunkIndex, attachment, attachmentIndex
    case statistics, metadata, metadataIndex, summaryOffset, dataEnd
  }

  package struct Schema: Sendable, Equatable {
    package var id: UInt16
    package var name: String
    package var encoding: String
    package var text: String

    package init(id: UInt16, name: String, encoding: String, text: String) {
      self.id = id
      self.name = name
      self.encoding = encoding
      self.text = text
    }
  }

  package struct Channel: Sendable, Equatable {
    package var id: UInt16
    package var schema: UInt16
    package var topic: String
    package var encoding: String
    package var metadata: [String: String]

    package init(id: UInt16, schema: UInt16, topic: String, encoding: String, metadata: [String: String] = [:]) {
      self.id = id
      self.schema = schema
      self.topic = topic
      self.encoding = encoding
      self.metadata = metadata
    }
  }

  package struct Metadata: Sendable, Equatable {
    package var name: String
    package var entries: [String: String]

    package init(name: String, entries: [String: String]) {
      self.name = name
      self.entries = entries
    }
  }

  /// A message whose data is still encoded.
  package struct Message {
    package var channel: UInt16
    package var sequence: UInt32
    /// Since 1970, ns.
    package var time: UInt64
    package var data: ByteCursor
  }

  /// Where an uncompressed chunk lies in the file.
  package struct Chunk: Sendable, Equatable {
    /// Of its opcode.
    package var offset: Int
    /// Of the records in it.
    package var records: Range<Int>
    /// Checksum of `records`; 0 when there is none.
    package var crc: UInt32
    /// Channels with messages in it, when an index told.
    package var channels: Set<UInt16>?
  }
}

/// MCAP's field types beside numbers.
extension [UInt8] {
  mutating func append(text: String) {
    append(little: UInt32(text.utf8.count))
    append(contentsOf: text.utf8)
  }

  /// Sorted by key, so that the same map gives the same bytes.
  mutating func append(map: [String: String]) {
    let lengthOffset = count
    append(little: UInt32(0))
    for (key, value) in map.sorted(by: { $0.key < $1.key }) {
      append(text: key)
      append(text: value)
    }
    write(little: UInt32(count - lengthOffset - 4), at: lengthOffset)
  }

  /// A record: opcode, length, content.
  mutating func append(record opcode: MCAP.Opcode, _ content: (inout [UInt8]) -> Void) {
    append(opcode.rawValue)
    let lengthOffset = count
    append(little: UInt64(0))
    content(&self)
    write(little: UInt64(count - lengthOffset - 8), at: lengthOffset)
  }

  mutating func append(_ schema: MCAP.Schema) {
    append(record: .schema) {
      $0.append(little: schema.id)
      $0.append(text: schema.name)
      $0.append(text: schema.encoding)
      $0.append(text: schema.text)
    }
  }

  mutating func append(_ channel: MCAP.Channel) {
    append(record: .channel) {
      $0.append(little: channel.id)
      $0.append(little: channel.schema)
      $0.append(text: channel.topic)
      $0.append(text: channel.encoding)
      $0.append(map: channel.metadata)
    }
  }
}

/// Reading the same.
extension ByteCursor {
  /// The next record: opcode and content.
  mutating func takeRecord() throws(LogError) -> (opcode: UInt8, content: ByteCursor) {
    let opcode = try take(UInt8.self)
    let length = try takeLength()
    return (opcode, try takePart(length))
  }

  mutating func takeSchema() throws(LogError) -> MCAP.Schema {
    MCAP.Schema(
      id: try take(), name: try takeText(), encoding: try takeText(), text: try takeText())
  }

  mutating func takeChannel() throws(LogError) -> MCAP.Channel {
    MCAP.Channel(
      id: try take(), schema: try take(), topic: try takeText(), encoding: try takeText(), metadata: try takeMap())
  }

  mutating func takeMetadata() throws(LogError) -> MCAP.Metadata {
    MCAP.Metadata(name: try takeText(), entries: try takeMap())
  }

  /// A message; its publish time is its log time in our files and is not kept.
  mutating func takeMessage() throws(LogError) -> MCAP.Message {
    let channel = try take(UInt16.self)
    let sequence = try take(UInt32.self)
    let time = try take(UInt64.self)
    try skip(8)
    return MCAP.Message(channel: channel, sequence: sequence, time: time, data: self)
  }

  /// A chunk's head; this cursor then stands at its records.
  mutating func takeChunk(at offset: Int) throws(LogError) -> MCAP.Chunk {
    try skip(16)
    let size = try takeLength()
    let crc = try take(UInt32.self)
    let compression = try takeText()
    let stored = try takeLength()
    guard compression.isEmpty else {
      throw fault(.foreign, "the chunk is compressed with \(compression); convert the file with `mcap decompress`")
    }
    guard stored == size, stored <= remaining else {
      throw fault(.damaged, "the chunk's lengths contradict each other; `sim2real recover` keeps what is intact")
    }
    return MCAP.Chunk(offset: offset, records: self.offset..<self.offset + stored, crc: crc, channels: nil)
  }
}
