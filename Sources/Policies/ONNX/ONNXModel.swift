/// The part of ONNX that policies use (onnx.proto3, IR version 8): a chain of nodes over Float tensors, and whole numbers
/// for shapes.
struct ONNXModel {
  static let irVersion: Int64 = 8
  static let opset: Int64 = 17

  var producer: String
  var producerVersion: String
  var graph: Graph
  var metadata: [(key: String, value: String)]

  struct Graph {
    var name: String
    var nodes: [Node] = []
    var initializers: [Tensor] = []
    var inputs: [Value] = []
    var outputs: [Value] = []
  }

  struct Node: Equatable {
    var operation: String
    /// An empty name leaves an optional one out.
    var inputs: [String]
    var outputs: [String]
    /// Floats and whole numbers; any other kind of attribute is kept as NaN, which no check accepts.
    var attributes: [String: Double] = [:]
  }

  struct Tensor: Equatable {
    var name: String
    var dimensions: [Int]
    var values: [Float]
    /// A shape's numbers; such a tensor has no Floats.
    var integers: [Int64] = []
  }

  /// An input or output of the graph.
  struct Value: Equatable {
    var name: String
    /// nil is a size that the caller chooses, the batch.
    var dimensions: [Int?]
  }
}
