import Control

/// A network and its decoder as an ONNX graph: observation → command, both in physical units.
///
/// observation → Sub mean → Mul inverse deviation → Clip → (Unsqueeze → GRU | LSTM → Squeeze, with the state as further
/// inputs and outputs, or Gather of the present and layers like those behind, joined by Concat)? → (Gemm → LayerNormalization? → Tanh | Elu | Relu | Sigmoid ·
/// Mul)… → (Reshape → ArgMax → Cast → Mul → Sub, of a policy that chooses among levels)? → Clip ±1 → Mul scale → Add offset → command, in the order of operations of our own runtime.
enum PolicyGraph {
  static let input = "observation"
  static let output = "command"

  static func encode(_ network: Network, _ decoder: ActionDecoder) -> ONNXModel.Graph {
    var builder = Builder()
    builder.add("Sub", [builder.vector("mean", network.mean)], to: "centred")
    builder.add("Mul", [builder.vector("inverse_deviation", network.inverseDeviation)], to: "normalised")
    builder.clip("input_clip", network.inputClip, to: "clipped")
    if let memory = network.memory { builder.remember(memory) }
    if let latent = network.latent { builder.sumUp(latent) }
    builder.add(network.layers, "layer")
    if let levels = network.levels { builder.choose(network.actions, levels) }
    builder.clip("action_clip", 1, to: "action")
    builder.add("Mul", [builder.vector("action_scale", decoder.scale)], to: "scaled")
    builder.add("Add", [builder.vector("action_offset", decoder.offset)], to: output)
    let (before, after) = (states(network.memory, "_in"), states(network.memory, "_out"))
    builder.graph.inputs = [ONNXModel.Value(name: input, dimensions: [nil, network.inputs])] + before
    builder.graph.outputs = [ONNXModel.Value(name: output, dimensions: [nil, network.actions])] + after
    return builder.graph
  }

  static func decode(_ graph: ONNXModel.Graph) throws(PolicyFault) -> (Network, ActionDecoder) {
    guard graph.inputs.first?.name == input, graph.outputs.first?.name == output else {
      throw PolicyFault("graph", "must have the input '\(input)' and the output '\(output)'; export it again")
    }
    var chain = PolicyChain(graph, from: input)
    let mean = try chain.vector("Sub")
    let inverseDeviation = try chain.vector("Mul", count: mean.count)
    let inputClip = try chain.clip()
    let memory = try chain.memory(inputs: mean.count)
    guard Array(graph.inputs.dropFirst()) == states(memory, "_in"),
      Array(graph.outputs.dropFirst()) == states(memory, "_out")
    else {
      throw PolicyFault(
        "graph", "must have the state of its memory, and nothing else, as further inputs and outputs; export it again")
    }
    let latent = try chain.latent(inputs: mean.count)
    guard memory == nil || latent == nil else {
      throw PolicyFault("graph", "has both a memory and a latent, which no policy has; export it again")
    }
    let layers = try chain.layers(inputs: memory?.size ?? latent.map { $0.present.count + $0.size } ?? mean.count)
    let levels = try chain.choice(outputs: layers[layers.count - 1].outputs)
    let outputs = layers[layers.count - 1].outputs / (levels ?? 1)
    guard try chain.clip() == 1 else {
      throw PolicyFault("action_clip", "must clip the action to ±1; export it again")
    }
    let scale = try chain.vector("Mul", count: outputs)
    let offset = try chain.vector("Add", count: outputs)
    try chain.finish(at: output)
    for (value, size) in [(graph.inputs[0], mean.count), (graph.outputs[0], outputs)]
    where value.dimensions.count != 2 || value.dimensions[1] != size {
      throw PolicyFault(value.name, "must have the shape [batch, \(size)] as its weights do; export it again")
    }
    return (
      Network(
        mean: mean, inverseDeviation: inverseDeviation, inputClip: inputClip, memory: memory, latent: latent,
        layers: layers, levels: levels),
      ActionDecoder(offset: offset, scale: scale)
    )
  }

  static func operation(for activation: Network.Activation) -> String? {
    switch activation {
    case .identity: nil
    case .tanh: "Tanh"
    case .elu: "Elu"
    case .relu: "Relu"
    case .silu: "Sigmoid"  // times its input
    }
  }

  /// Inputs or outputs that carry a memory's state, as exporters of PyTorch's layers name and shape them.
  private static func states(_ memory: Network.RecurrentLayer?, _ suffix: String) -> [ONNXModel.Value] {
    guard let memory else { return [] }
    return memory.stateNames.map { ONNXModel.Value(name: $0 + suffix, dimensions: [1, nil, memory.size]) }
  }

  /// Appends nodes one behind the other.
  struct Builder {
    var graph = ONNXModel.Graph(name: "policy")
    var last = PolicyGraph.input

    mutating func tensor(_ name: String, _ dimensions: [Int], _ values: [Float]) -> String {
      graph.initializers.append(ONNXModel.Tensor(name: name, dimensions: dimensions, values: values))
      return name
    }

    mutating func vector(_ name: String, _ values: [Float]) -> String { tensor(name, [values.count], values) }

    mutating func add(
      _ operation: String, _ operands: [String], to output: String, _ attributes: [String: Double] = [:]
    ) {
      graph.nodes.append(
        ONNXModel.Node(operation: operation, inputs: [last] + operands, outputs: [output], attributes: attributes))
      last = output
    }

    /// Dense layers with the prefix of their names.
    mutating func add(_ layers: [Network.Layer], _ prefix: String) {
      for (i, layer) in layers.enumerated() {
        let name = "\(prefix)\(i)"
        let weight = tensor(name + ".weight", [layer.inputs, layer.outputs], layer.weights)
        add("Gemm", [weight, vector(name + ".bias", layer.biases)], to: name + ".sum")
        if let normalization = layer.normalization { normalize(name, normalization) }
        if layer.activation == .silu {
          gate(name)
        } else if let operation = PolicyGraph.operation(for: layer.activation) {
          add(operation, [], to: name + ".output")
        }
      }
    }

    mutating func normalize(_ layer: String, _ normalization: Network.LayerNormalization) {
      let operands = [
        vector(layer + ".gain", normalization.gain), vector(layer + ".shift", normalization.shift),
      ]
      add(
        "LayerNormalization", operands, to: layer + ".normalised",
        ["axis": -1, "epsilon": Double(Network.LayerNormalization.epsilon)])
    }

    /// x · sigmoid(x)
    mutating func gate(_ layer: String) {
      let sum = last
      add("Sigmoid", [], to: layer + ".gate")
      let gate = last
      last = sum
      add("Mul", [gate], to: layer + ".output")
    }

    /// The normalised value of each action's likeliest level.
    mutating func choose(_ actions: Int, _ levels: Int) {
      graph.initializers.append(
        ONNXModel.Tensor(name: "levels", dimensions: [3], values: [], integers: [0, Int64(actions), Int64(levels)]))
      add("Reshape", ["levels"], to: "logits")
      add("ArgMax", [], to: "level", ["axis": 2, "keepdims": 0])
      add("Cast", [], to: "level_number", ["to": 1])
      add("Mul", [vector("level_step", [2 / Float(levels - 1)])], to: "level_height")
      add("Sub", [vector("level_base", [1])], to: "level_action")
    }

    mutating func clip(_ name: String, _ limit: Float, to output: String) {
      add("Clip", [tensor(name + ".low", [], [-limit]), tensor(name + ".high", [], [limit])], to: output)
    }
  }
}
