import Glibc
package import Networks

/// How an actor's action follows from its network's outputs; both heads are differentiated through for fixed draws ε.
package enum ActorHead: Sendable, Equatable {
  /// a = tanh(μ + σ·ε) of one σ for all, which is no parameter; the network gives μ. With σ = 0: a = tanh μ.
  case tanh(deviation: Float)
  /// a = tanh(μ + σ·ε); the network gives μ and ln σ (``SquashedGaussian``).
  case squashedGaussian

  /// The network's outputs for that many actions.
  package func outputs(actions: Int) -> Int { self == .squashedGaussian ? 2 * actions : actions }
}

/// The workspace of an actor for up to `capacity` rows: observations to actions and the way back, nothing allocated.
package final class ActorPass: @unchecked Sendable {
  package let actionCount: Int
  /// A change between two rollouts makes the policy noisier or calmer.
  package var head: ActorHead
  /// What the network's inputs go through; nil: they are the observations.
  package var normalizer: InputNormalizer?
  let pass: NetworkPass
  private let sample: SquashedGaussian
  private let parameters: FloatBuffer         // μ | ln σ        (capacity × 2·a)
  private let parameterGradient: FloatBuffer  //                (capacity × 2·a)

  package init(
    _ network: TrainableNetwork, head: ActorHead, actionCount: Int, normalizer: InputNormalizer? = nil, capacity: Int
  ) {
    precondition(network.shape.outputs == head.outputs(actions: actionCount), "the network is not the head's")
    self.actionCount = actionCount
    self.head = head
    self.normalizer = normalizer
    pass = NetworkPass(network, capacity: capacity)
    sample = SquashedGaussian(count: actionCount, capacity: capacity)
    parameters = FloatBuffer(count: capacity * 2 * actionCount)
    parameterGradient = FloatBuffer(count: capacity * 2 * actionCount)
  }

  /// By the network's parameters, a sum since it was last cleared.
  package var gradient: FloatBuffer { pass.gradient }
  /// ln p of the last actions; means nothing without noise.      (rows)
  package var logProbabilities: FloatBuffer { sample.logProbabilities }
  package var actions: FloatBuffer { sample.actions }

  /// - Parameters:
  ///   - observations: (rows × o)
  ///   - draws: ε, standard normal.                              (rows × a)
  package func act(rows: Int, observations: FloatBuffer, draws: FloatBuffer) {
    normalizer.apply(
      to: observations, rows: rows, columns: pass.network.shape.inputs, into: pass.input)
    pass.forward(rows: rows)
    spread(rows)
    sample.sample(rows: rows, parameters: parameters, draws: draws)
  }

  private func spread(_ rows: Int) {
    let a = actionCount
    guard case .tanh(let deviation) = head else {
      parameters.copy(rows * 2 * a, of: pass.output, from: 0, to: 0)
      return
    }
    let logDeviation = deviation > 0 ? max(log(deviation), Self.leastLogDeviation) : Self.leastLogDeviation
    for row in 0..<rows {
      for i in 0..<a {
        parameters[row * 2 * a + i] = pass.output[row * a + i]
        parameters[row * 2 * a + a + i] = logDeviation
      }
    }
  }

  /// σ = 2·10⁻⁹ moves no action's bits.
  private static let leastLogDeviation = SquashedGaussian.logDeviationBounds.lowerBound

  /// Through the last actions, to the parameters and to the observations.
  ///
  /// - Parameters:
  ///   - actionGradient: of a loss by the actions.               (rows × a)
  ///   - logProbabilityGradient: by ln p of the rows that live.
  ///   - living: rows elsewhere get and give nothing: 0 or 1.    (rows)
  ///   - observationGradient: written.                           (rows × o)
  package func backward(
    rows: Int, actionGradient: FloatBuffer, logProbabilityGradient: Float, living: FloatBuffer,
    into observationGradient: FloatBuffer
  ) {
    sample.backward(
      rows: rows, actionGradient: actionGradient, logProbabilityGradient: logProbabilityGradient,
      into: parameterGradient)
    carry(rows: rows, living: living)
    let o = pass.network.shape.inputs
    observationGradient.copy(rows * o, of: pass.inputGradient, from: 0, to: 0)
    normalizer.carryBack(through: pass.input, rows: rows, columns: o, observationGradient)
  }

  /// Adds the gradient of Σ weight · ln π(a|o) with the actions held, as the score function has it (Williams 1992).
  ///
  /// - Parameter weights: of each row.                           (rows)
  package func addScore(rows: Int, weights: FloatBuffer, draws: FloatBuffer) {
    let (a, bounds) = (actionCount, SquashedGaussian.logDeviationBounds)
    for row in 0..<rows {
      for i in 0..<a {
        let raw = parameters[row * 2 * a + a + i]
        let bounded = min(max(raw, bounds.lowerBound), bounds.upperBound)
        let draw = draws[row * a + i]
        parameterGradient[row * 2 * a + i] = weights[row] * draw * exp(-bounded)
        parameterGradient[row * 2 * a + a + i] = raw == bounded ? weights[row] * (draw * draw - 1) : 0
      }
    }
    carry(rows: rows, living: nil)
  }

  /// From the gradient by μ and ln σ through the network.
  private func carry(rows: Int, living: FloatBuffer?) {
    let (a, outputs) = (actionCount, pass.network.shape.outputs)
    for row in 0..<rows {
      let isLiving = living.map { $0[row] != 0 } ?? true
      for i in 0..<outputs {
        pass.outputGradient[row * outputs + i] = isLiving ? parameterGradient[row * 2 * a + i] : 0
      }
    }
    pass.backward(rows: rows, toInput: true)
  }
}
