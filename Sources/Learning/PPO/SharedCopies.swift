import Mathematics
package import Processes

/// Which of the copies that several processes train on are this one's; the copies are counted through by rank.
package struct SharedCopies: Sendable, Equatable {
  /// By rank.
  package let ranges: [Range<Int>]
  package let rank: Int

  package init(total: Int, in processes: any Communicator) {
    rank = processes.rank
    ranges = (0..<processes.count).map { Shards.rows(of: $0, count: processes.count, total: total) }
  }

  package var own: Range<Int> { ranges[rank] }
  package var total: Int { ranges[ranges.count - 1].upperBound }
  package var isWhole: Bool { ranges.count == 1 }
}
