/// A latent in a policy's graph: Gather of the present, layers over the whole input, Concat of both.
extension PolicyGraph.Builder {
  mutating func sumUp(_ latent: Network.Latent) {
    let whole = last
    graph.initializers.append(
      ONNXModel.Tensor(
        name: "present.columns", dimensions: [latent.present.count], values: [], integers: latent.present.map(Int64.init)))
    add("Gather", ["present.columns"], to: "present", ["axis": 1])
    last = whole
    add(latent.layers, "latent")
    graph.nodes.append(
      ONNXModel.Node(operation: "Concat", inputs: ["present", last], outputs: ["known"], attributes: ["axis": 1]))
    last = "known"
  }
}

extension PolicyChain {
  /// Takes dense layers, at least one.
  mutating func layers(inputs: Int) throws(PolicyFault) -> [Network.Layer] {
    var layers: [Network.Layer] = []
    repeat {
      let inputs = layers.last?.outputs ?? inputs
      let (outputs, weights, biases) = try gemm(inputs: inputs)
      let normalization = try normalization(outputs: outputs)
      layers.append(
        Network.Layer(
          inputs: inputs, outputs: outputs, weights: weights, biases: biases, normalization: normalization,
          activation: try activation()))
    } while operation == "Gemm"
    return layers
  }

  /// Takes a latent, or nothing where there is none.
  mutating func latent(inputs: Int) throws(PolicyFault) -> Network.Latent? {
    guard operation == "Gather" else { return nil }
    let whole = current
    let columns = try take("Gather", operands: 1, required: ["axis": 1])[0]
    let present = columns.integers.compactMap { Int(exactly: $0) }
    guard columns.dimensions == [present.count], !present.isEmpty, present.allSatisfy((0..<inputs).contains) else {
      throw PolicyFault(columns.name, "does not name columns of the \(inputs) that are observed; export it again")
    }
    let seen = current
    current = whole
    let layers = try layers(inputs: inputs)
    guard index < nodes.count, nodes[index].operation == "Concat", nodes[index].inputs == [seen, current],
      nodes[index].outputs.count == 1, nodes[index].attributes == ["axis": 1]
    else {
      throw PolicyFault("node \(index + 1)", "does not join the present with the latent; export it with sim2real")
    }
    current = nodes[index].outputs[0]
    index += 1
    return Network.Latent(present: present, layers: layers)
  }
}
