import CKernels
import Policies

/// The workspace of a recurrent layer: forward over short sequences, and backward through time, without allocating.
///
/// Rows are step after step: row `step · sequences + sequence`. All steps' products with the input and all sums for the
/// weights' gradients are single matrix products; only the products with the state go step by step.
final class RecurrentPass {
  let layer: NetworkShape.Memory
  let input: FloatBuffer           // (rows × inputs)
  /// Hidden states.
  private let output: FloatBuffer           // (rows × size)
  private let outputGradient: FloatBuffer   // (rows × size)
  private let parameters: FloatBuffer
  private let gradient: FloatBuffer

  private let gates: FloatBuffer        // (rows × columns)
  private let sums: FloatBuffer         // h·U + c  (rows × columns)
  private let gateGradient: FloatBuffer // by x·W + b   (rows × columns)
  private let sumGradient: FloatBuffer  // by h·U + c; LSTM's is that of the gates   (rows × columns)
  private let before: FloatBuffer       // h that each step begins with    (rows × size)
  private let cellsBefore: FloatBuffer  // and its cell, of LSTM           (rows × size)
  private let cells: FloatBuffer        // that each step ends with        (rows × size)
  private let carried: FloatBuffer      // ∂/∂h into the step before       (sequences × size)
  private let carriedCell: FloatBuffer  // ∂/∂cell                         (sequences × size)
  private let columnSums: FloatBuffer   // (columns)

  /// - Parameters:
  ///   - network: whose parameters, and their gradient, begin with the layer's.
  ///   - output: hidden states are written to it, row by row.
  ///   - outputGradient: the loss's derivative by them; ``backward(sequences:steps:)`` leaves it as it is.
  init(
    _ layer: NetworkShape.Memory, of network: TrainableNetwork, rows: Int, sequences: Int, output: FloatBuffer,
    outputGradient: FloatBuffer, gradient: FloatBuffer
  ) {
    self.layer = layer
    self.output = output
    self.outputGradient = outputGradient
    parameters = network.parameters
    self.gradient = gradient
    let (size, columns) = (layer.size, layer.columns)
    let cellCount = layer.kind == .lstm ? rows * size : 0
    input = FloatBuffer(count: rows * layer.inputs)
    gates = FloatBuffer(count: rows * columns)
    sums = FloatBuffer(count: rows * columns)
    gateGradient = FloatBuffer(count: rows * columns)
    sumGradient = layer.kind == .gru ? FloatBuffer(count: rows * columns) : gateGradient
    before = FloatBuffer(count: rows * size)
    cellsBefore = FloatBuffer(count: cellCount)
    cells = FloatBuffer(count: cellCount)
    carried = FloatBuffer(count: sequences * size)
    carriedCell = FloatBuffer(count: layer.kind == .lstm ? sequences * size : 0)
    columnSums = FloatBuffer(count: columns)
  }

  /// - Parameters:
  ///   - state: before the first step; that after the last is written.   (sequences × stateCount)
  ///   - begins: rows at which an episode begins: what was before is forgotten.
  func forward(sequences: Int, steps: Int, state: FloatBuffer, begins: [Bool]) {
    let (size, columns, rows) = (layer.size, layer.columns, sequences * steps)
    MatrixProduct.keepToThisThread()
    MatrixProduct.multiply(
      .plain(input.address(rows * layer.inputs)),
      .plain(parameters.address(from: layer.inputWeights, layer.inputs * columns)),
      rows: rows, columns: columns, inner: layer.inputs, into: gates.address(rows * columns))
    addBiases(layer.inputBiases, rows: rows, to: gates.address(rows * columns))
    for step in 0..<steps {
      let first = step * sequences
      begin(step, sequences, state, begins)
      let h = before.address(from: first * size, sequences * size)
      let sum = sums.address(from: first * columns, sequences * columns)
      MatrixProduct.multiply(
        .plain(h), .plain(parameters.address(from: layer.stateWeights, size * columns)),
        rows: sequences, columns: columns, inner: size, into: sum)
      addBiases(layer.stateBiases, rows: sequences, to: sum)
      let gate = gates.address(from: first * columns, sequences * columns)
      let next = output.address(from: first * size, sequences * size)
      switch layer.kind {
      case .gru: s2r_gru(sequences, size, gate, sum, h, next)
      case .lstm:
        s2r_lstm(
          sequences, size, gate, sum, cellsBefore.address(from: first * size, sequences * size),
          cells.address(from: first * size, sequences * size), next)
      }
    }
    let last = (steps - 1) * sequences
    for row in 0..<sequences {
      state.copy(size, of: output, from: (last + row) * size, to: row * layer.stateCount)
      guard layer.kind == .lstm else { continue }
      state.copy(size, of: cells, from: (last + row) * size, to: row * layer.stateCount + size)
    }
  }

