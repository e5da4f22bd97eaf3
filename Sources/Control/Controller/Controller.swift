/// Decides, tick by tick, what the plant is to do.
public protocol Controller: ~Copyable {
  mutating func reset()
  mutating func control(_ reading: Reading, into command: inout Command)
}

/// A policy within its pipeline: the controller of training, deployment and replay.
public struct PolicyController<P: Policy>: Controller {
  public private(set) var pipeline: ControlPipeline
  public private(set) var policy: P
  /// What the policy saw in the last tick, physical units.       (observation)
  public private(set) var observation: [Float]
  /// What the policy answered, normalised.                       (action)
  public private(set) var action: [Float]
  /// What the supervisor did in the last tick.
  public private(set) var events: SafetyEvents = []

  /// - Precondition: the policy's counts are those of the pipeline's layout and actuators.
  public init(policy: P, pipeline: ControlPipeline) {
    precondition(
      policy.observationCount == pipeline.encoder.count && policy.actionCount == pipeline.interface.actuators.count,
      "the policy does not fit the robot")
    self.policy = policy
    self.pipeline = pipeline
    observation = [Float](repeating: 0, count: policy.observationCount)
    action = [Float](repeating: 0, count: policy.actionCount)
  }

  public mutating func reset() {
    pipeline.reset()
    policy.reset()
    events = []
  }

  public mutating func control(_ reading: Reading, into command: inout Command) {
    pipeline.observe(reading, into: &observation, at: 0)
    policy.act(on: observation, at: 0, into: &action)
    events = pipeline.command(for: action, at: 0, reading: reading)
    command = pipeline.applied
  }

  /// Latches a safe stop for a reason from outside.
  public mutating func stop(_ reason: SafetyEvents) { pipeline.stop(reason) }
}

extension PolicyController: Sendable where P: Sendable {}
