import Glibc
import Synchronization

/// Records a run from within a control loop: a ring without locks, and a thread that writes it to the file.
///
/// ``record(_:)`` never waits, locks or allocates. What the writer cannot keep up with is dropped and counted; a full
/// disk stops the recording and not the loop.
public final class LogRecorder: Sendable {
  /// How a recording went.
  public struct Summary: Sendable, Equatable {
    public var ticks: Int
    /// Ticks for which the ring had no room.
    public var dropped: Int
    /// Size of the file, bytes.
    public var size: Int
  }

  private let drain: Drain
  private let thread: WriterThread
  private let isClosed = Atomic<Bool>(false)

  /// Creates the file and starts the writer.
  ///
  /// - Parameter capacity: ticks that the ring holds while the disk is slow.
  public init(to path: String, header: LogHeader, capacity: Int = 4096) throws(LogError) {
    let drain = Drain(try LogWriter(to: path, header: header), capacity: capacity)
    self.drain = drain
    thread = WriterThread { drain.run() }
  }

  deinit { _ = try? close() }

  /// Takes one tick. Called from one thread only.
  ///
  /// - Precondition: the record has the header's sizes.
  public func record(_ tick: borrowing TickRecord) {
    if !drain.ring.push(tick) { drain.dropped.wrappingAdd(1, ordering: .relaxed) }
  }

  /// Ticks dropped so far.
  public var dropped: Int { drain.dropped.load(ordering: .relaxed) }

  /// Whether writing failed; ``close()`` says why.
  public var hasFailed: Bool { drain.hasFailed.load(ordering: .relaxed) }

  /// Writes what is pending and the summary, and ends the writer. Only the first call does something.
  ///
  /// - Throws: what went wrong since the recording began.
  @discardableResult
  public func close() throws(LogError) -> Summary {
    if !isClosed.exchange(true, ordering: .acquiringAndReleasing) {
      drain.isClosing.store(true, ordering: .releasing)
      thread.join()
    }
    if let failure = drain.failure { throw failure }
    return Summary(ticks: drain.writer.tickCount, dropped: dropped, size: drain.writer.size)
  }
}

/// The writer's side. `writer` and `failure` belong to the writer thread until it has ended.
private final class Drain: @unchecked Sendable {
  let ring: TickRing
  let dropped = Atomic<Int>(0)
  let hasFailed = Atomic<Bool>(false)
  let isClosing = Atomic<Bool>(false)
  var writer: LogWriter
  var failure: LogError?
  private var record: TickRecord

  /// Between two looks into the ring, and between two chunks at most, s.
  private static let pollInterval = 0.01
  private static let chunkInterval = 0.5

  init(_ writer: consuming LogWriter, capacity: Int) {
    record = TickRecord(for: writer.header)
    ring = TickRing(capacity: capacity, for: record)
    self.writer = writer
  }

  func run() {
    do throws(LogError) {
      var flushed = monotonicSeconds()
      while true {
        // Read before the ring, so that a tick recorded before closing is not missed.
        let isLast = isClosing.load(ordering: .acquiring)
        while ring.pop(into: &record) { try writer.append(record) }
        if isLast { return try writer.finish() }
        if monotonicSeconds() - flushed >= Self.chunkInterval {
          try writer.flush()
          flushed = monotonicSeconds()
        }
        usleep(UInt32(Self.pollInterval * 1e6))
      }
    } catch {
      failure = error
      hasFailed.store(true, ordering: .relaxed)
    }
  }

  private func monotonicSeconds() -> Double {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return Double(now.tv_sec) + Double(now.tv_nsec) * 1e-9
  }
}