  /// The states that a step begins with.
  private func begin(_ step: Int, _ sequences: Int, _ state: FloatBuffer, _ begins: [Bool]) {
    let size = layer.size
    for sequence in 0..<sequences {
      let row = step * sequences + sequence
      if begins[row] {
        before.fill(0, row * size..<(row + 1) * size)
        if layer.kind == .lstm { cellsBefore.fill(0, row * size..<(row + 1) * size) }
      } else if step == 0 {
        before.copy(size, of: state, from: sequence * layer.stateCount, to: row * size)
        if layer.kind == .lstm {
          cellsBefore.copy(size, of: state, from: sequence * layer.stateCount + size, to: row * size)
        }
      } else {
        before.copy(size, of: output, from: (row - sequences) * size, to: row * size)
        if layer.kind == .lstm { cellsBefore.copy(size, of: cells, from: (row - sequences) * size, to: row * size) }
      }
    }
  }

  /// Adds the derivatives of the last forward pass to `gradient`; nothing goes back beyond the first step.
  func backward(sequences: Int, steps: Int, begins: [Bool]) {
    let (size, columns, rows) = (layer.size, layer.columns, sequences * steps)
    MatrixProduct.keepToThisThread()
    carried.fill(0)
    carriedCell.fill(0)
    for step in (0..<steps).reversed() { backward(step, sequences, begins) }
    MatrixProduct.multiply(
      .transposed(input.address(rows * layer.inputs)), .plain(gateGradient.address(rows * columns)),
      rows: layer.inputs, columns: columns, inner: rows, adding: true,
      into: gradient.address(from: layer.inputWeights, layer.inputs * columns))
    MatrixProduct.multiply(
      .transposed(before.address(rows * size)), .plain(sumGradient.address(rows * columns)),
      rows: size, columns: columns, inner: rows, adding: true,
      into: gradient.address(from: layer.stateWeights, size * columns))
    for (source, biases) in [(gateGradient, layer.inputBiases), (sumGradient, layer.stateBiases)] {
      s2r_column_sums(rows, columns, source.address(rows * columns), columnSums.address(columns))
      s2r_axpy(columns, 1, columnSums.address(columns), gradient.address(from: biases, columns))
    }
  }

  private func backward(_ step: Int, _ sequences: Int, _ begins: [Bool]) {
    let (size, columns, first) = (layer.size, layer.columns, step * sequences)
    func states(_ buffer: FloatBuffer) -> UnsafeMutablePointer<Float> {
      buffer.address(from: first * size, sequences * size)
    }
    func gates(_ buffer: FloatBuffer) -> UnsafeMutablePointer<Float> {
      buffer.address(from: first * columns, sequences * columns)
    }
    let total = carried.address(sequences * size)
    s2r_axpy(sequences * size, 1, states(outputGradient), total)
    switch layer.kind {
    case .gru:
      s2r_gru_backward(
        sequences, size, gates(self.gates), gates(sums), states(before), total, gates(gateGradient),
        gates(sumGradient), total)
    case .lstm:
      s2r_lstm_backward(
        sequences, size, gates(self.gates), states(cellsBefore), states(cells), total,
        carriedCell.address(sequences * size), gates(gateGradient))
    }
    guard step > 0 else { return }
    MatrixProduct.multiply(
      .plain(gates(sumGradient)), .transposed(parameters.address(from: layer.stateWeights, size * columns)),
      rows: sequences, columns: size, inner: columns, adding: layer.kind == .gru, into: total)
    for sequence in 0..<sequences where begins[first + sequence] {
      carried.fill(0, sequence * size..<(sequence + 1) * size)
      if layer.kind == .lstm { carriedCell.fill(0, sequence * size..<(sequence + 1) * size) }
    }
  }

  private func addBiases(_ place: Int, rows: Int, to sums: UnsafeMutablePointer<Float>) {
    s2r_bias_activate(rows, layer.columns, parameters.address(from: place, layer.columns), Int32(S2R_IDENTITY), sums)
  }
}
