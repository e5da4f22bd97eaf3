import Control
import Learning
import Mathematics
import Processes
import TestSupport
import Testing

@Suite struct StepJournalTests {
  private static let (copies, terms) = (7, 2)

  private static func batches(_ steps: Int) -> [StepBatch] {
    var draws = RandomStream(seed: 3)
    return (0..<steps).map { _ in
      var batch = StepBatch(count: copies, observation: 1, sensors: 1, actuators: 1, terms: terms, privileged: 0)
      for i in 0..<copies {
        batch.rewards[i] = Float(draws.normal())
        for term in 0..<terms { batch.rewardTerms[i, term] = Float(draws.normal()) }
        batch.endings[i] = Ending(rawValue: UInt8(draws.index(below: 4)))!
        batch.succeeded[i] = draws.uniform() < 0.5
      }
      return batch
    }
  }

  private static func rows(_ range: Range<Int>, of batch: StepBatch) -> StepBatch {
    var part = StepBatch(count: range.count, observation: 1, sensors: 1, actuators: 1, terms: terms, privileged: 0)
    part.rewards = Array(batch.rewards[range])
    part.rewardTerms.elements = Array(batch.rewardTerms.elements[range.lowerBound * terms..<range.upperBound * terms])
    part.endings = Array(batch.endings[range])
    part.succeeded = Array(batch.succeeded[range])
    return part
  }

  @Test("everybody's steps are gone through as if one process had taken them", arguments: [[5, 5, 5], [5, 2, 4]])
  func replays(steps: [Int]) throws {
    let batches = Self.batches(5)
    let results = ThreadGroup.run(3) { processes in
      let copies = SharedCopies(total: Self.copies, in: processes)
      var journal = StepJournal()
      for batch in batches.prefix(steps[processes.rank]) { journal.record(Self.rows(copies.own, of: batch)) }
      var (seen, step) = ([Int](repeating: 0, count: 3), 0)
      let told = StepJournal.replay(try processes.gather(journal.values), of: copies, terms: Self.terms) { batch, range in
        let rank = copies.ranges.firstIndex(of: range)!
        step = seen[rank]
        let want = batches[step]
        #expect(Self.rows(range, of: batch).rewards == Self.rows(range, of: want).rewards)
        #expect(Self.rows(range, of: batch).rewardTerms == Self.rows(range, of: want).rewardTerms)
        #expect(Self.rows(range, of: batch).endings == Self.rows(range, of: want).endings)
        #expect(Self.rows(range, of: batch).succeeded == Self.rows(range, of: want).succeeded)
        seen[rank] += 1
      }
      #expect(seen == steps)
      return told
    }
    for result in results { #expect(try result.get() == steps) }
  }
}
