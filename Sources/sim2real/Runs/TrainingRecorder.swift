import ArgumentParser
import CommandLineSupport
import Foundation
import Learning
import Logs
import Scenarios

/// Shows and keeps what a training does: progress bar, TensorBoard events, checkpoints.
final class TrainingRecorder {
  private let trainer: any Trainer
  private let environments: TrainingEnvironments?
  private let folder: RunFolder
  private let showsSuccess: Bool
  private var bar = ProgressBar()
  private var events: TensorBoardWriter
  private var evaluations: EvaluationCurve
  private var saved = Date()
  private let started = Date()

  /// Between two checkpoints, s; a stop writes one too. Nil: 20 s, or more so that they take at most a twentieth of the time.
  private let fixedInterval: Double?
  private var interval: Double
  private static let checkpointInterval = 20.0

  /// - Parameters:
  ///   - environments: whose box or curriculum moves on; nil: none does.
  ///   - interval: between two checkpoints, s; nil: as the run can bear.
  ///   - showsSuccess: whether the scenario says what success is.
  init(
    _ trainer: any Trainer, in environments: TrainingEnvironments?, folder: RunFolder, resuming: Bool, interval: Double?,
    showsSuccess: Bool
  ) throws {
    self.trainer = trainer
    self.environments = environments
    self.folder = folder
    self.showsSuccess = showsSuccess
    fixedInterval = interval
    self.interval = interval ?? Self.checkpointInterval
    // A new run forgets what an attempt that came to no checkpoint left there.
    if resuming { try TensorBoardWriter.cutBack(in: folder.path, to: trainer.steps) }
    events = try TensorBoardWriter(folder: folder.path, resumingAt: resuming ? trainer.steps + 1 : 0)
    evaluations = try EvaluationCurve(file: folder.evaluations, resumingAt: resuming ? trainer.steps : nil)
  }

  var seconds: Double { Date().timeIntervalSince(started) }

  func keep(_ progress: TrainingProgress) throws {
    do {
      try events.add(scalars(of: progress), step: progress.steps)
      if let evaluation = progress.evaluation {
        try evaluations.add(evaluation, step: progress.steps, seconds: seconds)
      }
      if let documented = trainer as? any DocumentedTrainer, documented.hasNewDocuments {
        for document in try documented.documents() { try OutputFile.write(document.text, to: folder.document(document.name)) }
      }
    } catch let error as LogError {
      throw ValidationError("\(error.file): \(error.problem); free the place and go on with --resume.")
    }
  }

  /// Whether it is time for a checkpoint.
  var isDue: Bool { Date().timeIntervalSince(saved) > interval }

  /// Writes the checkpoint, behind the curves that lead up to it.
  func save() throws {
    let begun = Date()
    try events.synchronize()
    try trainer.save(to: folder.checkpoint)
    saved = Date()
    if fixedInterval == nil { interval = max(Self.checkpointInterval, 20 * saved.timeIntervalSince(begun)) }
  }

  func finish() { bar.finish() }

  func show(_ progress: TrainingProgress) {
    let episodes = progress.meanReturn.map { value in
      "return \(String(format: "%.1f", value))  "
        + (showsSuccess ? "success \(Int((100 * (progress.successRate ?? 0)).rounded())) %  " : "")
    }
    bar.show(
      fraction: Double(progress.iteration) / Double(progress.iterations),
      "\(Figures.short(Double(progress.steps)))/\(Figures.short(Double(progress.totalSteps))) steps  "
        + (episodes ?? "") + (progress.diverged > 0 ? "\(progress.diverged) diverged  " : "") + course + "\(Figures.short(progress.stepsPerSecond)) steps/s  \(Figures.clock(progress.secondsLeft)) left"
        + Self.terms(of: progress))
  }

  /// How far the box or the curriculum has come.
  private var course: String {
    if let adaptation = environments?.adaptation {
      return "adr \(String(format: "%.2f", adaptation.entropy)) nats/dimension  "
    }
    if let curriculum = environments?.curriculum {
      return "stage \(curriculum.stage + 1)/\(curriculum.stages.count) \(curriculum.stages[curriculum.stage].name)  "
    }
    return ""
  }

  private var courseScalars: [(tag: String, value: Double)] {
    var scalars: [(tag: String, value: Double)] = []
    if let adaptation = environments?.adaptation {
      scalars.append(("adr/entropy_nats_per_dimension", adaptation.entropy))
      for dimension in adaptation.dimensions {
        scalars.append(("adr_low/" + dimension.name, dimension.range.lowerBound))
        scalars.append(("adr_high/" + dimension.name, dimension.range.upperBound))
      }
    }
    if let curriculum = environments?.curriculum { scalars.append(("curriculum/stage", Double(curriculum.stage + 1))) }
    return scalars
  }

  /// Of each of several reward terms its mean per step and its share of all terms' sizes.
  private static func terms(of progress: TrainingProgress) -> String {
    guard progress.rewardTerms.count > 1 else { return "" }
    return "  " + zip(progress.rewardTerms, progress.rewardShares).map { term, share in
      "\(term.name) \(String(format: "%+.2g", term.mean)) (\(Int((100 * share).rounded())) %)"
    }.joined(separator: " ")
  }

  private func scalars(of progress: TrainingProgress) -> [(tag: String, value: Double)] {
    var scalars = progress.figures.map { ($0.tag, $0.value) } + courseScalars
    scalars.append(("time/steps_per_second", progress.stepsPerSecond))
    scalars.append(("time/rollout_s", progress.collectSeconds))
    scalars.append(("time/update_s", progress.updateSeconds))
    if progress.diverged > 0 { scalars.append(("episode/diverged", Double(progress.diverged))) }
    if let value = progress.meanReturn { scalars.append(("episode/return", value)) }
    if let value = progress.meanLength { scalars.append(("episode/length", value)) }
    if showsSuccess, let value = progress.successRate { scalars.append(("episode/success", value)) }
    for (term, share) in zip(progress.rewardTerms, progress.rewardShares) {
      scalars.append(("reward/" + term.name, term.mean))
      scalars.append(("reward_share/" + term.name, share))
    }
    return scalars
  }
}
