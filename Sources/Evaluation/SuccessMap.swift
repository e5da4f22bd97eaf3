public import Control
import Policies
import Statistics

/// Success over a grid of two parameters, everything else drawn from the training box: each cell was run for the map.
public struct SuccessMap: Sendable, Equatable, Codable {
  public struct Axis: Sendable, Equatable, Codable {
    public var parameter: String
    /// The cells' values, rising.
    public var values: [Double]
    /// What the training draws; nil where it leaves the parameter alone.
    public var trainingLower: Double?
    public var trainingUpper: Double?

    /// Evenly from end to end.
    public init(parameter: String, range: ClosedRange<Double>, cells: Int, training: ClosedRange<Double>?) {
      precondition(cells > 1, "an axis has two cells or more")
      self.parameter = parameter
      let step = (range.upperBound - range.lowerBound) / Double(cells - 1)
      values = (0..<cells).map { range.lowerBound + step * Double($0) }
      trainingLower = training?.lowerBound
      trainingUpper = training?.upperBound
    }
  }

  public var across: Axis
  public var up: Axis
  /// Of each cell, all policies together.
  public var episodes: Int
  /// Fractions.                                                        (up × across)
  public var success: [[Double]]

  /// The grid's variants, cell by cell, rows upward: the same draws of everything else in every cell.
  public static func variants(across: Axis, up: Axis, others: [Variant]) -> [Variant] {
    up.values.flatMap { y in
      across.values.flatMap { x in
        others.map { other in
          var variant = other
          variant.parameters[across.parameter] = x
          variant.parameters[up.parameter] = y
          return variant
        }
      }
    }
  }

  /// - Parameter outcomes: of each policy, on ``variants(across:up:others:)``.
  public init(across: Axis, up: Axis, outcomes: [[EpisodeOutcome]]) {
    let cells = across.values.count * up.values.count
    let inCell = outcomes[0].count / cells
    precondition(inCell > 0 && outcomes.allSatisfy { $0.count == cells * inCell }, "episodes are missing")
    (self.across, self.up) = (across, up)
    episodes = inCell * outcomes.count
    var counts = up.values.map { _ in across.values.map { _ in 0 } }
    for outcome in outcomes.joined() where outcome.succeeded {
      let cell = outcome.variant / inCell
      counts[cell / across.values.count][cell % across.values.count] += 1
    }
    success = counts.map { [episodes] in $0.map { Double($0) / Double(episodes) } }
  }

  /// The widest that a cell's 95 % interval can be, ± so many points.
  public var resolution: Double {
    let interval = wilsonInterval(successes: episodes / 2, trials: episodes)
    return (interval.upper - interval.lower) / 2
  }
}
