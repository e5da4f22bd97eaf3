extension Network {
  /// A layer that remembers, between the normaliser and the dense layers; its hidden state is what they are given.
  ///
  /// Gates, biases and their order are those of PyTorch's GRU and LSTM. The state is zero where an episode begins.
  public struct RecurrentLayer: Sendable, Equatable, Codable {
    public enum Kind: String, Sendable, Codable, CaseIterable {
      /// Reset | update | candidate (Cho et al. 2014).
      case gru
      /// Input | forget | candidate | output (Hochreiter & Schmidhuber 1997); beside the hidden state it keeps a cell.
      case lstm

      public var gates: Int { self == .gru ? 3 : 4 }
      /// Vectors of the layer's size that make up its state.
      public var states: Int { self == .gru ? 1 : 2 }
    }

    public var kind: Kind
    public var inputs: Int
    /// Of the hidden state.
    public var size: Int
    public var inputWeights: [Float]  // (inputs × gates·size)
    public var inputBiases: [Float]   // (gates·size)
    public var stateWeights: [Float]  // (size × gates·size)
    public var stateBiases: [Float]   // (gates·size)

    public init(
      kind: Kind, inputs: Int, size: Int, inputWeights: [Float], inputBiases: [Float], stateWeights: [Float],
      stateBiases: [Float]
    ) {
      let columns = kind.gates * size
      precondition(
        inputWeights.count == inputs * columns && stateWeights.count == size * columns && inputBiases.count == columns
          && stateBiases.count == columns, "the layer's sizes disagree")
      self.kind = kind
      self.inputs = inputs
      self.size = size
      self.inputWeights = inputWeights
      self.inputBiases = inputBiases
      self.stateWeights = stateWeights
      self.stateBiases = stateBiases
    }

    /// Numbers of the state: hidden, then the cell where there is one.
    public var stateCount: Int { kind.states * size }
    var columns: Int { kind.gates * size }
  }
}
