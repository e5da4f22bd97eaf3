public import Control
public import Foundation
import Mathematics
import Planning
public import Scenarios

/// Plays episodes with a tree search over a model of the environment; nothing is learned, and an iteration is an episode.
///
/// The search begins each decision in the environment's saved state. With the simulator as the model it so knows the
/// true state, the physics and the commands under way, but not the noise to come: what it reaches is an upper bound for
/// a planner that sees readings.
public final class TreeSearchTrainer: DocumentedTrainer {
  public let settings: MCTSSettings
  public let seed: UInt64
  private let identity: String
  private var environment: any DiscreteEnvironment
  private var model: any DiscreteEnvironment
  private var search: TreeSearch
  private var root = SavedState()
  private var episodes = EpisodeRecord()
  /// The states of the last episode.
  private var path: [Int] = []
  public private(set) var iteration = 0
  public private(set) var steps = 0
  private var stopwatch = Stopwatch()

  /// - Parameters:
  ///   - model: the environment again, another instance, to plan on.
  ///   - identity: what the environment is made of, such as the resolved scenario's hash.
  public init(
    environment: any DiscreteEnvironment, model: any DiscreteEnvironment, settings: MCTSSettings, seed: UInt64,
    identity: String = ""
  ) {
    self.environment = environment
    self.model = model
    self.settings = settings
    self.seed = seed
    self.identity = identity
    search = TreeSearch(
      settings: TreeSearchSettings(
        simulations: settings.simulations, horizon: settings.horizon, discount: Double(settings.discount),
        exploration: Double(settings.exploration)),
      actions: environment.actionCount, stream: RandomStream(seed: seed).split("tree-search"))
  }

  public var iterations: Int { settings.episodes }

  public func step() throws(TrainingError) -> TrainingProgress {
    stopwatch.begin(steps: steps)
    try onEnvironment { () throws(EnvironmentFailure) in try play() }
    iteration += 1
    stopwatch.collected()
    var progress = TrainingProgress()
    (progress.iteration, progress.iterations) = (iteration, iterations)
    (progress.steps, progress.totalSteps) = (steps, max(steps, steps / iteration * iterations))
    episodes.report(into: &progress)
    stopwatch.end(into: &progress)
    return progress
  }

  private func play() throws(EnvironmentFailure) {
    path = [try environment.begin()]
    while true {
      root.removeAll()
      try environment.save(into: &root)
      let action = try search.plan(on: &model, from: &root)
      let step = try environment.step(action)
      steps += 1
      path.append(step.state)
      episodes.add(step, steps: steps)
      guard step.ending == .running else { return }
    }
  }

  /// `episodes.csv`, and `path.svg`, where the last episode went.
  public func documents() throws(TrainingError) -> [RunDocument] {
    var documents = [RunDocument(name: "episodes.csv", text: episodes.csv)]
    if let drawable = environment as? any DrawableEnvironment {
      let visited = Set(path)
      let values = (0..<drawable.stateCount).map { visited.contains($0) ? 0.0 : nil }
      documents.append(RunDocument(name: "path.svg", text: drawable.picture(of: values, path: path).svg))
    }
    return documents
  }

  public var summary: String? {
    var progress = TrainingProgress()
    episodes.report(into: &progress)
    guard let success = progress.successRate, let value = progress.meanReturn, let length = progress.meanLength else {
      return nil
    }
    return String(
      format: "planned: %.0f %% of the last %d episodes succeed, return %.2f, %.1f decisions each", 100 * success,
      min(iteration, EpisodeRecord.window), value, length)
  }

  public func save(to file: URL) throws(TrainingError) {
    try runDescription.save(to: file) { writer throws(TrainingError) in
      var saved = SavedState()
      saved.append(iteration)
      saved.append(steps)
      saved.append(path.count)
      for state in path { saved.append(state) }
      episodes.save(into: &saved)
      search.save(into: &saved)
      try onEnvironment { () throws(EnvironmentFailure) in try environment.save(into: &saved) }
      writer.append(saved)
    }
  }

  public func resume(from file: URL) throws(TrainingError) {
    var reader = try runDescription.open(file)
    guard var saved = reader.takeState(), reader.isAtEnd else { throw .cutOff(file) }
    iteration = saved.takeInt()
    steps = saved.takeInt()
    path = []
    for _ in 0..<saved.takeInt() { path.append(saved.takeInt()) }
    episodes.restore(&saved)
    search.restore(&saved)
    try onEnvironment { () throws(EnvironmentFailure) in try environment.restore(&saved) }
  }

  private var runDescription: RunDescription {
    RunDescription(identity: identity, seed: seed, environment: environment, settings: settings)
  }
}
