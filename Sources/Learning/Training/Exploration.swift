import Mathematics
import Networks
import Policies

/// How a stochastic policy acts on an environment: uniformly at first, then by draws from its distribution.
final class Exploration {
  private let pass: NetworkPass
  /// Nil: the actor gives means and ln σ of a squashed Gaussian.
  private let head: ActionHead?
  private let sample: SquashedGaussian
  private let draws: FloatBuffer  // (copies × a)
  private let copies: Int
  var stream: RandomStream
  private(set) var actions: Matrix  // (copies × a)

  /// - Parameter head: of the actor's outputs; nil: they are means and ln σ of a squashed Gaussian.
  init(actor: TrainableNetwork, head: ActionHead? = nil, copies: Int, stream: RandomStream) {
    let count = head?.count ?? actor.shape.outputs / 2
    self.copies = copies
    self.stream = stream
    self.head = head
    pass = NetworkPass(actor, capacity: copies)
    sample = SquashedGaussian(count: count, capacity: copies)
    draws = FloatBuffer(count: copies * count)
    actions = Matrix(rows: copies, columns: count)
  }

  /// Over ±1, or over the levels that the policy chooses among.
  func drawUniform() {
    for i in actions.elements.indices {
      if case .categorical(let head) = head {
        actions.elements[i] = Network.action(ofLevel: stream.index(below: head.levels), of: head.levels)
      } else {
        actions.elements[i] = Float(stream.uniform(in: -1...1))
      }
    }
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
    let drawn = draw()
    for i in actions.elements.indices { actions.elements[i] = drawn[i] }
  }

  private func draw() -> FloatBuffer {
    if let head {
      for row in 0..<copies {
        head.sample(outputs: pass.output, at: row * head.outputs, into: draws, at: row * head.count, from: &stream)
      }
      return draws
    }
    draws.fillNormal(draws.count, from: &stream)
    sample.sample(rows: copies, parameters: pass.output, draws: draws)
    return sample.actions
  }
}
