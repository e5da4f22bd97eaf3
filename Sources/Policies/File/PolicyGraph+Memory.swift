/// A recurrent layer in a policy's graph: Unsqueeze → GRU | LSTM over one step → Squeeze.
extension PolicyGraph.Builder {
  mutating func remember(_ layer: Network.RecurrentLayer) {
    let columns = layer.kind.gates * layer.size
    graph.initializers.append(ONNXModel.Tensor(name: "time_axis", dimensions: [1], values: [], integers: [0]))
    add("Unsqueeze", ["time_axis"], to: "sequence")
    let operands = [
      tensor("memory.input_weight", [1, columns, layer.inputs], layer.inONNXOrder(layer.inputWeights, rows: layer.inputs)),
      tensor("memory.state_weight", [1, columns, layer.size], layer.inONNXOrder(layer.stateWeights, rows: layer.size)),
      tensor(
        "memory.bias", [1, 2 * columns],
        layer.inONNXOrder(layer.inputBiases, rows: 1) + layer.inONNXOrder(layer.stateBiases, rows: 1)),
    ]
    graph.nodes.append(
      ONNXModel.Node(
        operation: layer.kind.operation,
        // No lengths: all sequences are of one step.
        inputs: [last] + operands + [""] + layer.stateNames.map { $0 + "_in" },
        outputs: [""] + layer.stateNames.map { $0 + "_out" }, attributes: layer.attributes))
    last = "h_out"
    add("Squeeze", ["time_axis"], to: "remembered")
  }
}

extension PolicyChain {
  /// Takes a recurrent layer, or nothing where there is none.
  mutating func memory(inputs: Int) throws(PolicyFault) -> Network.RecurrentLayer? {
    guard operation == "Unsqueeze" else { return nil }
    func checkAxis(_ axes: ONNXModel.Tensor) throws(PolicyFault) {
      guard axes.integers == [0] else {
        throw PolicyFault(axes.name, "is not the first axis, which is time's; export it again")
      }
    }
    try checkAxis(try take("Unsqueeze", operands: 1)[0])
    let layer = try recurrence(inputs: inputs)
    try checkAxis(try take("Squeeze", operands: 1)[0])
    return layer
  }

  private mutating func recurrence(inputs: Int) throws(PolicyFault) -> Network.RecurrentLayer {
    guard index < nodes.count, let kind = Network.RecurrentLayer.Kind.allCases.first(where: { $0.operation == operation })
    else { throw PolicyFault("node \(index + 1)", "is no memory that policies have; export it with sim2real") }
    let node = nodes[index]
    let names = Network.RecurrentLayer.stateNames(kind)
    guard node.inputs.count == 5 + names.count, node.inputs[0] == current, node.inputs[4].isEmpty,
      Array(node.inputs[5...]) == names.map({ $0 + "_in" }), node.outputs == [""] + names.map({ $0 + "_out" })
    else {
      throw PolicyFault("node \(index + 1)", "is not wired as a policy's memory is; export it with sim2real")
    }
    let (input, state, bias) = (try tensor(node.inputs[1]), try tensor(node.inputs[2]), try tensor(node.inputs[3]))
    guard state.dimensions.count == 3, let size = state.dimensions.last, size > 0, size < 1 << 20 else {
      throw disagreement(state, "[1, \(kind.gates)·n, n]")
    }
    let columns = kind.gates * size
    for (tensor, dimensions) in [
      (input, [1, columns, inputs]), (state, [1, columns, size]), (bias, [1, 2 * columns]),
    ] where tensor.dimensions != dimensions { throw disagreement(tensor, "\(dimensions)") }
    func ours(_ values: ArraySlice<Float>, rows: Int) -> [Float] {
      Network.RecurrentLayer.fromONNXOrder(Array(values), kind, rows: rows, size: size)
    }
    let layer = Network.RecurrentLayer(
      kind: kind, inputs: inputs, size: size, inputWeights: ours(input.values[...], rows: inputs),
      inputBiases: ours(bias.values[..<columns], rows: 1), stateWeights: ours(state.values[...], rows: size),
      stateBiases: ours(bias.values[columns...], rows: 1))
    guard node.attributes == layer.attributes else {
      throw PolicyFault("node \(index + 1)", "sets other attributes than a policy's memory; export it with sim2real")
    }
    current = "h_out"
    index += 1
    return layer
  }
}

extension Network.RecurrentLayer {
  static func stateNames(_ kind: Kind) -> [String] { kind == .gru ? ["h"] : ["h", "c"] }

  /// Hidden state, and cell where there is one.
  var stateNames: [String] { Self.stateNames(kind) }

  fileprivate var attributes: [String: Double] {
    kind == .gru ? ["hidden_size": Double(size), "linear_before_reset": 1] : ["hidden_size": Double(size)]
  }

  /// (rows × gates·size) → (gates·size × rows), the gates in ONNX's order.
  fileprivate func inONNXOrder(_ values: [Float], rows: Int) -> [Float] {
    let columns = kind.gates * size
    return kind.onnxGates.flatMap { gate in
      (0..<size).flatMap { i in (0..<rows).map { values[$0 * columns + gate * size + i] } }
    }
  }

  /// The inverse.
  fileprivate static func fromONNXOrder(_ values: [Float], _ kind: Kind, rows: Int, size: Int) -> [Float] {
    let columns = kind.gates * size
    var result = [Float](repeating: 0, count: rows * columns)
    for (place, gate) in kind.onnxGates.enumerated() {
      for i in 0..<size {
        for row in 0..<rows { result[row * columns + gate * size + i] = values[(place * size + i) * rows + row] }
      }
    }
    return result
  }
}

extension Network.RecurrentLayer.Kind {
  var operation: String { self == .gru ? "GRU" : "LSTM" }

  /// Our gates in ONNX's order: update, reset, candidate; input, output, forget, candidate.
  fileprivate var onnxGates: [Int] { self == .gru ? [1, 0, 2] : [0, 3, 1, 2] }
}
