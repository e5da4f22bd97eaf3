public import Control
import Mathematics
public import Policies
public import Scenarios
public import Simulation

/// Whether a trace came from the physics that a policy was trained on: its rank among simulated runs of the same
/// policy on draws from the training box.
///
/// The statistic is the largest deviation of any fitted parameter from what fits of runs from the box give, in their
/// standard deviations; a parameter of which runs say so little that its fits spread by less than half of the box
/// counts as if they spread by half. The reference runs are exchangeable with a run from inside the box, so a threshold on the
/// rank bounds false alarms whatever the statistic is worth.
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
  private let means: [Double]
  private let deviations: [Double]
  /// Of the reference runs.
  private let statistics: [Double]
  private let sortedScores: [[Double]]  // (parameters)(draws)

  /// At most this rank counts as outside: 2 of 100 runs from inside the box are called so.
  public static let threshold = 0.02
  /// In standard deviations of the box.
  private static let smallestSpread = 0.5

  /// Simulates the policy on `draws` variants of the training box and fits each run.
  ///
  /// - Parameter ticks: length of the runs; as long as the traces to be judged.
  public init(
    policy: PolicyController<NetworkPolicy>, scenario: Scenario, model: SimulationModel, ticks: Int, draws: Int = 149,
    seed: UInt64 = 1, threads: Int
  ) {
    precondition(draws >= 49, "a rank of \(Self.threshold) needs at least 49 reference runs")
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
    let count = fit.parameters.count
    let n = Double(draws)
    let means = (0..<count).map { p in scores.reduce(0) { $0 + $1[p] } / n }
    let deviations = (0..<count).map { p in
      max((scores.reduce(0) { $0 + ($1[p] - means[p]) * ($1[p] - means[p]) } / (n - 1)).squareRoot(), Self.smallestSpread)
    }
    self.means = means
    self.deviations = deviations
    statistics = scores.map { Self.statistic($0, means, deviations).value }
    sortedScores = (0..<count).map { p in scores.map { $0[p] }.sorted() }
  }

  public func judge(_ trace: Trace) -> Verdict {
    let scores = fit.scores(of: trace)
    let (value, farthest) = Self.statistic(scores, means, deviations)
    let rank = Double(1 + statistics.count { $0 >= value }) / Double(1 + statistics.count)
    let reference = sortedScores[farthest]
    func physical(_ score: Double) -> Double {
      fit.parameters.means[farthest] + score * fit.parameters.deviations[farthest]
    }
    return Verdict(
      rank: rank, isOutside: rank <= Self.threshold, parameter: fit.parameters.names[farthest],
      estimate: physical(scores[farthest]), low: physical(reference[Int(0.025 * Double(reference.count))]),
      high: physical(reference[Int(0.975 * Double(reference.count))]), draws: statistics.count)
  }

  private static func statistic(_ scores: [Double], _ means: [Double], _ deviations: [Double])
    -> (value: Double, farthest: Int)
  {
    var (value, farthest) = (-1.0, 0)
    for p in scores.indices {
      let distance = abs(scores[p] - means[p]) / deviations[p]
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
