import Control
import Environments
import Foundation
import Mathematics
import Scenarios

/// Steps a second of a Gymnasium environment through the helper, over all copies, with uniform actions.
func measureEnvironment(_ id: String, copies: Int, steps: Int) throws -> Double {
  let scenario = ExternalScenario(environment: .gymnasium(id: id), learner: .sac(SACSettings()))
  let environments = try GymnasiumEnvironments(scenario, copies: copies, seed: 1)
  var batch = environments.makeBatch()
  var stream = RandomStream(seed: 2)
  var actions = Matrix(rows: copies, columns: environments.actionCount)
  try environments.reset(into: &batch)
  let start = ContinuousClock.now
  for _ in 0..<steps / copies {
    for i in actions.elements.indices { actions.elements[i] = Float(stream.uniform(in: -1...1)) }
    try environments.step(actions, into: &batch)
  }
  return Double(steps / copies * copies) / ((ContinuousClock.now - start) / .seconds(1))
}
