import Mathematics
import Policies

/// The dynamics of an environment as a learner gets to know them: trained anew on all that there is, and measured each
/// time on the steps that came since.
struct ModelLearning {
  let ensemble: DynamicsEnsemble
  let task: ModelTask
  var figures = ModelFigures()
  /// Of the steps before the last training; nil before the second.
  private(set) var report: ModelReport?

  init(_ ensemble: DynamicsEnsemble, task: ModelTask) { (self.ensemble, self.task) = (ensemble, task) }

  var isTrained: Bool { figures.trainings > 0 }
  /// As it travels in the policy file; nil before the first training.
  var value: LearnedModel? { isTrained ? ensemble.value(for: task) : nil }

  /// Says how well the model foresaw the latest steps, then trains it on them too.
  mutating func learn(from experience: inout Experience, threads: Int) {
    let fresh = experience.takeFresh()
    if isTrained && fresh.count > 0 {
      let report = ModelReport(of: ensemble, on: fresh, task: task)
      figures.add(report)
      self.report = report
    }
    figures.add(ensemble.train(on: experience.steps, threads: threads), ensemble)
  }

  func save(into writer: inout CheckpointWriter) {
    var state = SavedState()
    figures.save(into: &state)
    writer.append(state)
    ensemble.save(into: &writer)
  }

  /// - Returns: false when the checkpoint holds no model of this shape; this cannot be used any more then.
  mutating func restore(_ reader: inout CheckpointReader) -> Bool {
    guard var state = reader.takeState(), ensemble.restore(&reader) else { return false }
    figures.restore(&state)
    return true
  }
}

extension EnsembleSettings {
  /// What the ensemble of a task must learn beside what the settings say.
  func covering(_ task: ModelTask) -> EnsembleSettings {
    var settings = self
    settings.learnsReward = learnsReward || task.rewards.isEmpty
    settings.learnsTermination = task.learnsTermination
    return settings
  }
}
