import Foundation
import Learning
import Mathematics
import Networks
import Scenarios

/// Milliseconds of a gradient step of soft actor–critic on draws from a replay buffer: the median of five stretches.
func measureSAC(threads: Int, observations: Int, actions: Int, batch: Int) -> Double {
  var settings = SACSettings()
  settings.batch = batch
  let learner = SoftActorCritic(
    settings: settings, observations: observations, actions: actions, stream: RandomStream(seed: 1))
  let replay = ReplayBuffer(observationCount: observations, actionCount: actions, capacity: 10_000)
  var stream = RandomStream(seed: 2)
  let transition = TransitionBatch(rows: 1, observationCount: observations, actionCount: actions)
  transition.continues[0] = 1
  for _ in 0..<10_000 {
    for part in [transition.observations, transition.actions, transition.rewards, transition.reached] {
      for i in 0..<part.count { part[i] = Float(stream.uniform(in: -1...1)) }
    }
    replay.append(row: 0, of: transition)
  }
  let steps = 200
  var milliseconds: [Double] = []
  for _ in 0..<6 {
    let start = ContinuousClock.now
    for _ in 0..<steps {
      replay.sample(into: learner.batch, from: &stream)
      learner.update(threads: threads)
    }
    milliseconds.append((ContinuousClock.now - start) / .seconds(1) * 1e3 / Double(steps))
  }
  return milliseconds.dropFirst().sorted()[2]
}
