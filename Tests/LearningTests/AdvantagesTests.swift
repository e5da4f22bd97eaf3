import Control
import Learning
import Networks
import Testing

@Suite struct AdvantagesTests {
  private func buffer(_ values: [Float]) -> FloatBuffer {
    let buffer = FloatBuffer(count: values.count)
    buffer.array = values
    return buffer
  }

  @Test("a rollout by hand: a termination cuts bootstrap and sum, a time-out only the sum")
  func byHand() {
    // Copy 0 runs, is truncated, runs, terminates, runs; copy 1 only runs. γ = 0.5, λ = 0.5.
    let endings: [Ending] = [
      .running, .running, .truncated, .running, .running, .running, .terminated, .running, .running, .running,
    ]
    let advantages = FloatBuffer(count: 10)
    for copy in 0..<2 {
      estimateAdvantages(
        copy: copy, copies: 2, rewards: buffer([1, 0, 2, 0, 3, 0, 4, 0, 5, 16]),
        values: buffer([1, 0, 2, 0, 3, 0, 4, 0, 5, 0]), nextValues: buffer([2, 0, 8, 0, 4, 0, 99, 0, 6, 0]),
        endings: endings, discount: 0.5, decay: 0.5, into: advantages)
    }
    // Residuals of copy 0: 1+1−1 = 1, 2+4−2 = 4 (bootstrapped), 3+2−3 = 2, 4−4 = 0 (not), 5+3−5 = 3.
    #expect(advantages.array.enumerated().filter { $0.offset % 2 == 0 }.map(\.element) == [1 + 0.25 * 4, 4, 2, 0, 3])
    // Copy 1: one residual of 16 at the end, decayed by γλ = ¼ a step.
    #expect(advantages.array.enumerated().filter { $0.offset % 2 == 1 }.map(\.element) == [0.0625, 0.25, 1, 4, 16])
  }
}
