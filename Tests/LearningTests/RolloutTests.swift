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

  @Test("the value function sees the privileged values, of the state truly reached at a time-out")
  func privileged() {
    let rollout = Rollout(steps: 1, copies: 2, observationCount: 1, actionCount: 1, privilegedCount: 2)
    let normalizer = InputNormalizer(mean: [1], inverseDeviation: [2], clip: 10)
    let privileged = InputNormalizer(mean: [0, 1], inverseDeviation: [1, 3], clip: 10)
    var batch = StepBatch(count: 2, observation: 1, sensors: 1, actuators: 1, terms: 1, privileged: 2)
    rollout.begin()
    (batch.observations.elements, batch.privileged.elements) = ([1, 2], [5, 1, 6, 2])
    rollout.observe(batch, rows: 0..<2, at: 0, normalizer: normalizer, privileged: privileged)
    (batch.observations.elements, batch.reached.elements) = ([0, 0], [3, 4])
    (batch.privileged.elements, batch.reachedPrivileged.elements) = ([0, 0, 0, 0], [7, 0, 8, 2])
    batch.endings = [.running, .truncated]
    rollout.record(batch, at: 0, normalizer: normalizer, privileged: privileged)
    rollout.observe(batch, rows: 0..<2, at: 1, normalizer: normalizer, privileged: privileged)
    #expect(rollout.criticRows.array == [0, 5, 0, 2, 6, 3, -2, 0, -3, -2, 0, -3])
    #expect(rollout.observations.array == [0, 2, -2, -2])
    #expect(rollout.truncated == [1] && Array(rollout.reached.array.prefix(3)) == [6, 8, 3])
  }

  @Test("sequences are whole steps of one copy, in an order of their own")
  func sequences() {
    let rollout = Rollout(steps: 6, copies: 2, sequenceSteps: 3, observationCount: 1, actionCount: 1)
    #expect(rollout.order == [0, 1, 2, 3])
    let samples = rollout.order.map { k in (0..<3).map { rollout.sample(ofSequence: k, step: $0) } }
    #expect(samples == [[0, 2, 4], [1, 3, 5], [6, 8, 10], [7, 9, 11]])
    #expect(rollout.sequence(beginningAt: 3, copy: 1) == 3 && rollout.sequence(beginningAt: 4, copy: 1) == nil)
    #expect(rollout.sequence(beginningAt: 6, copy: 0) == nil)
  }

  @Test("a step that did not take place or diverged is followed by the value of where it stands", arguments: [
    Ending.abandoned, .diverged,
  ])
  func voidSteps(ending: Ending) {
    let rollout = Rollout(steps: 1, copies: 2, observationCount: 1, actionCount: 1)
    var batch = StepBatch(count: 2, observation: 1, sensors: 1, actuators: 1, terms: 1, privileged: 0)
    rollout.begin()
    batch.endings = [.running, ending]
    batch.reached.elements = [3, 4]
    rollout.record(batch, at: 0, normalizer: InputNormalizer(mean: [0], inverseDeviation: [1], clip: 10))
    #expect(rollout.truncated == [1] && rollout.reached[0] == 4)
    #expect(rollout.endings[1] != .terminated, "it is bootstrapped from there")
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
