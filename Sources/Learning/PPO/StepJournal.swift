package import Control
import Mathematics

/// What a process's steps gave, kept until every process has everybody's: statistics of rewards and episodes are then
/// those of one process with all copies, to the bit.
package struct StepJournal: Sendable {
  /// Step after step: rewards, terms of the reward, endings, successes.   (steps × copies × (3 + terms))
  package private(set) var values: [Float] = []

  package init() {}

  package mutating func clear() { values.removeAll(keepingCapacity: true) }

  package mutating func record(_ batch: StepBatch) {
    values.append(contentsOf: batch.rewards)
    values.append(contentsOf: batch.rewardTerms.elements)
    for ending in batch.endings { values.append(Float(ending.rawValue)) }
    for succeeded in batch.succeeded { values.append(succeeded ? 1 : 0) }
  }

  /// Goes through everybody's steps in the order of one process with all copies.
  ///
  /// - Parameters:
  ///   - journals: ``values`` by rank; not all need to be equally long.
  ///   - body: takes what a step gave; only the rows of the range are told.
  /// - Returns: how many steps each process's copies took, by rank.
  package static func replay(
    _ journals: [[Float]], of copies: SharedCopies, terms: Int, _ body: (StepBatch, Range<Int>) -> Void
  ) -> [Int] {
    let widths = copies.ranges.map { $0.count * (3 + terms) }
    let steps = zip(journals, widths).map { $0.count / $1 }
    var batch = StepBatch(count: copies.total, observation: 0, sensors: 0, actuators: 0, terms: terms, privileged: 0)
    for step in 0..<(steps.max() ?? 0) {
      for (rank, range) in copies.ranges.enumerated() where step < steps[rank] {
        let (journal, count, start) = (journals[rank], range.count, step * widths[rank])
        for i in 0..<count {
          let copy = range.lowerBound + i
          batch.rewards[copy] = journal[start + i]
          for term in 0..<terms { batch.rewardTerms[copy, term] = journal[start + count + i * terms + term] }
          batch.endings[copy] = Ending(rawValue: UInt8(journal[start + count * (1 + terms) + i])) ?? .running
          batch.succeeded[copy] = journal[start + count * (2 + terms) + i] == 1
        }
        body(batch, range)
      }
    }
    return steps
  }
}
