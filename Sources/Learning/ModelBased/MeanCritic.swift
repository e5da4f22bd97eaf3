import Networks

/// The mean of several critics as what follows a differentiable rollout's end, in the rewards' units.
final class MeanCritic: TerminalCritic {
  private let passes: [NetworkPass]
  private let observations: Int
  private let actions: Int
  /// Of the critics' units.
  var centre: Float = 0
  var halfWidth: Float = 1

  init(_ critics: [SoftCritic], observations: Int, actions: Int, capacity: Int) {
    passes = critics.map { NetworkPass($0.network, capacity: capacity) }
    (self.observations, self.actions) = (observations, actions)
  }

  let valuesActions = true

  func evaluate(
    rows: Int, observations seen: FloatBuffer, actions taken: FloatBuffer, values: FloatBuffer,
    observationGradient: FloatBuffer, actionGradient: FloatBuffer
  ) {
    let (o, a, width) = (observations, actions, observations + actions)
    let scale = halfWidth / Float(passes.count)
    for row in 0..<rows { values[row] = centre }
    for (index, pass) in passes.enumerated() {
      for row in 0..<rows {
        pass.input.copy(o, of: seen, from: row * o, to: row * width)
        pass.input.copy(a, of: taken, from: row * a, to: row * width + o)
        pass.outputGradient[row] = scale
      }
      pass.forward(rows: rows)
      for row in 0..<rows { values[row] += scale * pass.output[row] }
      for row in 0..<rows { pass.outputGradient[row] = scale }
      pass.backward(rows: rows, toParameters: false, toInput: true)
      for row in 0..<rows {
        let start = row * width
        for i in 0..<o {
          observationGradient[row * o + i] = pass.inputGradient[start + i] + (index > 0 ? observationGradient[row * o + i] : 0)
        }
        for i in 0..<a {
          actionGradient[row * a + i] = pass.inputGradient[start + o + i] + (index > 0 ? actionGradient[row * a + i] : 0)
        }
      }
    }
  }
}
