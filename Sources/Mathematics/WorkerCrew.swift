import CKernels
import Dispatch
import Foundation
import Glibc
import Synchronization

/// Threads that stand by for work too short to wake a thread for: behind each job they look out for the next one, for
/// a while, before they sleep. A process has one crew, which does one job at a time.
///
/// Waking a thread takes longer than a step of a few copies or a small minibatch: with one that had to be woken, two
/// threads were slower than one (the classic pendulum's training, 2026-11-30).
final class WorkerCrew: @unchecked Sendable {
  static let shared = WorkerCrew(size: ProcessInfo.processInfo.activeProcessorCount - 1)

  /// Number of the job (32 bits) | seats left for helpers (16) | helpers inside (16).
  private let state = Atomic<UInt64>(0)
  private static let seat: UInt64 = 1 << 16
  private static let seats: UInt64 = 0xffff << 16
  private static let inside: UInt64 = 0xffff

  // The job: written by its owner while nobody is inside.
  private let isOwned = Atomic(false)
  private var body: (@Sendable (Int) -> Void)?
  private var count = 0
  private let next = Atomic<Int>(0)
  private var number: UInt64 = 0

  // The helpers.
  private let size: Int
  private var enlisted = 0
  private let sleepers = Atomic<Int>(0)
  private let alarm = DispatchSemaphore(value: 0)
  /// Looks at the state before a helper sleeps, some 50 µs.
  private static let patience = 2_000

  init(size: Int) { self.size = size }

  /// Runs `body` for 0 ..< count on the calling thread and at most `threads` − 1 others, and returns when all are done.
  ///
  /// - Returns: false when the crew is at another job; nothing was run then.
  func run(_ count: Int, threads: Int, _ body: @Sendable (Int) -> Void) -> Bool {
    let owns = isOwned.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged
    guard owns else { return false }
    defer { isOwned.store(false, ordering: .releasing) }
    let helpers = min(threads - 1, count - 1, size)
    enlist(helpers)
    withoutActuallyEscaping(body) { body in
      self.body = body
      self.count = count
      next.store(0, ordering: .relaxed)
      number = (number + 1) & 0xffff_ffff
      state.store(number << 32 | UInt64(helpers) * Self.seat, ordering: .sequentiallyConsistent)
      wake(helpers)
      work()
      // Whoever has not come by now need not come.
      state.bitwiseAnd(~Self.seats, ordering: .acquiringAndReleasing)
      var looks = 0
      while state.load(ordering: .acquiring) & Self.inside > 0 {
        looks += 1
        if looks < Self.patience { s2r_pause() } else { sched_yield() }
      }
      self.body = nil
    }
    return true
  }

  private func work() {
    guard let body else { return }
    Shards.work(through: next, count, body)
  }

  // MARK: Helpers

  private func help() -> Never {
    var last: UInt64 = 0
    while true {
      let job = nextJob(after: last)
      let entered = state.compareExchange(
        expected: job, desired: job - Self.seat + 1, ordering: .acquiringAndReleasing
      ).exchanged
      guard entered else { continue }
      last = job >> 32
      work()
      state.wrappingSubtract(1, ordering: .releasing)
    }
  }

  /// The state of another job than `last` that has a seat left.
  private func nextJob(after last: UInt64) -> UInt64 {
    while true {
      for _ in 0..<Self.patience {
        let job = state.load(ordering: .acquiring)
        if job & Self.seats > 0, job >> 32 != last { return job }
        s2r_pause()
      }
      sleepers.wrappingAdd(1, ordering: .sequentiallyConsistent)
      let job = state.load(ordering: .sequentiallyConsistent)
      // A job that came meanwhile may have missed this sleeper; one that did not has set the alarm.
      let stays = job & Self.seats == 0 || job >> 32 == last
      if stays || !takeSleeper() { alarm.wait() }
    }
  }

  private func wake(_ helpers: Int) {
    for _ in 0..<helpers where takeSleeper() { alarm.signal() }
  }

  /// Whoever takes a sleeper off the count answers for its waking.
  private func takeSleeper() -> Bool {
    var seen = sleepers.load(ordering: .sequentiallyConsistent)
    while seen > 0 {
      let (taken, now) = sleepers.compareExchange(
        expected: seen, desired: seen - 1, ordering: .sequentiallyConsistent)
      if taken { return true }
      seen = now
    }
    return false
  }

  /// Signals are left to the threads that were there before.
  private func enlist(_ helpers: Int) {
    guard enlisted < helpers else { return }
    var (all, before) = (sigset_t(), sigset_t())
    sigfillset(&all)
    pthread_sigmask(SIG_BLOCK, &all, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    while enlisted < helpers {
      var thread = pthread_t()
      let crew = Unmanaged.passRetained(self)
      let failure = pthread_create(&thread, nil, { crew in
        Unmanaged<WorkerCrew>.fromOpaque(crew!).takeUnretainedValue().help()
      }, crew.toOpaque())
      guard failure == 0 else { return crew.release() }  // fewer threads do the same work
      pthread_detach(thread)
      enlisted += 1
    }
  }
}
