import CKernels

/// A network over rows of inputs: each row with the bits that one sample alone has, on every processor. A row of one with
/// a memory goes on from its last state.
///
/// Nothing is allocated in a run after the first of a copy.
public struct NetworkRows: Sendable {
  public let network: Network
  private var workspace: NetworkWorkspace

  /// - Parameter capacity: rows at most.
  /// - Precondition: the network remembers nothing.
  public init(_ network: Network, capacity: Int = 1) {
    precondition(network.memory == nil, "rows that are no sequences have no memory")
    self.network = network
    workspace = NetworkWorkspace(for: [network], capacity: capacity)
  }

  /// One row, of which each run is the next step.
  init(remembering network: Network) {
    self.network = network
    workspace = NetworkWorkspace(for: [network], capacity: 1)
  }

  /// Each row's memory begins again at zero.
  mutating func forget() { workspace.forget() }

  public var capacity: Int { workspace.capacity }
  /// What the last run gave, row after row.       (rows × outputs)
  public var values: [Float] { workspace.values }

  /// Inputs → ``values``.
  ///
  /// - Parameter inputs: in physical units.        (rows × inputs)
  public mutating func run(rows: Int, on inputs: UnsafePointer<Float>) {
    workspace.run(network, rows: rows, on: inputs)
  }
}

/// What networks need beside their parameters, for one after the other.
struct NetworkWorkspace: Sendable {
  let capacity: Int
  /// What the last run gave, row after row.       (rows × outputs)
  private(set) var values: [Float]  // (capacity × widest layer)
  private var next: [Float]         // (capacity × widest layer)
  private var inverses: [Float]     // (capacity), of layer normalisations
  private var memory: RecurrentWorkspace?

  init(for networks: [Network], capacity: Int) {
    precondition(capacity > 0, "a network runs on rows")
    self.capacity = capacity
    let widest = networks.reduce(0) { $1.layers.reduce(max($0, $1.inputs)) { max($0, $1.inputs, $1.outputs) } }
    values = [Float](repeating: 0, count: capacity * widest)
    next = values
    inverses = [Float](repeating: 0, count: capacity)
    memory = networks[0].memory.map { RecurrentWorkspace($0, capacity: capacity) }
  }

  mutating func forget() { memory?.forget() }

  /// - Parameter inputs: in physical units.        (rows × inputs)
  mutating func run(_ network: Network, rows: Int, on inputs: UnsafePointer<Float>) {
    precondition(rows >= 0 && rows <= capacity, "more rows than there is room for")
    s2r_normalize(
      rows, network.inputs, network.mean, network.inverseDeviation, network.inputClip, inputs, &values)
    if memory != nil { memory!.run(network, rows: rows, on: &values) }
    for index in network.layers.indices {
      apply(network, layer: index, rows)
      swap(&values, &next)
    }
  }

  /// `values` → `next`.
  private mutating func apply(_ network: Network, layer index: Int, _ rows: Int) {
    let outputs = network.layers[index].outputs
    s2r_dense_rows(
      rows, network.layers[index].inputs, outputs, network.layers[index].weights, network.layers[index].biases, values,
      &next)
    let activation = network.layers[index].activation.kernel
    next.withUnsafeMutableBufferPointer { row in
      guard let normalization = network.layers[index].normalization else {
        return s2r_activate(rows * outputs, activation, row.baseAddress, row.baseAddress)
      }
      s2r_layer_norm(rows, outputs, Network.LayerNormalization.epsilon, row.baseAddress, &inverses)
      s2r_scale_shift_activate(
        rows, outputs, normalization.gain, normalization.shift, activation, row.baseAddress, row.baseAddress)
    }
  }
}
