import Control
import Mathematics

/// Return, length and success of the latest episodes that ended, the sums of those under way, and what the reward's
/// terms gave since the last report.
struct EpisodeWindow {
  private let capacity: Int
  private var returns: [Double] = []    // the latest, at `next` the oldest
  private var lengths: [Double] = []
  private var successes: [Double] = []
  private var next = 0
  private var runningReturns: [Double]  // (copies)
  private var runningLengths: [Double]  // (copies)
  private let termNames: [String]
  private var terms: [(sum: Double, size: Double)]  // size: Σ |term|
  private var termSteps = 0
  /// Episodes since the training began that the simulation made nothing of; they are in no mean.
  private(set) var diverged = 0

  /// - Parameters:
  ///   - capacity: how many episodes are averaged over.
  ///   - rewardTerms: the names of a batch's reward terms.
  init(copies: Int, capacity: Int, rewardTerms: [String]) {
    self.capacity = capacity
    termNames = rewardTerms
    terms = rewardTerms.map { _ in (0, 0) }
    runningReturns = [Double](repeating: 0, count: copies)
    runningLengths = [Double](repeating: 0, count: copies)
    returns.reserveCapacity(capacity)
    lengths.reserveCapacity(capacity)
    successes.reserveCapacity(capacity)
  }

  /// - Parameter copies: those that took the step; nil: all.
  mutating func add(_ batch: StepBatch, of copies: Range<Int>? = nil) {
    for copy in copies ?? runningReturns.indices {
      if batch.endings[copy].isVoid {
        if batch.endings[copy] == .diverged { diverged += 1 }
        (runningReturns[copy], runningLengths[copy]) = (0, 0)
        continue
      }
      runningReturns[copy] += Double(batch.rewards[copy])
      runningLengths[copy] += 1
      addTerms(of: copy, batch)
      guard batch.endings[copy] != .running else { continue }
      append(runningReturns[copy], runningLengths[copy], batch.succeeded[copy] ? 1 : 0)
      (runningReturns[copy], runningLengths[copy]) = (0, 0)
    }
  }

  private mutating func addTerms(of copy: Int, _ batch: StepBatch) {
    let first = batch.rewardTerms.offset(ofRow: copy)
    for i in terms.indices {
      let term = Double(batch.rewardTerms.elements[first + i])
      terms[i].sum += term
      terms[i].size += abs(term)
    }
    termSteps += 1
  }

  private mutating func append(_ episodeReturn: Double, _ length: Double, _ success: Double) {
    if returns.count < capacity {
      returns.append(episodeReturn)
      lengths.append(length)
      successes.append(success)
    } else {
      returns[next] = episodeReturn
      lengths[next] = length
      successes[next] = success
    }
    next = (next + 1) % capacity
  }

  /// nil as long as no episode has ended.
  var means: (episodeReturn: Double, length: Double, success: Double)? {
    guard !returns.isEmpty else { return nil }
    let count = Double(returns.count)
    return (returns.reduce(0, +) / count, lengths.reduce(0, +) / count, successes.reduce(0, +) / count)
  }

  /// Tells of the episodes, and of the reward's terms since this was last called.
  mutating func report(into progress: inout TrainingProgress) {
    if termSteps > 0 {
      progress.rewardTerms = zip(termNames, terms).map {
        .init(name: $0, mean: $1.sum / Double(termSteps), size: $1.size / Double(termSteps))
      }
    }
    for i in terms.indices { terms[i] = (0, 0) }
    termSteps = 0
    progress.diverged = diverged
    guard let means else { return }
    progress.meanReturn = means.episodeReturn
    progress.meanLength = means.length
    progress.successRate = means.success
  }

  func save(into state: inout SavedState) {
    state.append(returns.count)
    state.append(next)
    state.append(diverged)
    for values in [returns, lengths, successes, runningReturns, runningLengths] { state.append(contentsOf: values) }
  }

  mutating func restore(_ state: inout SavedState) {
    let count = state.takeInt()
    next = state.takeInt()
    diverged = state.takeInt()
    returns = [Double](repeating: 0, count: count)
    lengths = returns
    successes = returns
    state.take(into: &returns)
    state.take(into: &lengths)
    state.take(into: &successes)
    state.take(into: &runningReturns)
    state.take(into: &runningLengths)
  }
}
