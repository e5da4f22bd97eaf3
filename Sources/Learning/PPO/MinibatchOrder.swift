package import Mathematics

/// The sequences of all processes' rollouts in one random order, cut into minibatches of which each process takes what
/// is its own; where nothing is remembered a sequence is a sample.
///
/// The order follows from the sequences' places among all copies, so however many processes share the copies, a
/// minibatch is made of the same samples.
package struct MinibatchOrder {
  private let copies: SharedCopies
  private let minibatches: Int
  /// place in its copy × all copies + copy; unused by a process that works alone, whose rollout has the order itself.
  private var sequences: [Int] = []
  private var count = 0
  private var sequenceSteps = 1
  private var ends: [Int]  // of this process's minibatches, in the rollout's order

  package init(copies: SharedCopies, minibatches: Int) {
    self.copies = copies
    self.minibatches = minibatches
    ends = [Int](repeating: 0, count: minibatches)
  }

  /// The order of the first epoch of an iteration, so that a resumed run shuffles the same.
  ///
  /// - Parameter steps: what each process's copies took, by rank.
  package mutating func begin(steps: [Int], of rollout: Rollout) {
    sequenceSteps = rollout.sequenceSteps
    guard !copies.isWhole else {
      rollout.sortOrder()
      count = rollout.order.count
      return
    }
    sequences.removeAll(keepingCapacity: true)
    for place in 0..<(steps.max() ?? 0) / sequenceSteps {
      for (rank, range) in copies.ranges.enumerated() where place < steps[rank] / sequenceSteps {
        for copy in range { sequences.append(place * copies.total + copy) }
      }
    }
    count = sequences.count
  }

  /// A fresh order, which the rollout gets its part of.
  package mutating func shuffle(using stream: inout RandomStream, of rollout: Rollout) {
    guard !copies.isWhole else { return rollout.shuffle(using: &stream) }
    stream.shuffle(&sequences)
    let own = copies.own
    var place = 0
    for minibatch in 0..<minibatches {
      for i in Shards.rows(of: minibatch, count: minibatches, total: count) {
        let (row, copy) = sequences[i].quotientAndRemainder(dividingBy: copies.total)
        guard own.contains(copy) else { continue }
        rollout.order[place] = row * own.count + copy - own.lowerBound
        place += 1
      }
      ends[minibatch] = place
    }
  }

  /// This process's part of a minibatch, as places in the rollout's order.
  package func places(of minibatch: Int) -> Range<Int> {
    guard !copies.isWhole else { return Shards.rows(of: minibatch, count: minibatches, total: count) }
    return (minibatch > 0 ? ends[minibatch - 1] : 0)..<ends[minibatch]
  }

  /// Of all processes.
  package var sampleCount: Int { count * sequenceSteps }

  /// How many samples the minibatch has in all processes.
  package func sampleCount(of minibatch: Int) -> Int {
    sequenceSteps * Shards.rows(of: minibatch, count: minibatches, total: count).count
  }
}
