public import Control
import Mathematics
public import Policies
public import Scenarios
public import Simulation
import Statistics

/// Whether a trace came from the physics that a policy was trained on: its rank among simulated runs of the same
/// policy on draws from the training box.
///
/// The statistic is how far the farthest fitted parameter lies from the median of the fits of the reference runs, in
/// units of the middle 95 % of these on that side; a parameter of which runs say little counts as if its fits spread by
/// half of the box. The rank of the statistic among those of the reference runs bounds false alarms, whatever the
/// statistic is worth.
public struct PhysicsTest: Sendable {
  public struct Verdict: Sendable, Equatable, Codable {
    /// (1 + reference runs at least as far out) / (1 + reference runs).
    public var rank: Double
    public var isOutside: Bool
    /// The parameter that lies farthest out, its estimate, and the middle 95 % of the reference runs' estimates.
    public var parameter: String
    public var estimate: Double
    public var low: Double
    public var high: Double
    public var draws: Int
  }

  private let fit: ParameterFit
  private let spreads: [Spread]  // (parameters)
  /// Of the reference runs.
  private let statistics: [Double]

  /// At most this rank counts as outside: 3 of 100 runs from inside the box are called so.
  public static let threshold = 0.03
  /// Reference runs that give such a rank.
  static let fewestDraws = 49
  /// In standard deviations of the box.
  private static let smallestSpread = 0.5

  /// Simulates the policy on `draws` variants of the training box and fits each run.
  ///
  /// - Parameter ticks: length of the runs; as long as the traces to be judged.
  public init(
    policy: PolicyController<NetworkPolicy>, scenario: Scenario, model: SimulationModel, ticks: Int, draws: Int = 99,
    seed: UInt64 = 1, threads: Int
  ) {
    precondition(draws >= Self.fewestDraws, "a rank of \(Self.threshold) needs at least \(Self.fewestDraws) reference runs")
    let fit = ParameterFit(scenario: scenario, model: model)
    let variants = scenario.training.variants(draws, nominal: model.nominal, seed: seed)
    let results = SharedResults(count: draws)
    Shards.run(draws, threads: threads) { i in
      let stream = RandomStream(seed: seed).split("reference", i)
      let trace = Trace.simulated(
        policy: policy, scenario: scenario, model: model, variant: variants[i], ticks: ticks, stream: stream)
      results.set(i, to: fit.scores(of: trace))
    }
    self.fit = fit
    let scores = results.values
    let spreads = (0..<fit.parameters.count).map { p in Spread(of: scores.map { $0[p] }) }
    self.spreads = spreads
    statistics = scores.map { Self.statistic($0, spreads).value }
  }

  public func judge(_ trace: Trace) -> Verdict {
    let scores = fit.scores(of: trace)
    let (value, farthest) = Self.statistic(scores, spreads)
    let rank = Double(1 + statistics.count { $0 >= value }) / Double(1 + statistics.count)
    let (parameters, name) = (fit.parameters, fit.parameters.names[farthest])
    func physical(_ score: Double) -> Double {
      max(parameters.lowerBounds[farthest], parameters.means[farthest] + score * parameters.deviations[farthest])
    }
    return Verdict(
      rank: rank, isOutside: rank <= Self.threshold, parameter: name, estimate: physical(scores[farthest]),
      low: physical(spreads[farthest].low), high: physical(spreads[farthest].high), draws: statistics.count)
  }

  /// Where the reference runs' estimates of one parameter lie, in standard deviations of the box.
  private struct Spread {
    let low: Double
    let median: Double
    let high: Double

    init(of scores: [Double]) {
      low = quantile(0.025, of: scores)
      median = quantile(0.5, of: scores)
      high = quantile(0.975, of: scores)
    }

    /// 1 at the ends of the middle 95 %.
    func distance(of score: Double) -> Double {
      let side = score >= median ? high - median : median - low
      return abs(score - median) / max(side, PhysicsTest.smallestSpread)
    }
  }

  private static func statistic(_ scores: [Double], _ spreads: [Spread]) -> (value: Double, farthest: Int) {
    var (value, farthest) = (-1.0, 0)
    for p in scores.indices {
      let distance = spreads[p].distance(of: scores[p])
      if distance > value { (value, farthest) = (distance, p) }
    }
    return (value, farthest)
  }
}

/// Places that shards write their results to, each its own.
private final class SharedResults: @unchecked Sendable {
  private let storage: UnsafeMutableBufferPointer<[Double]>

  init(count: Int) {
    storage = .allocate(capacity: count)
    storage.initialize(repeating: [])
  }

  deinit { storage.deinitialize().deallocate() }

  func set(_ index: Int, to value: [Double]) { storage[index] = value }
  var values: [[Double]] { Array(storage) }
}
