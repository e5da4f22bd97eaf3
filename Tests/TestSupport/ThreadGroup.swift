import Foundation
public import Processes

/// Threads of this process in the place of processes.
public final class ThreadGroup: @unchecked Sendable {
  private let count: Int
  private let condition = NSCondition()
  private var posted: [[UInt8]?]
  private var taken: [[UInt8]] = []
  private var round = 0
  fileprivate var announcements = 0
  fileprivate var ended = 0

  private init(count: Int) {
    self.count = count
    posted = [[UInt8]?](repeating: nil, count: count)
  }

  /// Runs `body` once for each of `count` processes, side by side, and gives what each returned or threw; what one
  /// throws, the others hear of as from a process.
  public static func run<Value: Sendable>(
    _ count: Int, _ body: @escaping @Sendable (any Communicator) throws -> Value
  ) -> [Result<Value, any Error>] {
    let group = ThreadGroup(count: count)
    nonisolated(unsafe) var results = [Result<Value, any Error>?](repeating: nil, count: count)
    let lock = NSLock()
    let threads = (0..<count).map { rank in
      let thread = Thread {
        let member = Member(rank: rank, of: group)
        let result = Result { try body(member) }
        if case .failure(let error) = result { member.fail("\(error)") }
        lock.withLock { results[rank] = result }
        group.condition.withLock {
          group.ended += 1
          group.condition.broadcast()
        }
      }
      thread.stackSize = 8 << 20
      return thread
    }
    for thread in threads { thread.start() }
    group.condition.withLock { while group.ended < count { group.condition.wait() } }
    return lock.withLock { results.map { $0! } }
  }

  /// Everybody's bytes, when all have come.
  fileprivate func exchange(_ bytes: [UInt8], from rank: Int) -> [[UInt8]] {
    condition.withLock {
      let mine = round
      posted[rank] = bytes
      if posted.allSatisfy({ $0 != nil }) {
        taken = posted.map { $0! }
        posted = [[UInt8]?](repeating: nil, count: count)
        round += 1
        condition.broadcast()
      }
      while round == mine { condition.wait() }
      return taken
    }
  }

  fileprivate func withAnnouncements(_ body: (inout Int) -> Void) -> Int {
    condition.withLock {
      body(&announcements)
      return announcements
    }
  }

  private final class Member: Communicator {
    let rank: Int
    let group: ThreadGroup
    var hasFailed = false

    init(rank: Int, of group: ThreadGroup) { (self.rank, self.group) = (rank, group) }

    var count: Int { group.count }
    func exchange(_ bytes: [UInt8]) -> [[UInt8]] { group.exchange(bytes, from: rank) }

    func sum(_ values: UnsafeMutablePointer<Float>, count: Int) {
      let own = Array(UnsafeRawBufferPointer(start: values, count: 4 * count))
      for i in 0..<count { values[i] = 0 }
      for bytes in exchange(own) {
        bytes.withUnsafeBytes { for i in 0..<count { values[i] += $0.loadUnaligned(fromByteOffset: 4 * i, as: Float.self) } }
      }
    }

    func sum(_ values: inout [Double]) {
      let own = values.withUnsafeBytes { Array($0) }
      for i in values.indices { values[i] = 0 }
      for bytes in exchange(own) {
        bytes.withUnsafeBytes { for i in values.indices { values[i] += $0.loadUnaligned(fromByteOffset: 8 * i, as: Double.self) } }
      }
    }

    func announce() { _ = group.withAnnouncements { $0 += 1 } }
    func announced() -> Int { group.withAnnouncements { _ in } }
    func endRound() {
      while announced() < count { usleep(200) }
      _ = exchange([])
      if isFirst { _ = group.withAnnouncements { $0 = 0 } }
      _ = exchange([])
    }
    func leave() {}
  }
}
