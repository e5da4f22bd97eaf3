import Foundation
import Mathematics
public import Policies
import Statistics

/// A policy's returns in an environment without variants or a criterion of success.
public struct ReturnReport: Sendable, Equatable, Codable {
  /// ``PolicyFile/identity``
  public var policySha256: String
  public var environment: String
  public var seed: UInt64
  /// The evaluating program's.
  public var version: String
  /// ISO 8601.
  public var date: String
  public var episodes: Int
  /// Mean with the bootstrap's interval.
  public var meanReturn: Estimate
  public var medianReturn: Double
  public var lowestReturn: Double
  public var highestReturn: Double
  /// Steps.
  public var meanLength: Double

  /// - Precondition: at least one outcome.
  public init(
    of file: PolicyFile, environment: String, outcomes: [EpisodeOutcome], seed: UInt64, version: String, date: String
  ) {
    policySha256 = file.identity
    self.environment = environment
    self.seed = seed
    self.version = version
    self.date = date
    episodes = outcomes.count
    let returns = outcomes.map(\.totalReward).sorted()
    var stream = RandomStream(seed: seed).split("bootstrap.returns")
    meanReturn = Estimate(mean(returns), bootstrapInterval(returns, drawingFrom: &stream, statistic: mean))
    medianReturn = quantile(0.5, of: returns)
    (lowestReturn, highestReturn) = (returns[0], returns[returns.count - 1])
    meanLength = mean(outcomes.map { Double($0.steps) })
  }

  /// For people.
  public var text: String {
    func number(_ value: Double) -> String { String(format: "%.1f", value) }
    return """
      \(environment), \(episodes) episodes from seed \(seed)
      Return   \(number(meanReturn.value)) [\(number(meanReturn.lower)), \(number(meanReturn.upper))] mean with 95 %, \
      \(number(medianReturn)) median, \(number(lowestReturn)) to \(number(highestReturn))
      Length   \(number(meanLength)) steps
      """
  }
}
