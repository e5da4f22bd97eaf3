import Foundation
import Mathematics
import Synchronization
import Testing

@Suite struct ShardsTests {
  /// How often each shard was run.
  private final class Tally: Sendable {
    private let counts: Mutex<[Int]>
    init(_ count: Int) { counts = Mutex([Int](repeating: 0, count: count)) }
    func add(_ shard: Int) { counts.withLock { $0[shard] += 1 } }
    var isOnceEach: Bool { counts.withLock { $0.allSatisfy { $0 == 1 } } }
  }

  @Test("each shard is run once, whatever the threads, thousands of times over")
  func onceEach() {
    var stream = RandomStream(seed: 1)
    for round in 0..<3_000 {
      let (count, threads) = (stream.index(below: 9), 1 + stream.index(below: 4))
      let tally = Tally(count)
      Shards.run(count, threads: threads) { tally.add($0) }
      #expect(tally.isOnceEach, "\(count) shards on \(threads) threads")
      // So long that helpers fall asleep.
      if round % 500 == 0 { usleep(5_000) }
    }
  }

  @Test("what a run wrote is there when it returns")
  func writes() {
    let values = Values(1_000)
    for round in 1...2_000 {
      Shards.run(10, threads: 2) { shard in
        for i in shard * 100..<(shard + 1) * 100 { values[i] += 1 }
      }
      #expect(values.isAll(round))
    }
  }

  /// Each element is written by one shard alone.
  private final class Values: @unchecked Sendable {
    private let base: UnsafeMutablePointer<Int>
    private let count: Int
    init(_ count: Int) {
      base = .allocate(capacity: count)
      base.initialize(repeating: 0, count: count)
      self.count = count
    }
    deinit { base.deallocate() }
    subscript(i: Int) -> Int {
      get { base[i] }
      set { base[i] = newValue }
    }
    func isAll(_ value: Int) -> Bool { (0..<count).allSatisfy { base[$0] == value } }
  }

  @Test("runs within runs and runs from several threads at once all get done")
  func concurrentRuns() async {
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<8 {
        group.addTask {
          for _ in 0..<200 {
            let (outer, inner) = (Tally(4), Tally(12))
            Shards.run(4, threads: 2) { i in
              outer.add(i)
              Shards.run(3, threads: 2) { inner.add(3 * i + $0) }
            }
            guard outer.isOnceEach, inner.isOnceEach else { return false }
          }
          return true
        }
      }
      for await isRight in group { #expect(isRight) }
    }
  }

  @Test("two threads work at the same time", .enabled(if: ProcessInfo.processInfo.activeProcessorCount > 1))
  func sideBySide() {
    let arrived = Atomic<Int>(0)
    let met = Atomic<Int>(0)
    Shards.run(2, threads: 2) { _ in
      arrived.wrappingAdd(1, ordering: .sequentiallyConsistent)
      // The first to come waits for the other to begin; one after the other, it would wait in vain.
      let limit = Date.now.addingTimeInterval(60)
      while arrived.load(ordering: .sequentiallyConsistent) < 2, Date.now < limit { usleep(100) }
      if arrived.load(ordering: .sequentiallyConsistent) == 2 { met.wrappingAdd(1, ordering: .sequentiallyConsistent) }
    }
    #expect(met.load(ordering: .sequentiallyConsistent) == 2)
  }

  @Test("rows are cut as evenly as can be")
  func rows() {
    for (count, total) in [(3, 10), (4, 4), (7, 3), (1, 0)] {
      let parts = (0..<count).map { Shards.rows(of: $0, count: count, total: total) }
      #expect(parts.flatMap { Array($0) } == Array(0..<total))
      #expect(parts.allSatisfy { $0.count == total / count || $0.count == total / count + 1 })
    }
  }
}
