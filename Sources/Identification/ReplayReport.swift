import Control
public import Logs
public import Policies
public import Scenarios
public import Simulation

/// What a log tells about the policy that drove the robot and about the physics that it met.
public struct ReplayReport: Sendable, Codable {
  public var log: String
  public var ticks: Int
  public var seconds: Double
  public var audit: PolicyAudit
  /// Of the nominal simulator restarted from logged states.
  public var residuals: Residuals
  /// Whether a planner drove the robot.
  public var isPlanner: Bool
  /// Nil when the log is too short to be judged, or a planner's.
  public var physics: PhysicsTest.Verdict?
  /// Since when the scenario's success criterion has held, up to the end of the log, as the readings show it, s.
  public var successSince: Double?
  /// Ticks in which the supervisor limited or stopped.
  public var limitedTicks: Int
  public var stoppedTicks: Int

  /// Shorter logs say too little about physics; of longer ones the first part is enough, and the reference runs cost
  /// time.
  public static let ticksToJudge = 250...1500

  public init(log: RecordedLog, policy: PolicyFile, scenario: Scenario, model: SimulationModel, draws: Int, threads: Int) {
    self.log = log.file
    ticks = log.ticks.count
    seconds = log.ticks.last.map { $0.time - log.ticks[0].time } ?? 0
    audit = PolicyAudit(of: log, policy: policy)
    let trace = Trace(log)
    residuals = Residuals(
      of: trace, model: model, scenario: scenario, parameters: PhysicalParameters(.nominal, model: model))
    // The reference runs of a planner would take hours.
    isPlanner = policy.planner != nil
    if ticks >= Self.ticksToJudge.lowerBound && !isPlanner {
      let judged = trace.prefix(Self.ticksToJudge.upperBound)
      let test = PhysicsTest(
        policy: policy.makeController(), scenario: scenario, model: model, ticks: judged.count, draws: draws, threads: threads)
      physics = test.judge(judged)
    }
    successSince = Self.successSince(log, scenario.success)
    limitedTicks = log.ticks.count { !$0.events.isEmpty && $0.events.isDisjoint(with: .stopping) }
    stoppedTicks = log.ticks.count { !$0.events.isDisjoint(with: .stopping) }
  }

  private static func successSince(_ log: RecordedLog, _ criterion: SuccessCriterion) -> Double? {
    guard let last = log.ticks.last, criterion.holds(for: last.reading.values) else { return nil }
    let failure = log.ticks.lastIndex { !criterion.holds(for: $0.reading.values) }
    return log.ticks[failure.map { $0 + 1 } ?? 0].time - log.ticks[0].time
  }
}
