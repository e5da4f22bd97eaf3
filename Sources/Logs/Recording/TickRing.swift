internal import Control
import Synchronization

/// A preallocated ring of ticks between one producer and one consumer, without locks.
///
/// A tick is stored as plain words, so no reference counts or arrays are shared between the two threads.
final class TickRing: @unchecked Sendable {
  private let capacity: Int
  private let stride: Int
  private let words: UnsafeMutablePointer<UInt64>  // (capacity × stride)
  /// Ticks put in and taken out since the beginning; each is written by one side only.
  private let produced = Atomic<Int>(0)
  private let consumed = Atomic<Int>(0)

  /// - Parameter record: of the size that all will have.
  init(capacity: Int, for record: TickRecord) {
    precondition(capacity > 0, "a ring has room for a tick")
    self.capacity = capacity
    stride = record.wordCount
    words = .allocate(capacity: capacity * stride)
    // Touched now, so that no page is missing later.
    words.initialize(repeating: 0, count: capacity * stride)
  }

  deinit { words.deallocate() }

  /// Called by the producer alone.
  ///
  /// - Returns: whether there was room.
  func push(_ record: borrowing TickRecord) -> Bool {
    precondition(record.wordCount == stride, "a tick has the sizes that the header promises")
    let next = produced.load(ordering: .relaxed)
    guard next - consumed.load(ordering: .acquiring) < capacity else { return false }
    record.store(to: words + (next % capacity) * stride)
    produced.store(next + 1, ordering: .releasing)
    return true
  }

  /// Called by the consumer alone.
  ///
  /// - Returns: whether there was a tick.
  func pop(into record: inout TickRecord) -> Bool {
    let next = consumed.load(ordering: .relaxed)
    guard next < produced.load(ordering: .acquiring) else { return false }
    record.load(from: words + (next % capacity) * stride)
    consumed.store(next + 1, ordering: .releasing)
    return true
  }
}

extension TickRecord {
  private static let fixedWords = 9

  fileprivate var wordCount: Int {
    Self.fixedWords + reading.values.count + observation.count + action.count + requested.values.count
      + applied.values.count
  }

  fileprivate borrowing func store(to words: UnsafeMutablePointer<UInt64>) {
    words[0] = tick
    words[1] = time.bitPattern
    words[2] = reading.time.bitPattern
    words[3] = reading.age.bitPattern
    words[4] = UInt64(reading.echo)
    words[5] = UInt64(requested.mode.rawValue) | UInt64(applied.mode.rawValue) << 8
    words[6] = UInt64(events.rawValue) | UInt64(planIterations) << 16
    words[7] = lateness.bitPattern
    words[8] = roundTrip.bitPattern
    var next = Self.fixedWords
    for i in reading.values.indices { words[next + i] = reading.values[i].bitPattern }
    next += reading.values.count
    for i in observation.indices { words[next + i] = UInt64(observation[i].bitPattern) }
    next += observation.count
    for i in action.indices { words[next + i] = UInt64(action[i].bitPattern) }
    next += action.count
    for i in requested.values.indices { words[next + i] = requested.values[i].bitPattern }
    next += requested.values.count
    for i in applied.values.indices { words[next + i] = applied.values[i].bitPattern }
  }

  fileprivate mutating func load(from words: UnsafeMutablePointer<UInt64>) {
    tick = words[0]
    time = Double(bitPattern: words[1])
    reading.time = Double(bitPattern: words[2])
    reading.age = Double(bitPattern: words[3])
    reading.echo = UInt16(truncatingIfNeeded: words[4])
    requested.mode = Command.Mode(rawValue: UInt8(truncatingIfNeeded: words[5]))!
    applied.mode = Command.Mode(rawValue: UInt8(truncatingIfNeeded: words[5] >> 8))!
    events = SafetyEvents(rawValue: UInt16(truncatingIfNeeded: words[6]))
    planIterations = UInt16(truncatingIfNeeded: words[6] >> 16)
    lateness = Double(bitPattern: words[7])
    roundTrip = Double(bitPattern: words[8])
    var next = Self.fixedWords
    for i in reading.values.indices { reading.values[i] = Double(bitPattern: words[next + i]) }
    next += reading.values.count
    for i in observation.indices { observation[i] = Float(bitPattern: UInt32(truncatingIfNeeded: words[next + i])) }
    next += observation.count
    for i in action.indices { action[i] = Float(bitPattern: UInt32(truncatingIfNeeded: words[next + i])) }
    next += action.count
    for i in requested.values.indices { requested.values[i] = Double(bitPattern: words[next + i]) }
    next += requested.values.count
    for i in applied.values.indices { applied.values[i] = Double(bitPattern: words[next + i]) }
  }
}
