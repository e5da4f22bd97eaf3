import Control
import Evaluation
import Mathematics
import Policies

/// Evaluations of a policy without exploration, every so many environment steps.
struct PolicyEvaluation {
  /// Nobody else steps it; nil: no evaluation.
  private let environment: (any VectorEnvironment)?
  private let interval: Int
  private let threads: Int
  private(set) var last: (meanReturn: Double, successRate: Double)?

  init(on environment: (any VectorEnvironment)?, interval: Int, threads: Int) {
    (self.environment, self.interval, self.threads) = (environment, interval, threads)
  }

  /// Evaluates where the steps from `begun` to `ended` pass a multiple of the interval, and tells of it.
  mutating func run(
    _ policy: @autoclosure () -> Network, from begun: Int, to ended: Int, into progress: inout TrainingProgress
  ) throws(TrainingError) {
    try run(from: begun, to: ended, into: &progress) { evaluator, environment throws(EnvironmentFailure) in
      try evaluator.run(NetworkPolicy(policy()), on: environment)
    }
  }

  /// The same of policies that remember, one for each copy.
  mutating func run(
    making makePolicy: (Int) -> any Policy, from begun: Int, to ended: Int, into progress: inout TrainingProgress
  ) throws(TrainingError) {
    try run(from: begun, to: ended, into: &progress) { evaluator, environment throws(EnvironmentFailure) in
      try evaluator.run(making: makePolicy, on: environment)
    }
  }

  private mutating func run(
    from begun: Int, to ended: Int, into progress: inout TrainingProgress,
    _ evaluate: (Evaluator, any VectorEnvironment) throws(EnvironmentFailure) -> [EpisodeOutcome]
  ) throws(TrainingError) {
    if let environment, begun / interval != ended / interval {
      let outcomes = try onEnvironment { () throws(EnvironmentFailure) in
        try evaluate(Evaluator(threads: threads), environment)
      }
      let count = Double(outcomes.count)
      last = (outcomes.reduce(0) { $0 + $1.totalReward } / count, Double(outcomes.count { $0.succeeded }) / count)
      progress.evaluation = TrainingProgress.Evaluation(
        returns: outcomes.map(\.totalReward), lengths: outcomes.map(\.steps), successes: outcomes.count { $0.succeeded })
    }
    guard let last else { return }
    progress.add("evaluation/return", last.meanReturn)
    progress.add("evaluation/success", last.successRate)
  }

  func save(into state: inout SavedState) {
    state.append(last != nil)
    state.append(last?.meanReturn ?? 0)
    state.append(last?.successRate ?? 0)
  }

  mutating func restore(_ state: inout SavedState) {
    let hasLast = state.takeFlag()
    let values = (meanReturn: state.takeReal(), successRate: state.takeReal())
    last = hasLast ? values : nil
  }
}
