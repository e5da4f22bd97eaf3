import Learning
import Mathematics
import Processes
import TestSupport
import Testing

@Suite struct MinibatchOrderTests {
  /// The samples of each minibatch as (step, copy among all) of two epochs, by process.
  private static func minibatches(_ processes: Int, copies total: Int, steps: [Int]) throws -> [[Set<[Int]>]] {
    try ThreadGroup.run(processes) { processes in
      let copies = SharedCopies(total: total, in: processes)
      let rollout = Rollout(steps: 8, copies: copies.own.count, observationCount: 1, actionCount: 1)
      rollout.begin()
      rollout.end(after: steps[processes.rank])
      var order = MinibatchOrder(copies: copies, minibatches: 4)
      var stream = RandomStream(seed: 5)
      order.begin(steps: steps, of: rollout)
      var all: [Set<[Int]>] = []
      for _ in 0..<2 {
        order.shuffle(using: &stream, of: rollout)
        for minibatch in 0..<4 {
          let samples = order.places(of: minibatch).map { rollout.order[$0] }
          all.append(Set(samples.map { [$0 / copies.own.count, copies.own.lowerBound + $0 % copies.own.count] }))
          #expect(all[all.count - 1].count == samples.count)
        }
      }
      #expect((0..<4).map { order.sampleCount(of: $0) }.reduce(0, +) == order.sampleCount)
      return all
    }.map { try $0.get() }
  }

  @Test("each minibatch is made of the same samples, however many processes share the copies", arguments: [2, 3, 5])
  func same(processes: Int) throws {
    let alone = try Self.minibatches(1, copies: 10, steps: [8])[0]
    let shared = try Self.minibatches(processes, copies: 10, steps: Array(repeating: 8, count: processes))
    for minibatch in 0..<8 {
      let union = shared.reduce(into: Set<[Int]>()) { $0.formUnion($1[minibatch]) }
      #expect(union == alone[minibatch])
      #expect(shared.map { $0[minibatch].count }.reduce(0, +) == 20)
    }
  }

  @Test("what a pre-empted process did not do is in no minibatch, all else in one")
  func uneven() throws {
    let shared = try Self.minibatches(2, copies: 10, steps: [8, 3])
    for epoch in 0..<2 {
      let samples = (0..<2).map { rank in (0..<4).map { shared[rank][4 * epoch + $0] }.reduce(into: Set<[Int]>()) { $0.formUnion($1) } }
      #expect(samples[0] == Set((0..<8).flatMap { step in (0..<5).map { [step, $0] } }))
      #expect(samples[1] == Set((0..<3).flatMap { step in (5..<10).map { [step, $0] } }))
    }
  }
}
