import Control
import Mathematics

/// A corridor of cells: action 1 leads right, 0 left; the right end pays 1 and the left end `leftReward`, and both end
/// the episode. With `slip`, a step goes the other way with that probability.
struct Corridor: DiscreteEnvironment {
  var length = 7
  var leftReward = 0.0
  var slip = 0.0
  private(set) var cell = 3
  private var stream = RandomStream(seed: 1)

  init(length: Int = 7, start: Int = 3, leftReward: Double = 0, slip: Double = 0) {
    self.length = length
    self.leftReward = leftReward
    self.slip = slip
    first = start
    cell = start
  }

  private let first: Int
  var stateCount: Int { length }
  var actionCount: Int { 2 }

  mutating func begin() -> Int {
    cell = first
    return cell
  }

  mutating func step(_ action: Int) -> DiscreteStep {
    let slips = slip > 0 && stream.uniform() < slip
    cell += (action == 1) != slips ? 1 : -1
    let reward = cell == length - 1 ? 1 : cell == 0 ? leftReward : 0
    return DiscreteStep(
      state: cell, reward: reward, ending: cell == 0 || cell == length - 1 ? .terminated : .running)
  }

  func save(into state: inout SavedState) {
    state.append(cell)
    state.append(stream)
  }

  mutating func restore(_ state: inout SavedState) {
    cell = state.takeInt()
    stream = state.takeStream()
  }

  mutating func redraw(from stream: RandomStream) { self.stream = stream }
}
