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
///
/// With a depth it keeps what the way back needs of so many steps; otherwise that is the last one's.
package final class ActorPass: @unchecked Sendable {
  package let actionCount: Int
  /// A change between two rollouts makes the policy noisier or calmer.
  package var head: ActorHead
  /// What the network's inputs go through; nil: they are the observations.
  package var normalizer: InputNormalizer?
  private let depth: Int
  /// By the network's parameters, a sum since it was last cleared.
  package let gradient: FloatBuffer
  /// The step that acted last, or was recalled.
  private var last = 0
  private let passes: [NetworkPass]           // (depth)
  private let samples: [SquashedGaussian]     // (depth)
  private let parameters: FloatBuffer         // μ | ln σ        (capacity × 2·a)
  private let parameterGradient: FloatBuffer  //                (capacity × 2·a)

  package init(
    _ network: TrainableNetwork, head: ActorHead, actionCount: Int, normalizer: InputNormalizer? = nil, capacity: Int,
    depth: Int = 1
  ) {
    precondition(network.shape.outputs == head.outputs(actions: actionCount), "the network is not the head's")
    self.actionCount = actionCount
    self.head = head
    self.normalizer = normalizer
    self.depth = depth
    let gradient = FloatBuffer(count: network.parameters.count)
    self.gradient = gradient
    passes = (0..<depth).map { _ in NetworkPass(network, capacity: capacity, gradient: gradient) }
    samples = (0..<depth).map { _ in SquashedGaussian(count: actionCount, capacity: capacity) }
    parameters = FloatBuffer(count: capacity * 2 * actionCount)
    parameterGradient = FloatBuffer(count: capacity * 2 * actionCount)
  }

  /// ln p of the last actions; means nothing without noise.      (rows)
  package var logProbabilities: FloatBuffer { samples[last].logProbabilities }
  package var actions: FloatBuffer { samples[last].actions }

  /// Makes ready for the way back through step `t`, by acting again where that step has not been kept.
  package func recall(_ t: Int, rows: Int, observations: FloatBuffer, draws: FloatBuffer) {
    if depth > 1 { last = t } else { act(rows: rows, observations: observations, draws: draws) }
  }

  /// - Parameters:
  ///   - t: the step, where steps are kept.
  ///   - observations: (rows × o)
  ///   - draws: ε, standard normal.                              (rows × a)
  package func act(_ t: Int = 0, rows: Int, observations: FloatBuffer, draws: FloatBuffer) {
    last = depth > 1 ? t : 0
    let pass = passes[last]
    normalizer.apply(
      to: observations, rows: rows, columns: pass.network.shape.inputs, into: pass.input)
    pass.forward(rows: rows)
    spread(rows)
    samples[last].sample(rows: rows, parameters: parameters, draws: draws)
  }

  private func spread(_ rows: Int) {
    let (a, pass) = (actionCount, passes[last])
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
    let pass = passes[last]
    samples[last].backward(
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
    let pass = passes[last]
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
