import Control
import Mathematics

/// Return, length and success of the latest episodes that ended, and the sums of those under way.
struct EpisodeWindow {
  private let capacity: Int
  private var returns: [Double] = []    // the latest, at `next` the oldest
  private var lengths: [Double] = []
  private var successes: [Double] = []
  private var next = 0
  private var runningReturns: [Double]  // (copies)
  private var runningLengths: [Double]  // (copies)

  /// - Parameter capacity: how many episodes are averaged over.
  init(copies: Int, capacity: Int) {
    self.capacity = capacity
    runningReturns = [Double](repeating: 0, count: copies)
    runningLengths = [Double](repeating: 0, count: copies)
    returns.reserveCapacity(capacity)
    lengths.reserveCapacity(capacity)
    successes.reserveCapacity(capacity)
  }

  mutating func add(_ batch: StepBatch) {
    for copy in runningReturns.indices {
      if batch.endings[copy] == .abandoned {
        (runningReturns[copy], runningLengths[copy]) = (0, 0)
        continue
      }
      runningReturns[copy] += Double(batch.rewards[copy])
      runningLengths[copy] += 1
      guard batch.endings[copy] != .running else { continue }
      append(runningReturns[copy], runningLengths[copy], batch.succeeded[copy] ? 1 : 0)
      (runningReturns[copy], runningLengths[copy]) = (0, 0)
    }
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

  func report(into progress: inout TrainingProgress) {
    guard let means else { return }
    progress.meanReturn = means.episodeReturn
    progress.meanLength = means.length
    progress.successRate = means.success
  }

  func save(into state: inout SavedState) {
    state.append(returns.count)
    state.append(next)
    for values in [returns, lengths, successes, runningReturns, runningLengths] { state.append(contentsOf: values) }
  }

  mutating func restore(_ state: inout SavedState) {
    let count = state.takeInt()
    next = state.takeInt()
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
