import Mathematics
import Networks

/// How a stochastic policy acts on an environment: uniformly at first, then by draws from its squashed Gaussian.
final class Exploration {
  private let pass: NetworkPass
  private let sample: SquashedGaussian
  private let draws: FloatBuffer  // (copies × a)
  private let copies: Int
  var stream: RandomStream
  private(set) var actions: Matrix  // (copies × a)

  /// - Parameter actor: gives means and ln σ.
  init(actor: TrainableNetwork, copies: Int, stream: RandomStream) {
    let count = actor.shape.outputs / 2
    self.copies = copies
    self.stream = stream
    pass = NetworkPass(actor, capacity: copies)
    sample = SquashedGaussian(count: count, capacity: copies)
    draws = FloatBuffer(count: copies * count)
    actions = Matrix(rows: copies, columns: count)
  }

  func drawUniform() {
    for i in actions.elements.indices { actions.elements[i] = Float(stream.uniform(in: -1...1)) }
  }

  /// - Parameters:
  ///   - observations: (copies × o)
  ///   - normalizer: what the actor's input goes through; nil: nothing.
  func act(on observations: Matrix, normalizer: InputNormalizer? = nil) {
    if let normalizer {
      normalizer.apply(to: observations, rows: 0..<copies, into: pass.input, at: 0)
    } else {
      for i in observations.elements.indices { pass.input[i] = observations.elements[i] }
    }
    pass.forward(rows: copies)
    draws.fillNormal(draws.count, from: &stream)
    sample.sample(rows: copies, parameters: pass.output, draws: draws)
    for i in actions.elements.indices { actions.elements[i] = sample.actions[i] }
  }
}
