public import Control
public import Foundation
import Mathematics
public import Scenarios

/// Tabular Dyna-Q on an environment of countable states: one decision, one update, n updates from the model.
public final class DynaQTrainer: DocumentedTrainer {
  public let settings: DynaQSettings
  public let seed: UInt64
  private let identity: String
  private let evaluation: (any DiscreteEnvironment) throws(EnvironmentFailure) -> any DiscreteEnvironment
  private var agent: TabularAgent
  private var episodes = EpisodeRecord()
  private var evaluations: [Evaluation] = []
  public private(set) var iteration = 0
  public private(set) var steps = 0
  private var stopwatch = Stopwatch()

  /// Decisions of an iteration, after which it may be saved.
  private static let stepsOfIteration = 250

  /// How the greedy policy fared after so many decisions.
  private struct Evaluation {
    var steps: Int
    var meanReturn: Double
    var meanLength: Double
    var successRate: Double
  }

  /// - Parameters:
  ///   - evaluation: gives, for the environment as it stands, one that the greedy policy may be tried on.
  ///   - identity: what the environment is made of, such as the resolved scenario's hash.
  public init(
    environment: any DiscreteEnvironment, settings: DynaQSettings, seed: UInt64, identity: String = "",
    evaluation: @escaping (any DiscreteEnvironment) throws(EnvironmentFailure) -> any DiscreteEnvironment
  ) {
    self.settings = settings
    self.seed = seed
    self.identity = identity
    self.evaluation = evaluation
    agent = TabularAgent(environment: environment, settings: settings, seed: seed)
  }

  package var learner: TabularLearner { agent.learner }

  public var iterations: Int { (settings.totalSteps + Self.stepsOfIteration - 1) / Self.stepsOfIteration }

  public func step() throws(TrainingError) -> TrainingProgress {
    stopwatch.begin(steps: steps)
    let begun = steps
    for _ in 0..<min(Self.stepsOfIteration, settings.totalSteps - steps) {
      let step = try onEnvironment { () throws(EnvironmentFailure) in try agent.decide(exploration: exploration) }
      steps += 1
      episodes.add(step, steps: steps)
    }
    iteration += 1
    stopwatch.collected()
    if begun / settings.evaluationInterval != steps / settings.evaluationInterval || iteration == iterations {
      let greedy = try tryGreedy()
      evaluations.append(
        Evaluation(
          steps: steps, meanReturn: greedy.meanReturn, meanLength: greedy.meanLength, successRate: greedy.successRate))
    }
    guard evaluations.last?.meanReturn.isFinite ?? true else {
      throw .diverged(iteration: iteration, quantity: "the greedy policy's return")
    }
    return report()
  }

  /// ε now.
  private var exploration: Double {
    let first = Double(settings.exploration)
    guard let last = settings.finalExploration else { return first }
    return first + (Double(last) - first) * Double(steps) / Double(settings.totalSteps)
  }

  private func tryGreedy() throws(TrainingError) -> GreedyEpisodes {
    try onEnvironment { () throws(EnvironmentFailure) in
      var trial = try evaluation(agent.environment)
      return try GreedyEpisodes(agent.learner.values, on: &trial, episodes: settings.evaluationEpisodes)
    }
  }

  private func report() -> TrainingProgress {
    var progress = TrainingProgress()
    (progress.iteration, progress.iterations) = (iteration, iterations)
    (progress.steps, progress.totalSteps) = (steps, settings.totalSteps)
    episodes.report(into: &progress)
    progress.add("table/updates", Double(agent.learner.updates))
    progress.add("table/states", Double(agent.learner.model.observedCount))
    progress.add("policy/exploration", exploration)
    if let evaluation = evaluations.last {
      progress.add("evaluation/return", evaluation.meanReturn)
      progress.add("evaluation/length", evaluation.meanLength)
      progress.add("evaluation/success", evaluation.successRate)
    }
    stopwatch.end(into: &progress)
    return progress
  }

  /// `episodes.csv` and `evaluations.csv`, the learning curves, and `values.svg`, the value map with the greedy path.
  public func documents() throws(TrainingError) -> [RunDocument] {
    var lines = ["step,return,length,success"]
    lines += evaluations.map { "\($0.steps),\($0.meanReturn),\($0.meanLength),\($0.successRate)" }
    var documents = [
      RunDocument(name: "episodes.csv", text: episodes.csv),
      RunDocument(name: "evaluations.csv", text: lines.joined(separator: "\n") + "\n"),
    ]
    if let drawable = agent.environment as? any DrawableEnvironment {
      let greedy = try tryGreedy()
      let values = (0..<drawable.stateCount).map { state in
        learner.model.isObserved(state) ? learner.values.maximum(state) : nil
      }
      documents.append(RunDocument(name: "values.svg", text: drawable.picture(of: values, path: greedy.path).svg))
    }
    return documents
  }

  public var summary: String? {
    evaluations.last.map {
      String(
        format: "greedy: %.0f %% of %d episodes succeed, return %.2f, %.1f decisions each", 100 * $0.successRate,
        settings.evaluationEpisodes, $0.meanReturn, $0.meanLength)
    }
  }

  public func save(to file: URL) throws(TrainingError) {
    try runDescription.save(to: file) { writer throws(TrainingError) in
      var saved = SavedState()
      saved.append(iteration)
      saved.append(steps)
      saved.append(evaluations.count)
      for evaluation in evaluations {
        saved.append(evaluation.steps)
        for value in [evaluation.meanReturn, evaluation.meanLength, evaluation.successRate] { saved.append(value) }
      }
      episodes.save(into: &saved)
      try onEnvironment { () throws(EnvironmentFailure) in try agent.save(into: &saved) }
      writer.append(saved)
    }
  }

  public func resume(from file: URL) throws(TrainingError) {
    var reader = try runDescription.open(file)
    guard var saved = reader.takeState(), reader.isAtEnd else { throw .cutOff(file) }
    iteration = saved.takeInt()
    steps = saved.takeInt()
    evaluations = []
    for _ in 0..<saved.takeInt() {
      evaluations.append(
        Evaluation(
          steps: saved.takeInt(), meanReturn: saved.takeReal(), meanLength: saved.takeReal(),
          successRate: saved.takeReal()))
    }
    episodes.restore(&saved)
    try onEnvironment { () throws(EnvironmentFailure) in try agent.restore(&saved) }
  }

  private var runDescription: RunDescription {
    RunDescription(identity: identity, seed: seed, environment: agent.environment, settings: settings)
  }
}
