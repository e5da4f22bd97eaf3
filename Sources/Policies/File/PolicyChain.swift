/// Walks a policy's graph node by node and gives what each holds; anything else than a policy is refused.
struct PolicyChain {
  let nodes: [ONNXModel.Node]
  private let tensors: [String: ONNXModel.Tensor]
  var index = 0
  /// The value that the next node must take.
  var current: String

  init(_ graph: ONNXModel.Graph, from input: String) {
    nodes = graph.nodes
    tensors = Dictionary(graph.initializers.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
    current = input
  }

  /// The next node's operator, if there is one.
  var operation: String? { index < nodes.count ? nodes[index].operation : nil }

  /// Takes an element-wise node with one vector.
  mutating func vector(_ operation: String, count: Int? = nil) throws(PolicyFault) -> [Float] {
    let operand = try take(operation, operands: 1)[0]
    guard operand.dimensions.count == 1, operand.values.count == count ?? operand.values.count else {
      throw disagreement(operand, "[\(count.map(String.init) ?? "n")]")
    }
    return operand.values
  }

  /// Takes a clip to ± the same limit.
  mutating func clip() throws(PolicyFault) -> Float {
    let limits = try take("Clip", operands: 2)
    guard limits[0].values.count == 1, limits[1].values.count == 1 else { throw disagreement(limits[0], "[]") }
    guard limits[1].values[0] > 0, limits[0].values[0] == -limits[1].values[0] else {
      throw PolicyFault(limits[0].name, "must be the negative of \(limits[1].name); export it again")
    }
    return limits[1].values[0]
  }

  mutating func gemm(
    inputs: Int
  ) throws(PolicyFault) -> (outputs: Int, weights: [Float], biases: [Float]) {
    let operands = try take(
      "Gemm", operands: 2, attributes: ["alpha": 1, "beta": 1, "transA": 0, "transB": 0])
    let (weight, bias) = (operands[0], operands[1])
    guard weight.dimensions.count == 2, weight.dimensions[0] == inputs, weight.dimensions[1] > 0 else {
      throw disagreement(weight, "[\(inputs), n]")
    }
    guard bias.dimensions == [weight.dimensions[1]] else { throw disagreement(bias, "[\(weight.dimensions[1])]") }
    return (weight.dimensions[1], weight.values, bias.values)
  }

  /// Takes a layer normalisation, or nothing where there is none.
  mutating func normalization(outputs: Int) throws(PolicyFault) -> Network.LayerNormalization? {
    guard operation == "LayerNormalization" else { return nil }
    let operands = try take(
      "LayerNormalization", operands: 2,
      attributes: ["axis": -1, "epsilon": Double(Network.LayerNormalization.epsilon)])
    for operand in operands where operand.dimensions != [outputs] { throw disagreement(operand, "[\(outputs)]") }
    return Network.LayerNormalization(gain: operands[0].values, shift: operands[1].values)
  }

  /// Takes x · sigmoid(x).
  private mutating func gate() throws(PolicyFault) {
    let sum = current
    _ = try take("Sigmoid", operands: 0)
    guard index < nodes.count, nodes[index].operation == "Mul", nodes[index].inputs == [sum, current],
      nodes[index].outputs.count == 1
    else {
      throw PolicyFault("node \(index + 1)", "does not multiply a gate with its input; export it with sim2real")
    }
    current = nodes[index].outputs[0]
    index += 1
  }

  /// Takes an activation, or nothing where there is none.
  mutating func activation() throws(PolicyFault) -> Network.Activation {
    if operation == "Sigmoid" {
      try gate()
      return .silu
    }
    for activation in Network.Activation.allCases {
      if let operation, PolicyGraph.operation(for: activation) == operation {
        _ = try take(operation, operands: 0, attributes: ["alpha": 1])
        return activation
      }
    }
    if let operation, !["Gemm", "Clip", "Reshape", "Concat"].contains(operation) {
      throw PolicyFault(
        "node \(index + 1)", "is \(operation), which no layer of a policy has; export it with sim2real")
    }
    return .identity
  }

  /// Takes the choice of each action's likeliest level, or nothing where there is none, and gives the levels' number.
  mutating func choice(outputs: Int) throws(PolicyFault) -> Int? {
    guard operation == "Reshape" else { return nil }
    let shape = try take("Reshape", operands: 1, attributes: ["allowzero": 0])[0]
    guard shape.integers.count == 3, shape.integers[0] == 0, let actions = Int(exactly: shape.integers[1]),
      let levels = Int(exactly: shape.integers[2]), actions > 0, levels > 1, levels <= outputs,
      actions == outputs / levels, outputs % levels == 0
    else { throw PolicyFault(shape.name, "does not divide \(outputs) logits into actions and levels; export it again") }
    _ = try take("ArgMax", operands: 0, attributes: ["select_last_index": 0], required: ["axis": 2, "keepdims": 0])
    _ = try take("Cast", operands: 0, required: ["to": 1])
    guard try vector("Mul", count: 1) == [2 / Float(levels - 1)], try vector("Sub", count: 1) == [1] else {
      throw PolicyFault("level_step", "does not spread \(levels) levels over ±1; export it again")
    }
    return levels
  }

  func finish(at output: String) throws(PolicyFault) {
    guard index == nodes.count, current == output else {
      throw PolicyFault("graph", "goes on after a policy's last node; export it again")
    }
  }

  /// The operands of the next node, which must be this operator on the value so far.
  mutating func take(
    _ operation: String, operands count: Int, attributes allowed: [String: Double] = [:],
    required: [String: Double] = [:]
  ) throws(PolicyFault) -> [ONNXModel.Tensor] {
    guard index < nodes.count else {
      throw PolicyFault("graph", "ends where \(operation) is expected; export it again")
    }
    let node = nodes[index]
    guard node.operation == operation, node.inputs.count == count + 1, node.outputs.count == 1 else {
      throw PolicyFault(
        "node \(index + 1)", "is \(node.operation) where a policy has \(operation); export it with sim2real")
    }
    guard node.inputs[0] == current else {
      throw PolicyFault("node \(index + 1)", "does not take '\(current)', the output before it; export it again")
    }
    for (name, value) in node.attributes where (required[name] ?? allowed[name]) != value {
      throw PolicyFault("node \(index + 1)", "sets \(name), which a policy leaves alone; export it with sim2real")
    }
    for name in required.keys where node.attributes[name] == nil {
      throw PolicyFault("node \(index + 1)", "does not set \(name), as a policy does; export it with sim2real")
    }
    var operands: [ONNXModel.Tensor] = []
    for name in node.inputs.dropFirst() { operands.append(try tensor(name)) }
    current = node.outputs[0]
    index += 1
    return operands
  }

  /// An initializer.
  func tensor(_ name: String) throws(PolicyFault) -> ONNXModel.Tensor {
    guard let tensor = tensors[name] else {
      throw PolicyFault("node \(index + 1)", "takes '\(name)', which no initializer gives; export it again")
    }
    guard tensor.values.allSatisfy(\.isFinite) else {
      throw PolicyFault(name, "holds a value that is not finite; go back to an earlier checkpoint")
    }
    return tensor
  }

  func disagreement(_ tensor: ONNXModel.Tensor, _ wanted: String) -> PolicyFault {
    PolicyFault(tensor.name, "has the shape \(tensor.dimensions) where \(wanted) is expected; export it again")
  }
}
