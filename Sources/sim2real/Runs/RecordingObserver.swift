import CommandLineSupport
import Foundation
import Learning
import Processes

/// Watches over a training: records it, saves it from time to time, stops it when asked to. Where several processes
/// share it, the first one records and says when it is saved, and anybody's wish to stop is everybody's.
final class RecordingObserver: TrainingObserver {
  private let processes: any Communicator
  private let trainer: any Trainer
  private let folder: RunFolder
  /// The first process's.
  private let recorder: TrainingRecorder?
  private var failure: (any Error)?

  private(set) var last: TrainingProgress?

  /// - Parameters:
  ///   - environments: whose box or curriculum moves on; nil: none does.
  ///   - interval: between two checkpoints, s; nil: as the run can bear.
  ///   - showsSuccess: whether the scenario says what success is.
  init(
    _ trainer: any Trainer, in environments: TrainingEnvironments? = nil, folder: RunFolder, resuming: Bool,
    interval: Double? = nil, showsSuccess: Bool, sharedBy processes: any Communicator = SingleProcess()
  ) throws {
    (self.trainer, self.folder, self.processes) = (trainer, folder, processes)
    recorder = processes.isFirst
      ? try TrainingRecorder(
        trainer, in: environments, folder: folder, resuming: resuming, interval: interval, showsSuccess: showsSuccess) : nil
  }

  private let started = Date()
  /// Since it began.
  var seconds: Double { Date().timeIntervalSince(started) }

  func iterationEnded(_ progress: TrainingProgress) -> Bool {
    last = progress
    do {
      try recorder?.keep(progress)
      let wishes = try processes.gather([StopSignals.requested ? 1 : 0, recorder?.isDue == true ? 1 : 0] as [UInt8])
      let stops = wishes.contains { $0[0] == 1 }
      if stops || wishes[0][1] == 1, !trainer.isFinished { try save() }
      recorder?.show(progress)
      return !stops
    } catch {
      failure = error
      return false
    }
  }

  /// Writes the checkpoint; of a training that several processes share all take part.
  func save() throws {
    if let recorder { try recorder.save() } else { try trainer.save(to: folder.checkpoint) }
  }

  /// - Throws: what went wrong while recording; the training was stopped then.
  func finish() throws {
    recorder?.finish()
    if let failure { throw failure }
  }
}
