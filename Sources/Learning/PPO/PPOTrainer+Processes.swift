import Control
import Mathematics
import Networks
import Processes
import Scenarios

/// What the processes that train together tell one another. A process alone has nobody to ask, and its bits do not
/// depend on any of this.
extension PPOTrainer {
  /// Steps the environment, where a process may fail on its own.
  func onCopies(_ body: () throws(EnvironmentFailure) -> Void) throws(TrainingError) {
    do { try body() } catch {
      if settings.preemption != nil { processes.announce() }
      processes.fail(error.description)
      throw .environment(error)
    }
  }

  /// Whether enough of the other processes are through with their rollouts for this one to leave the rest of its own,
  /// of which it has done `steps` (Wijmans et al. 2020, §3: at least a quarter).
  func isPreempted(after steps: Int) -> Bool {
    guard let share = settings.preemption, !copies.isWhole, 4 * steps >= rollout.capacity,
      steps % rollout.sequenceSteps == 0
    else { return false }
    return Float(processes.announced()) > share * Float(processes.count)
  }

  /// Takes in what a step gave to the statistics of rewards and episodes.
  func takeIn(_ batch: StepBatch, of copies: Range<Int>) {
    rewardScale.add(batch, of: copies)
    episodes.add(batch, of: copies)
  }

  /// Takes in everybody's steps.
  func takeInJournals() throws(TrainingError) {
    if settings.preemption != nil {
      processes.announce()
      processes.endRound()
    }
    let journals = try onProcesses { () throws(ProcessFailure) in try processes.gather(journal.values) }
    journal.clear()
    rolloutSteps = StepJournal.replay(journals, of: copies, terms: environment.rewardTermNames.count) { takeIn($0, of: $1) }
  }

  /// Merges the shards' moments of all processes, in the order of the copies.
  func merge(_ shards: [BatchMoments], into moments: inout RunningMoments) throws(TrainingError) {
    let values = shards.flatMap(\.values)
    for values in try onProcesses({ () throws(ProcessFailure) in try processes.gather(values) }) {
      let width = BatchMoments.valueCount(columns: moments.mean.count)
      for start in stride(from: 0, to: values.count, by: width) {
        moments.merge(BatchMoments(values: values[start..<start + width]))
      }
    }
  }

  /// Whether a sum over all processes is a number.
  func isFinite(_ value: Float) -> Bool {
    var sum = [Double(value)]
    processes.sum(&sum)
    return sum[0].isFinite
  }

  /// Makes the gradient everybody's, and the first shard's statistics.
  func reduceGradient() {
    guard !copies.isWhole else { return }
    processes.sum(gradient.address(gradient.count), count: gradient.count)
    var sums = [Double](repeating: 0, count: 6)
    for shard in gradientShards {
      let statistics = shard.policyStatistics
      for (i, value) in [
        statistics.loss, statistics.divergence, statistics.clipped, statistics.anchorDivergence, statistics.entropy,
        shard.valueLoss,
      ].enumerated() { sums[i] += value }
    }
    processes.sum(&sums)
    for (i, shard) in gradientShards.enumerated() {
      shard.policyStatistics = i > 0 ? .init() : .init(
        loss: sums[0], divergence: sums[1], clipped: sums[2], anchorDivergence: sums[3], entropy: sums[4])
      shard.valueLoss = i > 0 ? 0 : sums[5]
    }
  }

  /// Everybody must have taken the very same steps.
  func checkThatProcessesAgree() throws(TrainingError) {
    guard !copies.isWhole else { return }
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for i in 0..<parameters.count { hash = (hash ^ UInt64(parameters[i].bitPattern)) &* 0x100_0000_01b3 }
    let hashes = try onProcesses { () throws(ProcessFailure) in try processes.gather([hash]) }
    guard let other = hashes.firstIndex(where: { $0 != hashes[0] }) else { return }
    throw .processesDisagree(iteration: iteration, other: other)
  }
}
