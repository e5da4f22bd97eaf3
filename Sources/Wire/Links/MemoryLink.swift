import Dispatch
import Synchronization

/// One end of a link within the process, for tests.
public final class MemoryLink: Link, Sendable {
  private let incoming: Queue
  private let outgoing: Queue
  private let counter = Atomic<Int>(0)
  /// Whether the last arrival came from a stranger, to whom answers go nowhere.
  private let isLastStranger = Atomic<Bool>(false)

  /// Two ends: what one sends the other receives.
  public static func pair() -> (MemoryLink, MemoryLink) {
    let there = Queue()
    let back = Queue()
    return (MemoryLink(incoming: back, outgoing: there), MemoryLink(incoming: there, outgoing: back))
  }

  private init(incoming: Queue, outgoing: Queue) {
    self.incoming = incoming
    self.outgoing = outgoing
  }

  public var strangers: Int { counter.load(ordering: .relaxed) }

  public func send(_ bytes: Span<UInt8>, to destination: Destination) throws(LinkError) {
    if destination == .sender, isLastStranger.load(ordering: .relaxed) { return }
    outgoing.push(bytes, isStranger: false)
  }

  /// Delivers a frame to the other end as if a third party had sent it.
  public func sendAsStranger(_ bytes: Span<UInt8>) { outgoing.push(bytes, isStranger: true) }

  public func receive(into buffer: inout [UInt8], until deadline: Int64) throws(LinkError) -> Arrival? {
    guard let arrival = incoming.pop(into: &buffer, until: deadline) else { return nil }
    isLastStranger.store(arrival.isStranger, ordering: .relaxed)
    if arrival.isStranger { counter.wrappingAdd(1, ordering: .relaxed) }
    return arrival
  }

  public func adoptSender() {}

  public func releasePeer() {}
}

/// Frames on their way in one direction; a full queue loses the newest, as a socket does.
private final class Queue: Sendable {
  private static let slots = 512
  private static let slotSize = 280

  private struct State {
    var bytes = [UInt8](repeating: 0, count: Queue.slots * Queue.slotSize)
    var lengths = [Int](repeating: 0, count: Queue.slots)
    var strangers = [Bool](repeating: false, count: Queue.slots)
    var first = 0
    var count = 0
  }

  private let state = Mutex(State())
  private let filled = DispatchSemaphore(value: 0)

  func push(_ frame: Span<UInt8>, isStranger: Bool) {
    precondition(frame.count <= Self.slotSize, "a frame has at most 280 bytes")
    let isStored = frame.withUnsafeBufferPointer { source in
      state.withLock { state in
        guard state.count < Self.slots else { return false }
        let slot = (state.first + state.count) % Self.slots
        for i in source.indices { state.bytes[slot * Self.slotSize + i] = source[i] }
        state.lengths[slot] = source.count
        state.strangers[slot] = isStranger
        state.count += 1
        return true
      }
    }
    if isStored { filled.signal() }
  }

  func pop(into buffer: inout [UInt8], until deadline: Int64) -> Arrival? {
    let left = max(0, deadline - MonotonicTime.now)
    guard filled.wait(timeout: .now() + .nanoseconds(Int(left))) == .success else { return nil }
    return state.withLock { state in
      let slot = state.first
      let count = min(state.lengths[slot], buffer.count)
      for i in 0..<count { buffer[i] = state.bytes[slot * Self.slotSize + i] }
      state.first = (slot + 1) % Self.slots
      state.count -= 1
      return Arrival(count: count, isStranger: state.strangers[slot])
    }
  }
}
