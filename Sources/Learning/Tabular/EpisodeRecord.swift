import Control
import Mathematics

/// Every episode of a run: what a learning curve is drawn from.
struct EpisodeRecord {
  private(set) var ends: [Int] = []       // decisions of the run when the episode ended
  private(set) var lengths: [Int] = []    // decisions
  private(set) var returns: [Double] = []
  private(set) var successes: [Bool] = []
  private var length = 0
  private var total = 0.0

  /// - Parameter steps: of the run so far, this one included.
  mutating func add(_ step: DiscreteStep, steps: Int) {
    length += 1
    total += step.reward
    guard step.ending != .running else { return }
    ends.append(steps)
    lengths.append(length)
    returns.append(total)
    successes.append(step.succeeded)
    (length, total) = (0, 0)
  }

  /// Episodes that the reported means are over: the latest ones.
  static let window = 20

  func report(into progress: inout TrainingProgress) {
    let count = min(Self.window, ends.count)
    guard count > 0 else { return }
    progress.meanReturn = returns.suffix(count).reduce(0, +) / Double(count)
    progress.meanLength = Double(lengths.suffix(count).reduce(0, +)) / Double(count)
    progress.successRate = Double(successes.suffix(count).count { $0 }) / Double(count)
  }

  var csv: String {
    var lines = ["episode,step,length,return,success"]
    for i in ends.indices {
      lines.append("\(i + 1),\(ends[i]),\(lengths[i]),\(returns[i]),\(successes[i] ? 1 : 0)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  func save(into state: inout SavedState) {
    state.append(length)
    state.append(total)
    state.append(ends.count)
    for i in ends.indices {
      state.append(ends[i])
      state.append(lengths[i])
      state.append(returns[i])
      state.append(successes[i])
    }
  }

  mutating func restore(_ state: inout SavedState) {
    self = EpisodeRecord()
    length = state.takeInt()
    total = state.takeReal()
    for _ in 0..<state.takeInt() {
      ends.append(state.takeInt())
      lengths.append(state.takeInt())
      returns.append(state.takeReal())
      successes.append(state.takeFlag())
    }
  }
}
