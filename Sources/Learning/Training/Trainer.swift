public import Foundation
public import Policies

/// A learner under way: it advances by iterations, and a checkpoint holds all that the rest of the run depends on.
public protocol Trainer: AnyObject {
  /// Every draw follows from it.
  var seed: UInt64 { get }
  /// Iterations done.
  var iteration: Int { get }
  /// Of the whole run.
  var iterations: Int { get }
  /// Environment steps so far, over all copies.
  var steps: Int { get }

  /// One iteration.
  ///
  /// - Throws: ``TrainingError``; the trainer cannot be used any more then, and a run goes on from its last checkpoint.
  func step() throws(TrainingError) -> TrainingProgress

  /// Writes everything that the rest of the run depends on; the file is the old one or the new one, never half of it.
  func save(to file: URL) throws(TrainingError)

  /// Goes on from a checkpoint of the same run, to the same bits as if it had never stopped; when this throws, the
  /// trainer is as before.
  func resume(from file: URL) throws(TrainingError)
}

extension Trainer {
  public var isFinished: Bool { iteration >= iterations }

  /// Runs the iterations that are left, or until the observer has seen enough.
  public func train(observer: any TrainingObserver) throws(TrainingError) {
    while !isFinished {
      guard observer.iterationEnded(try step()) else { return }
    }
  }
}

/// A trainer whose result is a network.
public protocol PolicyTrainer: Trainer {
  /// The policy as it stands: the action without exploration, normaliser included.
  var policy: Network { get }
}
