import Mathematics

/// The processes that work on one thing together, as one of them sees them.
///
/// All but the announcements is collective: every process makes the same calls in the same order, and each gets the
/// same bits.
public protocol Communicator: AnyObject {
  /// This process among them, from 0; the first one reads and writes the files.
  var rank: Int { get }
  var count: Int { get }
  /// Whether what they do together is over, since one of them failed.
  var hasFailed: Bool { get set }

  /// Adds everybody's values up, in place.
  func sum(_ values: UnsafeMutablePointer<Float>, count: Int)
  func sum(_ values: inout [Double])

  /// Everybody's bytes, by rank, as they are; ``gather(_:)`` is what also hears of failures.
  func exchange(_ bytes: [UInt8]) -> [[UInt8]]

  // A round: each process announces once that it is through with its part, and may look who is, without waiting.
  func announce()
  /// How many have announced, this process included.
  func announced() -> Int
  /// Waits for everybody's announcement.
  func endRound()

  /// Takes leave of the others, when all is done.
  func leave()
}

/// A process failed, and with it what all of them were doing.
public struct ProcessFailure: Error, Sendable, Equatable, CustomStringConvertible {
  public let rank: Int
  /// What it failed with.
  public let sentence: String

  public var description: String { rank == 0 ? sentence : "Process \(rank): \(sentence)" }
}

extension Communicator {
  public var isFirst: Bool { rank == 0 }

  /// This process's part of `total` things, such as copies.
  public func part(of total: Int) -> Range<Int> { Shards.rows(of: rank, count: count, total: total) }

  /// Everybody's values, by rank, to the bit; they need not be equally many.
  ///
  /// - Throws: on all processes, what one of them has failed with.
  public func gather<Value: BitwiseCopyable>(_ values: [Value]) throws(ProcessFailure) -> [[Value]] {
    var bytes: [UInt8] = [0]
    values.withUnsafeBytes { bytes.append(contentsOf: $0) }
    let all = exchange(bytes)
    if let rank = all.firstIndex(where: { $0[0] != 0 }) {
      hasFailed = true
      throw ProcessFailure(rank: rank, sentence: String(decoding: all[rank].dropFirst(), as: UTF8.self))
    }
    return all.map { bytes in
      let number = (bytes.count - 1) / MemoryLayout<Value>.stride
      return [Value](unsafeUninitializedCapacity: number) { buffer, count in
        UnsafeMutableRawBufferPointer(buffer).copyBytes(from: bytes.dropFirst())
        count = number
      }
    }
  }

  /// Tells the others, where they gather next, that this process cannot go on.
  public func fail(_ sentence: String) {
    guard !hasFailed else { return }
    hasFailed = true
    _ = exchange([1] + Array(sentence.utf8))
  }

  /// The first process's bytes.
  public func share(_ bytes: [UInt8]) throws(ProcessFailure) -> [UInt8] { try gather(isFirst ? bytes : [])[0] }
}
