import Mathematics

/// What is told of the learned model: its last training, and how well it foresaw steps before it was trained on them.
struct ModelFigures {
  /// Trainings so far.
  private(set) var trainings = 0
  /// k
  var rolloutLength = 1
  private var values: [Double] = [Double](repeating: 0, count: tags.count)

  /// Mean over the elites, and the epochs of the last training; relative error 1 and 10 steps on, part of the readings
  /// within the 90 % intervals, −ln p in nats.
  private static let tags = [
    "model/held_out_loss", "model/epochs", "model/error_1_step", "model/error_10_steps", "model/coverage_90",
    "model/negative_log_likelihood",
  ]

  mutating func add(_ summary: DynamicsEnsemble.Summary, _ ensemble: DynamicsEnsemble) {
    trainings += 1
    values[0] = ensemble.elites.reduce(0) { $0 + summary.heldOutLosses[$1] } / Double(ensemble.elites.count)
    values[1] = Double(summary.epochs)
  }

  mutating func add(_ report: ModelReport) {
    values[2] = report.relativeError(steps: 1) ?? .nan
    values[3] = report.relativeError(steps: 10) ?? .nan
    values[4] = report.coverage.first { $0.expected == 0.9 }?.observed ?? .nan
    values[5] = report.negativeLogLikelihood
  }

  func report(into progress: inout TrainingProgress) {
    guard trainings > 0 else { return }
    progress.add("model/rollout_length", Double(rolloutLength))
    // The second training is the first that has something to be measured on.
    for (i, tag) in Self.tags.enumerated() where (i < 2 || trainings > 1) && values[i].isFinite {
      progress.add(tag, values[i])
    }
  }

  func save(into state: inout SavedState) {
    state.append(trainings)
    state.append(rolloutLength)
    state.append(contentsOf: values)
  }

  mutating func restore(_ state: inout SavedState) {
    trainings = state.takeInt()
    rolloutLength = state.takeInt()
    state.take(into: &values)
  }
}
