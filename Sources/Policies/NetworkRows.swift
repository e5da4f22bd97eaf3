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
  /// The normalised input, of which a latent is made.   (capacity × inputs)
  private var seen: [Float]

  init(for networks: [Network], capacity: Int) {
    precondition(capacity > 0, "a network runs on rows")
    self.capacity = capacity
    let widest = networks.reduce(0) { widest, network in
      ((network.latent?.layers ?? []) + network.layers).reduce(max(widest, network.inputs)) {
        max($0, $1.inputs, $1.outputs)
      }
    }
    seen = [Float](repeating: 0, count: networks[0].latent == nil ? 0 : capacity * networks[0].inputs)
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
    if let latent = network.latent { run(latent, inputs: network.inputs, rows) }
    run(network.layers, rows)
  }

  private mutating func run(_ layers: [Network.Layer], _ rows: Int) {
    for index in layers.indices {
      apply(layers, index, rows)
      swap(&values, &next)
    }
  }

  /// Whole inputs → present | latent.
  private mutating func run(_ latent: Network.Latent, inputs: Int, _ rows: Int) {
    for i in 0..<rows * inputs { seen[i] = values[i] }
    run(latent.layers, rows)
    let (present, size) = (latent.present.count, latent.size)
    for row in 0..<rows {
      for (i, column) in latent.present.enumerated() {
        next[row * (present + size) + i] = seen[row * inputs + column]
      }
      for i in 0..<size { next[row * (present + size) + present + i] = values[row * size + i] }
    }
    swap(&values, &next)
  }

  /// `values` → `next`.
  private mutating func apply(_ layers: [Network.Layer], _ index: Int, _ rows: Int) {
    let outputs = layers[index].outputs
    s2r_dense_rows(
      rows, layers[index].inputs, outputs, layers[index].weights, layers[index].biases, values, &next)
    let activation = layers[index].activation.kernel
    next.withUnsafeMutableBufferPointer { row in
      guard let normalization = layers[index].normalization else {
        return s2r_activate(rows * outputs, activation, row.baseAddress, row.baseAddress)
      }
      s2r_layer_norm(rows, outputs, Network.LayerNormalization.epsilon, row.baseAddress, &inverses)
      s2r_scale_shift_activate(
        rows, outputs, normalization.gain, normalization.shift, activation, row.baseAddress, row.baseAddress)
    }
  }
}
