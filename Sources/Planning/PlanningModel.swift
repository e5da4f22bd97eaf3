/// What a planner asks of the world: what plans come to from a state.
///
/// A learned model from the policy file and any plant that can be restored conform; nothing in a planner knows which
/// it is.
public protocol PlanningModel: AnyObject {
  /// Columns of a state, which is what a planner observes: every sensor's last readings, then the last commands.
  var stateCount: Int { get }
  /// Of a normalised action.
  var actionCount: Int { get }
  /// Whether there is a policy that can fill in plans.
  var isGuided: Bool { get }

  /// Rolls plans out from a state and writes their discounted returns, with the critics' value of what is reached.
  ///
  /// - Parameters:
  ///   - batch: the plans, and where the returns go. The actions of the first ``PlanBatch/guided`` begin as
  ///     perturbations; what the policy does on the way under them is written over them.
  ///   - state: from `offset` on.                                                   (s)
  ///   - tick: number of the plan in its episode, from which what a model draws follows.
  func roll(_ batch: inout PlanBatch, from state: [Float], at offset: Int, tick: Int)
}

/// Candidate plans and what they come to.
public struct PlanBatch: Sendable {
  public let count: Int
  public let horizon: Int
  public let actionCount: Int
  /// Normalised, within ±1.                              (count × horizon × a)
  public var actions: [Float]
  /// Discounted; −∞ for a plan whose way is no number.   (count)
  public var returns: [Float]
  /// How many plans, the first ones, the model's policy fills in.
  public var guided = 0

  public init(count: Int, horizon: Int, actionCount: Int) {
    precondition(count > 0 && horizon > 0 && actionCount > 0, "a batch has plans of actions")
    self.count = count
    self.horizon = horizon
    self.actionCount = actionCount
    actions = [Float](repeating: 0, count: count * horizon * actionCount)
    returns = [Float](repeating: 0, count: count)
  }

  /// Where an action of a plan begins in ``actions``.
  @inlinable
  public func place(_ candidate: Int, _ t: Int = 0) -> Int { (candidate * horizon + t) * actionCount }
}
