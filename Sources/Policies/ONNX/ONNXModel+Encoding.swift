extension ONNXModel {
  /// The model in Protocol Buffers, its fields always in the same order.
  func encoded() -> [UInt8] {
    var model = ProtobufWriter()
    model.varint(1, Self.irVersion)
    model.string(2, producer)
    model.string(3, producerVersion)
    model.message(7) { graph.encode(into: &$0) }
    model.message(8) { opset in
      opset.string(1, "")
      opset.varint(2, Self.opset)
    }
    for entry in metadata { model.data(14, Self.entry(entry.key, entry.value)) }
    return model.bytes
  }

  /// A StringStringEntryProto.
  static func entry(_ key: String, _ value: String) -> [UInt8] {
    var entry = ProtobufWriter()
    entry.string(1, key)
    entry.string(2, value)
    return entry.bytes
  }

  /// A metadata entry on its own, to be appended to an encoded model.
  static func encodedMetadata(_ key: String, _ value: String) -> [UInt8] {
    var model = ProtobufWriter()
    model.data(14, entry(key, value))
    return model.bytes
  }
}

extension ONNXModel.Graph {
  fileprivate func encode(into graph: inout ProtobufWriter) {
    for node in nodes {
      graph.message(1) { message in
        for input in node.inputs { message.string(1, input) }
        for output in node.outputs { message.string(2, output) }
        message.string(3, node.outputs.first { !$0.isEmpty } ?? node.operation)
        message.string(4, node.operation)
        for (name, value) in node.attributes.sorted(by: { $0.key < $1.key }) {
          message.message(5) { attribute in
            attribute.string(1, name)
            if let whole = Int64(exactly: value) {
              attribute.varint(3, whole)
              attribute.varint(20, 2)  // INT
            } else {
              attribute.float(2, Float(value))
              attribute.varint(20, 1)  // FLOAT
            }
          }
        }
      }
    }
    graph.string(2, name)
    for tensor in initializers { graph.message(5) { tensor.encode(into: &$0) } }
    for input in inputs { graph.message(11) { input.encode(into: &$0) } }
    for output in outputs { graph.message(12) { output.encode(into: &$0) } }
  }
}

extension ONNXModel.Tensor {
  fileprivate func encode(into message: inout ProtobufWriter) {
    for dimension in dimensions { message.varint(1, Int64(dimension)) }
    message.varint(2, integers.isEmpty ? 1 : 7)  // FLOAT or INT64
    message.string(8, name)
    if !integers.isEmpty {
      return message.data(
        9, integers.flatMap { value in (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * Int64($0))) } })
    }
    message.data(9, values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) } })
  }
}

extension ONNXModel.Value {
  fileprivate func encode(into message: inout ProtobufWriter) {
    message.string(1, name)
    message.message(2) { type in
      type.message(1) { tensor in
        tensor.varint(1, 1)  // FLOAT
        tensor.message(2) { shape in
          for dimension in dimensions {
            shape.message(1) { size in
              if let dimension { size.varint(1, Int64(dimension)) } else { size.string(2, "batch") }
            }
          }
        }
      }
    }
  }
}
