extension ONNXModel {
  /// Reads what ``encoded()`` and other writers of the same operators write.
  init(decoding bytes: [UInt8]) throws(PolicyFault) {
    var (ir, opset): (Int64?, Int64?)
    var graph: Graph?
    producer = ""
    producerVersion = ""
    metadata = []
    var reader = ProtobufReader(bytes)
    while let (field, value) = try reader.next() {
      switch field {
      case 1: ir = try reader.int(value)
      case 2: producer = try reader.string(value)
      case 3: producerVersion = try reader.string(value)
      case 7: graph = try Graph(decoding: reader.message(value))
      case 8: opset = try Self.defaultOpset(reader.message(value)) ?? opset
      case 14: metadata.append(try Self.entry(reader.message(value)))
      default: break
      }
    }
    guard let ir, let graph else { throw .notONNX }
    guard ir <= Self.irVersion else {
      throw PolicyFault("ir_version", "is \(ir), but this program reads up to \(Self.irVersion); export it as that")
    }
    guard opset == Self.opset else {
      let found = opset.map(String.init) ?? "missing"
      throw PolicyFault("opset_import", "is \(found), but policies use opset \(Self.opset); export it with that")
    }
    self.graph = graph
  }

  /// The version, if this is the standard domain's.
  private static func defaultOpset(_ message: ProtobufReader) throws(PolicyFault) -> Int64? {
    var reader = message
    var domain = ""
    var version: Int64 = 0
    while let (field, value) = try reader.next() {
      if field == 1 { domain = try reader.string(value) }
      if field == 2 { version = try reader.int(value) }
    }
    return domain.isEmpty || domain == "ai.onnx" ? version : nil
  }

  private static func entry(_ message: ProtobufReader) throws(PolicyFault) -> (key: String, value: String) {
    var reader = message
    var entry = (key: "", value: "")
    while let (field, value) = try reader.next() {
      if field == 1 { entry.key = try reader.string(value) }
      if field == 2 { entry.value = try reader.string(value) }
    }
    return entry
  }

  /// The encoded model without the metadata of that key, every other byte as it stands, and that key's value.
  static func remove(_ key: String, from bytes: [UInt8]) throws(PolicyFault) -> (rest: [UInt8], value: String?) {
    var rest: [UInt8] = []
    var removed: String?
    var reader = ProtobufReader(bytes)
    var start = reader.position
    while let (field, value) = try reader.next() {
      let found = field == 14 ? try entry(reader.message(value)) : nil
      if let found, found.key == key { removed = found.value } else { rest += bytes[start..<reader.position] }
      start = reader.position
    }
    return (rest, removed)
  }
}

extension ONNXModel.Graph {
  fileprivate init(decoding message: ProtobufReader) throws(PolicyFault) {
    name = ""
    var reader = message
    while let (field, value) = try reader.next() {
      switch field {
      case 1: nodes.append(try ONNXModel.Node(decoding: reader.message(value)))
      case 2: name = try reader.string(value)
      case 5: initializers.append(try ONNXModel.Tensor(decoding: reader.message(value)))
      case 11: inputs.append(try ONNXModel.Value(decoding: reader.message(value)))
      case 12: outputs.append(try ONNXModel.Value(decoding: reader.message(value)))
      default: break
      }
    }
  }
}

extension ONNXModel.Node {
  fileprivate init(decoding message: ProtobufReader) throws(PolicyFault) {
    (operation, inputs, outputs) = ("", [], [])
    var reader = message
    while let (field, value) = try reader.next() {
      switch field {
      case 1: inputs.append(try reader.string(value))
      case 2: outputs.append(try reader.string(value))
      case 4: operation = try reader.string(value)
      case 5:
        let (name, number) = try Self.attribute(reader.message(value))
        attributes[name] = number
      default: break
      }
    }
  }

  private static func attribute(_ message: ProtobufReader) throws(PolicyFault) -> (String, Double) {
    var reader = message
    var (name, number) = ("", Double.nan)
    while let (field, value) = try reader.next() {
      switch field {
      case 1: name = try reader.string(value)
      case 2: number = Double(try reader.float(value))
      case 3: number = Double(try reader.int(value))
      default: break
      }
    }
    return (name, number)
  }
}

extension ONNXModel.Tensor {
  fileprivate init(decoding message: ProtobufReader) throws(PolicyFault) {
    (name, dimensions, values) = ("", [], [])
    var type: Int64 = 0
    var sizes: [Int64] = []
    var raw: Range<Int>?
    var reader = message
    while let (field, value) = try reader.next() {
      switch field {
      case 1: sizes += try reader.ints(value)
      case 2: type = try reader.int(value)
      case 4, 9: raw = try reader.range(value)  // packed Floats and raw data are the same bytes
      case 8: name = try reader.string(value)
      default: break
      }
    }
    guard type == 1 || type == 7 else {
      throw PolicyFault(name, "is not a Float tensor; export the weights as 32-bit floats")
    }
    let (bytes, width) = (raw ?? 0..<0, type == 1 ? 4 : 8)
    var count = 1
    for size in sizes {
      let (product, overflow) = count.multipliedReportingOverflow(by: Int(size))
      guard size >= 0, !overflow else { throw PolicyFault(name, "has impossible dimensions \(sizes); export it again") }
      count = product
    }
    guard bytes.count % width == 0, bytes.count / width == count else {
      throw PolicyFault(
        name,
        "holds \(bytes.count) bytes where its dimensions \(sizes) ask for \(count) "
          + "\(type == 1 ? "32-bit floats" : "64-bit integers"); export it again")
    }
    dimensions = sizes.map { Int($0) }
    let words = (0..<count).map { i in
      let at = bytes.lowerBound + width * i
      return (0..<width).reduce(UInt64(0)) { $0 | UInt64(reader.buffer[at + $1]) << UInt64(8 * $1) }
    }
    if type == 1 {
      values = words.map { Float(bitPattern: UInt32($0)) }
    } else {
      integers = words.map { Int64(bitPattern: $0) }
    }
  }
}

extension ONNXModel.Value {
  fileprivate init(decoding message: ProtobufReader) throws(PolicyFault) {
    (name, dimensions) = ("", [])
    var reader = message
    while let (field, value) = try reader.next() {
      if field == 1 { name = try reader.string(value) }
      // ValueInfoProto.type → TypeProto.tensor_type → Tensor.shape → its dimensions.
      if field == 2, let tensor = try reader.message(value).last(1), let shape = try tensor.last(2) {
        dimensions = try Self.dimensions(shape)
      }
    }
  }

  private static func dimensions(_ shape: ProtobufReader) throws(PolicyFault) -> [Int?] {
    var reader = shape
    var sizes: [Int?] = []
    while let (field, value) = try reader.next() {
      guard field == 1 else { continue }
      var size = try reader.message(value)
      var number: Int?
      while let (field, value) = try size.next() { if field == 1 { number = Int(try size.int(value)) } }
      sizes.append(number)
    }
    return sizes
  }
}

extension ProtobufReader {
  /// The last message of that field, as Protocol Buffers resolves repetitions of a single one.
  fileprivate func last(_ wanted: Int) throws(PolicyFault) -> ProtobufReader? {
    var reader = self
    var found: ProtobufReader?
    while let (field, value) = try reader.next() { if field == wanted { found = try reader.message(value) } }
    return found
  }
}
