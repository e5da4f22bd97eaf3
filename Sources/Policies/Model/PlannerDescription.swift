public import Control

/// What a policy file says of a planner: how it plans, and the networks that it plans around.
public struct PlannerDescription: Sendable, Equatable {
  public var settings: PlanningSettings
  public var guide: PlanningGuide?

  public init(settings: PlanningSettings, guide: PlanningGuide? = nil) {
    self.settings = settings
    self.guide = guide
  }
}

/// Networks that make a planner better than its horizon: a policy whose plans are candidates (as in TD-MPC, Hansen et
/// al. 2022), and critics whose smallest value stands for what comes after the plan.
public struct PlanningGuide: Sendable, Equatable {
  /// What the networks see.
  public var layout: ObservationLayout
  /// Observation → normalised action, clamped to ±1.
  public var policy: Network?
  /// Observation → value, or observation | action → value with the policy's action, in units of the reward.
  public var critics: [Network]

  public init(layout: ObservationLayout, policy: Network? = nil, critics: [Network] = []) {
    self.layout = layout
    self.policy = policy
    self.critics = critics
  }

  /// What does not fit together, as the end of a sentence.
  public func problem(for interface: ControlInterface, _ state: StateLayout) -> String? {
    let (o, a) = (layout.count(for: interface), interface.actuators.count)
    if !state.covers(layout) { return "has networks that see more than the planner's state holds" }
    if let policy, policy.inputs != o || policy.outputs != a { return "has a policy of another size than the robot" }
    for critic in critics where critic.outputs != 1 || critic.inputs != o && (critic.inputs != o + a || policy == nil) {
      return "has a critic of another size than the robot, or one of actions without a policy"
    }
    return nil
  }
}
