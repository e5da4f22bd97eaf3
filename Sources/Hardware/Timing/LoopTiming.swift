internal import Wire

/// How punctual a control loop is: shared between the plant, which fills it in, and whoever watches the loop.
///
/// Used on the loop's thread alone.
public final class LoopTiming {
  /// A tick later than this has missed its deadline, ns.
  public static let missedAfter: Int64 = 1_000_000

  /// Ticks that had a deadline: all but the first.
  public private(set) var ticks = 0
  /// Ticks that began more than 1 ms after their deadline.
  public private(set) var missed = 0
  /// Whole periods in which no tick could begin.
  public internal(set) var skippedPeriods = 0
  /// When the present tick began, since the loop's start, s; simulated time in lockstep.
  public private(set) var time = 0.0
  /// How long after its deadline the present tick began, s.
  public private(set) var lateness = 0.0
  /// From sending a command to the state that echoes it, as first seen in the present tick, s; NaN when none was.
  public private(set) var roundTrip = Double.nan
  public private(set) var latenesses = DurationHistogram()
  public private(set) var roundTrips = DurationHistogram()
  private var start: Int64 = 0

  public init() {}

  public var missedFraction: Double { ticks == 0 ? 0 : Double(missed) / Double(ticks) }

  func begin() {
    start = MonotonicTime.now
    (ticks, missed, skippedPeriods, time, lateness, roundTrip) = (0, 0, 0, 0, 0, .nan)
    latenesses.clear()
    roundTrips.clear()
  }

  func beginTick(at instant: Int64, lateness nanoseconds: Int64) {
    ticks += 1
    time = Double(instant - start) * 1e-9
    lateness = Double(nanoseconds) * 1e-9
    roundTrip = .nan
    if nanoseconds > Self.missedAfter { missed += 1 }
    latenesses.add(nanoseconds)
  }

  /// A tick of lockstep, which lasts a period whatever the clock says.
  func beginTick(simulating period: Double) {
    ticks += 1
    time = Double(ticks) * period
    roundTrip = .nan
    latenesses.add(0)
  }

  func roundTrip(_ nanoseconds: Int64) {
    roundTrip = Double(nanoseconds) * 1e-9
    roundTrips.add(nanoseconds)
  }
}
