import Control
import Learning
import Mathematics
import Networks
import Testing

@Suite struct RolloutTests {
  @Test("a time-out is followed by the value of the state truly reached, other steps by that of the next observation")
  func linksValues() {
    let rollout = Rollout(steps: 2, copies: 2, observationCount: 1, actionCount: 1)
    let normalizer = InputNormalizer(mean: [1], inverseDeviation: [2], clip: 10)
    var batch = StepBatch(count: 2, observation: 1, sensors: 1, actuators: 1, terms: 1, privileged: 0)
    rollout.begin()
    for (step, endings) in [[Ending.running, .truncated], [.terminated, .running]].enumerated() {
      batch.endings = endings
      batch.reached.elements = [3, 4]
      rollout.record(batch, at: step, normalizer: normalizer)
    }
    #expect(rollout.truncated == [1])
    #expect(rollout.reached[0] == 6)
    rollout.values.array = [10, 11, 20, 21, 30, 31]
    rollout.reachedValues[0] = 99
    rollout.linkValues()
    #expect(rollout.nextValues.array == [20, 99, 30, 31])
  }

  @Test("shuffling keeps every sample once and differs from epoch to epoch")
  func shuffles() {
    let rollout = Rollout(steps: 10, copies: 10, observationCount: 1, actionCount: 1)
    var stream = RandomStream(seed: 1)
    rollout.shuffle(using: &stream)
    let first = rollout.order
    rollout.shuffle(using: &stream)
    #expect(first.sorted() == Array(0..<100) && rollout.order.sorted() == first.sorted())
    #expect(rollout.order != first && first != first.sorted())
  }

  @Test("advantages are brought to mean 0 and deviation 1")
  func normalizes() {
    let rollout = Rollout(steps: 5, copies: 1, observationCount: 1, actionCount: 1)
    rollout.advantages.array = [1, 2, 3, 4, 5]
    rollout.normalizeAdvantages()
    let want = [-2, -1, 0, 1, 2].map { Float($0 / 2.0.squareRoot()) }
    #expect(zip(rollout.advantages.array, want).allSatisfy { abs($0 - $1) < 1e-6 })
  }
}
