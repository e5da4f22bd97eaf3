import Dispatch
import Synchronization

/// Work cut into fixed pieces that threads take one after the other.
///
/// The pieces do not depend on the number of threads and each writes to its own place, so neither do the results.
public enum Shards {
  /// Runs `body` once for each shard in 0 ..< count, on at most `threads` threads, and returns when all are done.
  public static func run(_ count: Int, threads: Int, _ body: @Sendable (Int) -> Void) {
    precondition(threads > 0, "at least one thread")
    guard threads > 1, count > 1 else {
      for shard in 0..<count { body(shard) }
      return
    }
    if WorkerCrew.shared.run(count, threads: threads, body) { return }
    let next = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: min(threads, count)) { _ in work(through: next, count, body) }
  }

  /// Runs the shards that no other thread has taken.
  static func work(through next: borrowing Atomic<Int>, _ count: Int, _ body: (Int) -> Void) {
    while true {
      let shard = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard shard < count else { return }
      body(shard)
    }
  }

  /// The rows of one of `count` shards of `total` rows, as even as can be.
  public static func rows(of shard: Int, count: Int, total: Int) -> Range<Int> {
    (shard * total / count)..<((shard + 1) * total / count)
  }
}
