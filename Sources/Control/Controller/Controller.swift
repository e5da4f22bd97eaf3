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
  /// What the policy answered, normalised, before any exploration.  (action)
  public private(set) var action: [Float]
  /// What the supervisor did in the last tick.
  public private(set) var events: SafetyEvents = []
  /// Noise on the actions, where the run is to explore.
  private var noise: ExplorationProcess?
  private var explored: [Float]  // (action)
  /// Ticks at the beginning in which the policy only watches.
  private let warmUpTicks: Int
  private var tick = 0

  /// - Parameters:
  ///   - exploration: noise on the actions; nil: the policy's own.
  ///   - warmUpTicks: ticks at the beginning of an episode in which the policy acts and a brake is applied, so that a
  ///     policy that remembers has seen the robot before it may drive it.
  /// - Precondition: the policy's counts are those of the pipeline's layout and actuators.
  public init(policy: P, pipeline: ControlPipeline, exploration: ExplorationNoise? = nil, warmUpTicks: Int = 0) {
    precondition(
      policy.observationCount == pipeline.encoder.count && policy.actionCount == pipeline.interface.actuators.count,
      "the policy does not fit the robot")
    self.policy = policy
    self.pipeline = pipeline
    self.warmUpTicks = warmUpTicks
    observation = [Float](repeating: 0, count: policy.observationCount)
    action = [Float](repeating: 0, count: policy.actionCount)
    explored = action
    noise = exploration.map { ExplorationProcess($0, actions: policy.actionCount) }
  }

  public mutating func reset() {
    pipeline.reset()
    policy.reset()
    noise?.reset()
    events = []
    tick = 0
  }

  public mutating func control(_ reading: Reading, into command: inout Command) {
    pipeline.observe(reading, into: &observation, at: 0)
    policy.act(on: observation, at: 0, into: &action)
    let isWarmingUp = tick < warmUpTicks
    if isWarmingUp { tick += 1 }
    if noise == nil {
      events = pipeline.command(for: action, at: 0, reading: reading, braking: isWarmingUp)
    } else {
      noise!.apply(to: action, at: 0, into: &explored, at: 0)
      noise!.advance()
      events = pipeline.command(for: explored, at: 0, reading: reading, braking: isWarmingUp)
    }
    command = pipeline.applied
  }

  /// Latches a safe stop for a reason from outside.
  public mutating func stop(_ reason: SafetyEvents) { pipeline.stop(reason) }
}

extension PolicyController: Sendable where P: Sendable {}
