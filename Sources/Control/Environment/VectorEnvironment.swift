public import Mathematics

/// N copies of a scenario, one step for all: the seam of the trainers.
///
/// Copies restart by themselves when an episode ends. A copy's episodes depend on the environment's seed and the
/// copy's number alone, never on threads or on other copies.
public protocol VectorEnvironment: AnyObject {
  var count: Int { get }
  /// What the copies measure and take.
  var interface: ControlInterface { get }
  /// What a policy sees of it.
  var layout: ObservationLayout { get }
  /// What a normalised action means, and what the supervisor allows; an environment has them as its policy's robot will.
  var decoder: ActionDecoder { get }
  var limits: SafetyLimits { get }
  var privilegedCount: Int { get }
  var rewardTermNames: [String] { get }

  /// Restarts every copy and writes the first observations.
  func reset(into batch: inout StepBatch) throws(EnvironmentFailure)

  /// Restarts one copy with this physics, which it keeps until the next call; nil draws from the randomization again
  /// at each episode.
  func reset(copy: Int, variant: Variant?, into batch: inout StepBatch) throws(EnvironmentFailure)

  /// Applies normalised actions.                                 (count × a)
  func step(_ actions: Matrix, into batch: inout StepBatch) throws(EnvironmentFailure)

  /// The whole state, to the bit, for checkpoints.
  func save(into state: inout SavedState) throws(EnvironmentFailure)
  func restore(_ state: inout SavedState) throws(EnvironmentFailure)

  /// The noise of the running episodes goes on from this stream; see ``DiscreteEnvironment/redraw(from:)``. Nothing by
  /// default.
  func redraw(from stream: RandomStream)
}

extension VectorEnvironment {
  public func redraw(from stream: RandomStream) {}

  /// ±1 is the effort limit.
  public var decoder: ActionDecoder { ActionDecoder(for: interface) }
  /// The interface's own and no others.
  public var limits: SafetyLimits { SafetyLimits(for: interface) }
  public var observationCount: Int { layout.count(for: interface) }
  public var actionCount: Int { interface.actuators.count }

  public func makeBatch() -> StepBatch {
    StepBatch(
      count: count, observation: observationCount, sensors: interface.sensors.count, actuators: actionCount,
      terms: rewardTermNames.count, privileged: privilegedCount)
  }
}
