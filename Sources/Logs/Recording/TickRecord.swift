public import Control

/// Everything of one control tick, in the order in which it happened.
///
/// Its arrays are sized once; whoever records fills one record in place, tick after tick.
public struct TickRecord: Sendable, Equatable {
  /// Number of the tick, from 0.
  public var tick: UInt64
  /// When the tick began, since the start of the run, on the loop's clock, s.
  public var time: Double
  public var reading: Reading
  /// What the policy saw; empty without a policy.                     (observation)
  public var observation: [Float]
  /// What it answered, normalised; empty without a policy.            (action)
  public var action: [Float]
  public var requested: Command
  public var applied: Command
  public var events: SafetyEvents
  /// How long after its deadline the tick began, s.
  public var lateness: Double
  /// From sending a command to the reading that echoes it, s; NaN when unknown.
  public var roundTrip: Double
  /// Iterations of a planner; 0 for a policy that plans nothing.
  public var planIterations: UInt16

  public init(interface: ControlInterface, observationCount: Int, actionCount: Int) {
    tick = 0
    time = 0
    reading = Reading(for: interface)
    observation = [Float](repeating: 0, count: observationCount)
    action = [Float](repeating: 0, count: actionCount)
    requested = Command(for: interface)
    applied = Command(for: interface)
    events = []
    lateness = 0
    roundTrip = .nan
    planIterations = 0
  }

  /// A record of the sizes that a log's header promises.
  public init(for header: LogHeader) {
    self.init(
      interface: header.interface, observationCount: header.observationNames.count, actionCount: header.actionCount)
  }

  /// Equal to the bit: two NaN of the same bits are the same.
  public static func == (a: TickRecord, b: TickRecord) -> Bool {
    func same(_ x: [Double], _ y: [Double]) -> Bool { x.elementsEqual(y) { $0.bitPattern == $1.bitPattern } }
    func same(_ x: [Float], _ y: [Float]) -> Bool { x.elementsEqual(y) { $0.bitPattern == $1.bitPattern } }
    return a.tick == b.tick && a.reading.echo == b.reading.echo && a.events == b.events
      && a.planIterations == b.planIterations
      && a.requested.mode == b.requested.mode && a.applied.mode == b.applied.mode
      && same(
        [a.time, a.reading.time, a.reading.age, a.lateness, a.roundTrip],
        [b.time, b.reading.time, b.reading.age, b.lateness, b.roundTrip])
      && same(a.reading.values, b.reading.values)
      && same(a.observation, b.observation) && same(a.action, b.action)
      && same(a.requested.values, b.requested.values) && same(a.applied.values, b.applied.values)
  }
}
