public import Mathematics

/// N copies of a scenario, one step for all: the seam of the trainers.
///
/// Copies restart by themselves when an episode ends. A copy's episodes depend on the environment's seed and the
/// copy's number alone, never on threads or on other copies.
public protocol VectorEnvironment: AnyObject {
  var count: Int { get }
  var observationCount: Int { get }
  var actionCount: Int { get }
  var privilegedCount: Int { get }
  var rewardTermNames: [String] { get }

  /// Restarts every copy and writes the first observations.
  func reset(into batch: inout StepBatch)

  /// Restarts one copy with this physics, which it keeps until the next call; nil draws from the randomization again
  /// at each episode.
  func reset(copy: Int, variant: Variant?, into batch: inout StepBatch)

  /// Applies normalised actions.                                 (count × a)
  func step(_ actions: Matrix, into batch: inout StepBatch)

  /// The whole state, to the bit, for checkpoints.
  func save(into state: inout SavedState)
  func restore(_ state: inout SavedState)
}

extension VectorEnvironment {
  public func makeBatch() -> StepBatch {
    StepBatch(
      count: count, observation: observationCount, terms: rewardTermNames.count, privileged: privilegedCount)
  }
}
