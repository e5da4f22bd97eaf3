import Control
import Learning
import Mathematics
import Testing

@Suite struct RewardScaleTests {
  /// Rewards of a copy after which time is up every so many steps, and the spread of their discounted sums by hand.
  @Test("a time-out cuts the discounted sum as a termination does: no reward counts for the next episode", arguments: [
    Ending.truncated, .terminated,
  ])
  func cuts(ending: Ending) {
    let (discount, length, steps) = (Float(0.9), 5, 4_000)
    var scale = RewardScale(copies: 1, discount: discount)
    var batch = StepBatch(count: 1, observation: 1, sensors: 1, actuators: 1, terms: 1, privileged: 0)
    var stream = RandomStream(seed: 3)
    var sums: [Double] = []
    var sum = 0.0
    for step in 1...steps {
      batch.rewards[0] = Float(2 + stream.normal())
      batch.endings[0] = step % length == 0 ? ending : .running
      scale.add(batch)
      sum = Double(discount) * sum + Double(batch.rewards[0])
      sums.append(sum)
      if step % length == 0 { sum = 0 }
    }
    let mean = sums.reduce(0, +) / Double(steps)
    let deviation = (sums.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(steps)).squareRoot()
    #expect(abs(Double(scale.factor()) * deviation - 1) < 1e-4)
  }
}
