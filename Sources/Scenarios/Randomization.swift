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

  public init(
    field: String, operation: Operation, distribution: Distribution, moment: Moment = .episode, group: String? = nil
  ) {
    self.group = group
    self.field = field
    self.operation = operation
    self.distribution = distribution
    self.moment = moment
  }

  public func apply(to nominal: Double, drawingFrom stream: inout RandomStream) -> Double {
    let draw = distribution.sample(from: &stream)
    switch operation {
    case .set: return draw
    case .scale: return nominal * draw
    case .add: return nominal + draw
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
  public func draw(nominal: Variant, from stream: RandomStream) -> Variant {
    var variant = nominal
    for randomization in randomizations {
      var own = stream.split(randomization.group.map { "group." + $0 } ?? randomization.field)
      if let value = variant.parameters[randomization.field] {
        variant.parameters[randomization.field] = randomization.apply(to: value, drawingFrom: &own)
      }
    }
    return variant
  }

  /// The `count` variants of a seed, the same whenever they are asked for.
  public func variants(_ count: Int, nominal: Variant, seed: UInt64) -> [Variant] {
    let stream = RandomStream(seed: seed).split("variants." + name)
    return (0..<count).map { draw(nominal: nominal, from: stream.split("variant", $0)) }
  }
}
