public import Control
import Foundation
public import Mathematics

/// Automatic domain randomization (OpenAI 2019, *Solving Rubik's cube with a robot hand*, algorithm 1): each parameter's
/// range begins as declared, and its two ends move outward where the policy does well and inward where it does badly.
///
/// Some episodes are held at one end of one parameter's range, the others drawn as ever. When enough of them have ended
/// there, their mean moves that end. A range never becomes narrower than it began, nor wider than its limit; episodes
/// that were begun before an end moved are not counted for its new place.
///
/// Copies draw side by side while an environment steps; what they report is taken in between two steps, in the copies'
/// order, so that a seed gives the same bits for any number of threads.
public final class AutomaticRandomization: @unchecked Sendable {
  public let settings: AutomaticRandomizationSettings
  /// The box as it stands.
  public private(set) var set: RandomizationSet
  public private(set) var dimensions: [Dimension]
  private var boundaries: [Boundary]  // two for each dimension: low, high

  /// A parameter, or a group of them that moves together.
  public struct Dimension: Sendable, Equatable {
    public let name: String
    /// Of the draw, before the operation; a log-uniform range is one in the logarithm.
    public fileprivate(set) var range: ClosedRange<Double>
    public let start: ClosedRange<Double>
    public let adaptation: RangeAdaptation
    fileprivate let isLogarithmic: Bool
    fileprivate let members: [Int]  // of the set's randomizations

    /// Entropy of the uniform distribution over the range, nats; a range without extent counts as one step's.
    public var entropy: Double {
      isLogarithmic
        ? log(max(log(range.upperBound / range.lowerBound), log(1 + adaptation.step)))
        : log(max(range.upperBound - range.lowerBound, adaptation.step))
    }
  }

  private struct Boundary {
    /// The episodes judged so far.
    var results: [Double] = []
    /// How often this end has moved.
    var moves = 0
    /// Whether it can move at all.
    let isFree: Bool
  }

  /// Where an episode is held, and the boundary's place at that time.
  public struct Pin: Sendable, Equatable {
    public let boundary: Int
    public let move: Int

    public init(boundary: Int, move: Int) {
      self.boundary = boundary
      self.move = move
    }
  }

  /// - Precondition: the members of a group agree, as decoding makes sure.
  public init(_ set: RandomizationSet, _ settings: AutomaticRandomizationSettings) {
    self.set = set
    self.settings = settings
    var dimensions: [Dimension] = []
    for (i, randomization) in set.randomizations.enumerated() {
      guard let adaptation = randomization.adaptation, let range = randomization.distribution.movableRange else { continue }
      let group = randomization.group
      if let group, set.randomizations[..<i].contains(where: { $0.group == group && $0.adaptation != nil }) { continue }
      let members = set.randomizations.indices.filter {
        $0 == i || group != nil && set.randomizations[$0].group == group && set.randomizations[$0].adaptation != nil
      }
      var isLogarithmic = false
      if case .logUniform = randomization.distribution { isLogarithmic = true }
      dimensions.append(
        Dimension(
          name: group ?? randomization.field, range: range, start: range, adaptation: adaptation,
          isLogarithmic: isLogarithmic, members: members))
    }
    self.dimensions = dimensions
    boundaries = dimensions.flatMap {
      [
        Boundary(isFree: $0.adaptation.limit.lowerBound < $0.start.lowerBound),
        Boundary(isFree: $0.adaptation.limit.upperBound > $0.start.upperBound),
      ]
    }
    free = boundaries.indices.filter { [boundaries] in boundaries[$0].isFree }
  }

  /// The boundaries that can move.
  private let free: [Int]

  /// Mean over the dimensions, nats.
  public var entropy: Double { dimensions.reduce(0) { $0 + $1.entropy } / Double(dimensions.count) }

  /// An episode's physics, and where it is held if it is.
  public func draw(nominal: Variant, from stream: RandomStream) -> (variant: Variant, pin: Pin?) {
    var choice = stream.split("adr")
    guard !free.isEmpty, choice.uniform() < Double(settings.boundaryProbability) else {
      return (set.draw(nominal: nominal, from: stream), nil)
    }
    let boundary = free[choice.index(below: free.count)]
    let dimension = dimensions[boundary / 2]
    let end = boundary % 2 == 0 ? dimension.range.lowerBound : dimension.range.upperBound
    return (
      set.draw(nominal: nominal, from: stream) { dimension.members.contains($0) ? end : nil },
      Pin(boundary: boundary, move: boundaries[boundary].moves)
    )
  }

  /// Takes in how an episode ended that was held at a boundary.
  public func report(_ pin: Pin, succeeded: Bool, episodeReturn: Double) {
    guard boundaries[pin.boundary].moves == pin.move else { return }
    boundaries[pin.boundary].results.append(settings.measure == .success ? (succeeded ? 1 : 0) : episodeReturn)
    let results = boundaries[pin.boundary].results
    guard results.count >= settings.episodes else { return }
    boundaries[pin.boundary].results.removeAll(keepingCapacity: true)
    let mean = results.reduce(0, +) / Double(results.count)
    if mean > Double(settings.high) { move(pin.boundary, outward: true) }
    if mean < Double(settings.low) { move(pin.boundary, outward: false) }
  }

  private func move(_ boundary: Int, outward: Bool) {
    let dimension = dimensions[boundary / 2]
    let (range, start, limit, step) = (
      dimension.range, dimension.start, dimension.adaptation.limit, dimension.adaptation.step
    )
    func moved(_ end: Double, up: Bool) -> Double {
      dimension.isLogarithmic ? (up ? end * (1 + step) : end / (1 + step)) : (up ? end + step : end - step)
    }
    let new =
      boundary % 2 == 0
      ? min(max(moved(range.lowerBound, up: !outward), limit.lowerBound), start.lowerBound)...range.upperBound
      : range.lowerBound...max(min(moved(range.upperBound, up: outward), limit.upperBound), start.upperBound)
    guard new != range else { return }
    boundaries[boundary].moves += 1
    take(new, for: boundary / 2)
  }

  private func take(_ range: ClosedRange<Double>, for dimension: Int) {
    dimensions[dimension].range = range
    for member in dimensions[dimension].members {
      set.randomizations[member].distribution = set.randomizations[member].distribution.over(range)
    }
  }

  public func save(into state: inout SavedState) {
    for dimension in dimensions {
      state.append(dimension.range.lowerBound)
      state.append(dimension.range.upperBound)
    }
    for boundary in boundaries {
      state.append(boundary.moves)
      state.append(boundary.results.count)
      state.append(contentsOf: boundary.results)
    }
  }

  public func restore(_ state: inout SavedState) {
    for i in dimensions.indices {
      let (low, high) = (state.takeReal(), state.takeReal())
      take(low...high, for: i)
    }
    for i in boundaries.indices {
      boundaries[i].moves = state.takeInt()
      boundaries[i].results = [Double](repeating: 0, count: state.takeInt())
      state.take(into: &boundaries[i].results)
    }
  }
}
