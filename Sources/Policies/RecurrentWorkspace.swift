import CKernels

/// What a recurrent layer needs beside its parameters, its state among it, for rows that go on from step to step.
struct RecurrentWorkspace: Sendable {
  private let kind: Network.RecurrentLayer.Kind
  private var hidden: [Float]  // (capacity × size)
  private var cell: [Float]    // (capacity × size), of LSTM
  private var gates: [Float]   // (capacity × gates·size)
  private var sums: [Float]    // (capacity × gates·size)

  init(_ layer: Network.RecurrentLayer, capacity: Int) {
    kind = layer.kind
    hidden = [Float](repeating: 0, count: capacity * layer.size)
    cell = layer.kind == .lstm ? hidden : []
    gates = [Float](repeating: 0, count: capacity * layer.columns)
    sums = gates
  }

  mutating func forget() {
    for i in hidden.indices { hidden[i] = 0 }
    for i in cell.indices { cell[i] = 0 }
  }

  /// One step of each row: normalised inputs → hidden states, in place.
  ///
  /// - Parameter network: with the layer that this was made for.
  mutating func run(_ network: Network, rows: Int, on values: inout [Float]) {
    guard let inputs = network.memory?.inputs, let size = network.memory?.size else { return }
    let columns = kind.gates * size
    s2r_dense_rows(
      rows, inputs, columns, network.memory!.inputWeights, network.memory!.inputBiases, values, &gates)
    s2r_dense_rows(rows, size, columns, network.memory!.stateWeights, network.memory!.stateBiases, hidden, &sums)
    hidden.withUnsafeMutableBufferPointer { hidden in
      switch kind {
      case .gru: s2r_gru(rows, size, &gates, sums, hidden.baseAddress, hidden.baseAddress)
      case .lstm:
        cell.withUnsafeMutableBufferPointer { cell in
          s2r_lstm(rows, size, &gates, sums, cell.baseAddress, cell.baseAddress, hidden.baseAddress)
        }
      }
    }
    for i in 0..<rows * size { values[i] = hidden[i] }
  }
}
