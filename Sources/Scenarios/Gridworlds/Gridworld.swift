public import Control
public import Mathematics

/// A maze as a value: one moves up, down, right or left; the goal ends the episode (Sutton & Barto 2018, § 8.2–8.3).
///
/// The map may change once, at a step counted over all episodes; whoever stands where a wall comes up may still walk
/// off it.
public struct Gridworld: Sendable, Equatable, DiscreteEnvironment {
  public let first: GridMap
  public let change: Change?
  public let goalReward: Double
  public let stepReward: Double
  /// Steps after which an episode is cut; nil: never.
  public let episodeSteps: Int?

  public struct Change: Sendable, Equatable {
    /// Steps taken when the new map begins to hold.
    public var step: Int
    public var map: GridMap

    public init(step: Int, map: GridMap) {
      self.step = step
      self.map = map
    }
  }

  /// Where one is.
  public private(set) var cell: Int
  /// Steps taken, over all episodes.
  public private(set) var steps = 0
  private var tick = 0

  /// - Precondition: both maps have the same size.
  public init(
    map: GridMap, change: Change? = nil, goalReward: Double = 1, stepReward: Double = 0, episodeSteps: Int? = nil
  ) {
    if let change {
      precondition(change.map.rows == map.rows && change.map.columns == map.columns, "both maps have the same size")
    }
    first = map
    self.change = change
    self.goalReward = goalReward
    self.stepReward = stepReward
    self.episodeSteps = episodeSteps
    cell = map.start
  }

  /// The map that holds now.
  public var map: GridMap {
    if let change, steps >= change.step { return change.map }
    return first
  }

  public var stateCount: Int { first.walls.count }
  public var actionCount: Int { GridMove.allCases.count }

  public mutating func begin() -> Int {
    cell = map.start
    tick = 0
    return cell
  }

  public mutating func step(_ action: Int) -> DiscreteStep {
    guard let move = GridMove(rawValue: action) else { preconditionFailure("a gridworld has four actions") }
    cell = map.cell(after: move, from: cell)
    let reached = map.goals[cell]
    steps += 1
    tick += 1
    let ending: Ending = reached ? .terminated : tick == episodeSteps ? .truncated : .running
    return DiscreteStep(
      state: cell, reward: stepReward + (reached ? goalReward : 0), ending: ending, succeeded: reached)
  }

  public func save(into state: inout SavedState) {
    state.append(cell)
    state.append(steps)
    state.append(tick)
  }

  public mutating func restore(_ state: inout SavedState) {
    cell = state.takeInt()
    steps = state.takeInt()
    tick = state.takeInt()
  }
}
