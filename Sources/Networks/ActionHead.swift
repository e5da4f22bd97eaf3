public import Mathematics

/// How a policy network's outputs stand for a distribution over normalised actions.
///
/// `outputs` is a row of the network's: means of a Gaussian, logits of a categorical.
public enum ActionHead: Sendable {
  case gaussian(DiagonalGaussian)
  case categorical(Categorical)

  /// Columns of an action.
  public var count: Int {
    switch self {
    case .gaussian(let head): head.count
    case .categorical(let head): head.count
    }
  }

  /// Columns of the network's output.
  public var outputs: Int {
    switch self {
    case .gaussian(let head): head.count
    case .categorical(let head): head.outputs
    }
  }

  /// Parameters beside the network's: the ln σ of a Gaussian.
  public var parameterCount: Int {
    switch self {
    case .gaussian(let head): head.count
    case .categorical: 0
    }
  }

  /// Numbers by row that the functions of many rows keep for one another.
  public var scoreCount: Int {
    switch self {
    case .gaussian(let head): head.count
    case .categorical(let head): head.scoreCount
    }
  }

  /// Takes changed parameters in.
  public func refresh() { if case .gaussian(let head) = self { head.refresh() } }

  /// A head that keeps today's parameters.
  public func copy() -> ActionHead {
    guard case .gaussian(let head) = self else { return self }
    let deviations = FloatBuffer(count: head.count)
    deviations.array = head.logDeviations.array
    return .gaussian(DiagonalGaussian(logDeviations: deviations))
  }

  /// Draws a row's actions.                               (count)
  public func sample(
    outputs: FloatBuffer, at row: Int, into actions: FloatBuffer, at place: Int, from stream: inout RandomStream
  ) {
    switch self {
    case .gaussian(let head):
      for i in 0..<head.count {
        actions[place + i] = head.action(i, mean: outputs[row + i], draw: Float(stream.normal()))
      }
    case .categorical(let head):
      head.sample(logits: outputs, at: row, into: actions, at: place, from: &stream)
    }
  }

  /// ln p of a row of actions.
  public func logProbability(of actions: FloatBuffer, at place: Int, outputs: FloatBuffer, at row: Int) -> Float {
    switch self {
    case .gaussian(let head): head.logProbability(of: actions, at: place, means: outputs, at: row)
    case .categorical(let head): head.logProbability(of: actions, at: place, logits: outputs, at: row)
    }
  }

  /// ln p of the first rows of actions.
  ///
  /// - Parameters:
  ///   - scores: for the two functions below.             (rows × scoreCount)
  ///   - values: ln p                                     (rows)
  public func logProbabilities(
    rows: Int, of actions: FloatBuffer, outputs: FloatBuffer, scores: FloatBuffer, into values: FloatBuffer
  ) {
    switch self {
    case .gaussian(let head):
      head.logProbabilities(rows: rows, of: actions, means: outputs, scores: scores, into: values)
    case .categorical(let head):
      head.logProbabilities(rows: rows, of: actions, logits: outputs, scores: scores, into: values)
    }
  }

  /// The entropy, a sum over the first rows, nats.
  public func entropy(rows: Int, scores: FloatBuffer) -> Double {
    switch self {
    case .gaussian(let head): Double(rows) * Double(head.entropy)
    case .categorical(let head): head.entropy(rows: rows, scores: scores)
    }
  }

  /// The derivatives of Σ `scales` · ln p + `entropyScale` · entropy over the first rows: written over `gradient`,
  /// added to those of the parameters beside the network.
  public func backward(
    rows: Int, _ scales: FloatBuffer, entropyScale: Float, actions: FloatBuffer, scores: FloatBuffer,
    into gradient: FloatBuffer, parameterGradient: FloatBuffer
  ) {
    switch self {
    case .gaussian(let head):
      head.backward(rows: rows, scales, scores: scores, meanGradient: gradient, deviationGradient: parameterGradient)
      for i in 0..<head.count { parameterGradient[i] += Float(rows) * entropyScale }
    case .categorical(let head):
      head.backward(
        rows: rows, scales, entropyScale: entropyScale, actions: actions, scores: scores, into: gradient)
    }
  }

  /// KL(other ‖ this) of a row, nats; both heads are of one kind.
  public func divergence(
    from other: ActionHead, outputs others: FloatBuffer, at otherRow: Int, to outputs: FloatBuffer, at row: Int
  ) -> Float {
    switch (self, other) {
    case (.gaussian(let head), .gaussian(let other)):
      return head.divergence(from: other, otherMeans: others, at: otherRow, means: outputs, at: row)
    case (.categorical(let head), .categorical):
      return head.divergence(from: others, at: otherRow, logits: outputs, at: row)
    default: preconditionFailure("heads of two kinds have no divergence")
    }
  }

  /// Adds the derivatives of `scale` · KL(other ‖ this) to a row of `gradient` and to `parameterGradient`.
  public func divergenceBackward(
    _ scale: Float, from other: ActionHead, outputs others: FloatBuffer, at otherRow: Int, to outputs: FloatBuffer,
    at row: Int, into gradient: FloatBuffer, parameterGradient: FloatBuffer
  ) {
    switch (self, other) {
    case (.gaussian(let head), .gaussian(let other)):
      head.divergenceBackward(
        scale, from: other, otherMeans: others, at: otherRow, means: outputs, at: row, meanGradient: gradient,
        deviationGradient: parameterGradient)
    case (.categorical(let head), .categorical):
      head.divergenceBackward(scale, from: others, at: otherRow, logits: outputs, at: row, into: gradient)
    default: preconditionFailure("heads of two kinds have no divergence")
    }
  }
}
