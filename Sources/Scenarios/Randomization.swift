public import Control
public import Mathematics

/// One randomization as a value: field × operation × distribution × when.
public struct Randomization: Sendable, Equatable {
  public enum Operation: String, Sendable, CaseIterable { case set, scale, add }

  public enum Moment: Sendable, Equatable {
    case episode
    case step
    /// Every so many seconds.
    case interval(Double)
  }

  /// The parameter's key, such as `cart.mass_kg`.
  public var field: String
  public var operation: Operation
  public var distribution: Distribution
  public var moment: Moment
  /// Randomizations of one group draw from one stream: those of the same distribution move together.
  public var group: String?
  /// How automatic domain randomization may move the distribution's range; nil: it stays.
  public var adaptation: RangeAdaptation?

  public init(
    field: String, operation: Operation, distribution: Distribution, moment: Moment = .episode, group: String? = nil,
    adaptation: RangeAdaptation? = nil
  ) {
    self.adaptation = adaptation
    self.group = group
    self.field = field
    self.operation = operation
    self.distribution = distribution
    self.moment = moment
  }

  public func apply(to nominal: Double, drawingFrom stream: inout RandomStream) -> Double {
    value(of: distribution.sample(from: &stream), nominal: nominal)
  }

  /// What a draw makes of the nominal value.
  public func value(of draw: Double, nominal: Double) -> Double {
    switch operation {
    case .set: draw
    case .scale: nominal * draw
    case .add: nominal + draw
    }
  }
}

/// A named collection of randomizations: the training box or a held-out set.
public struct RandomizationSet: Sendable, Equatable {
  public var name: String
  public var randomizations: [Randomization]

  public init(name: String, randomizations: [Randomization]) {
    self.name = name
    self.randomizations = randomizations
  }

  /// Draws a variant: every parameter of `nominal`, randomized where the set says so.
  ///
  /// Each field draws from its own stream, so adding a randomization leaves the others' draws as they were.
  ///
  /// - Parameter held: what stands in the place of the draw of a randomization, by its number; nil: it is drawn.
  public func draw(
    nominal: Variant, from stream: RandomStream, holding held: (Int) -> Double? = { _ in nil }
  ) -> Variant {
    var variant = nominal
    for (i, randomization) in randomizations.enumerated() {
      guard let value = variant.parameters[randomization.field] else { continue }
      if let draw = held(i) {
        variant.parameters[randomization.field] = randomization.value(of: draw, nominal: value)
      } else {
        var own = stream.split(randomization.group.map { "group." + $0 } ?? randomization.field)
        variant.parameters[randomization.field] = randomization.apply(to: value, drawingFrom: &own)
      }
    }
    return variant
  }

  /// Least and greatest value of each parameter that has both, whatever the distribution between them.
  public func box(around nominal: Variant) -> [String: [Double]] {
    var box: [String: [Double]] = [:]
    for randomization in randomizations {
      let support = randomization.distribution.support
      guard let value = nominal.parameters[randomization.field], support.lowerBound.isFinite, support.upperBound.isFinite
      else { continue }
      let ends = [support.lowerBound, support.upperBound].map { randomization.value(of: $0, nominal: value) }
      box[randomization.field] = ends.sorted()
    }
    return box
  }

  /// The `count` variants of a seed, the same whenever they are asked for.
  public func variants(_ count: Int, nominal: Variant, seed: UInt64) -> [Variant] {
    let stream = RandomStream(seed: seed).split("variants." + name)
    return (0..<count).map { draw(nominal: nominal, from: stream.split("variant", $0)) }
  }
}
