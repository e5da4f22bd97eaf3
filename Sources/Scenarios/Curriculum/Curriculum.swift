public import Mathematics

/// Which stage of its curriculum a training is in.
///
/// Copies take the stage at the start of each episode, side by side while an environment steps; episodes and steps are
/// taken in between two steps, in the copies' order, so that a seed gives the same bits for any number of threads. Only
/// episodes that began in the present stage are counted.
public final class Curriculum: @unchecked Sendable {
  public let stages: [CurriculumStage]
  /// Number of the present one.
  public private(set) var stage = 0
  /// In the present stage.
  private var steps = 0
  private var results: [Double] = []  // the latest episodes'; at `next` the oldest
  private var next = 0

  public init(_ stages: [CurriculumStage]) {
    precondition(!stages.isEmpty, "a curriculum has a stage")
    self.stages = stages
  }

  /// - Parameter stage: the one that the episode began in.
  public func ended(_ stage: Int, succeeded: Bool, episodeReturn: Double) {
    guard stage == self.stage else { return }
    switch stages[stage].condition {
    case .success(let share, let episodes): add(succeeded ? 1 : 0, of: episodes, aim: share)
    case .episodeReturn(let value, let episodes): add(episodeReturn, of: episodes, aim: value)
    case .steps, nil: break
    }
  }

  /// Control steps that the copies have made.
  public func stepped(_ count: Int) {
    steps += count
    if case .steps(let limit) = stages[stage].condition, steps >= limit { advance() }
  }

  private func add(_ result: Double, of episodes: Int, aim: Double) {
    if results.count < episodes { results.append(result) } else { results[next] = result }
    next = (next + 1) % episodes
    if results.count == episodes, results.reduce(0, +) >= aim * Double(episodes) { advance() }
  }

  private func advance() {
    stage += 1
    (steps, next) = (0, 0)
    results.removeAll(keepingCapacity: true)
  }

  public func save(into state: inout SavedState) {
    for value in [stage, steps, next, results.count] { state.append(value) }
    state.append(contentsOf: results)
  }

  public func restore(_ state: inout SavedState) {
    stage = state.takeInt()
    steps = state.takeInt()
    next = state.takeInt()
    results = [Double](repeating: 0, count: state.takeInt())
    state.take(into: &results)
  }
}
