import Control
import Hardware
import Planning

/// How long a planner takes for a tick on this machine.
struct PlanningTime {
  let durations: DurationHistogram
  let period: Double
  /// Whether a time budget ends its iterations.
  let isLimited: Bool

  /// Plans where the robot rests, many times over; nil for a policy that plans nothing.
  init?(of controller: inout PolicyController<FilePolicy>, _ interface: ControlInterface) {
    guard let planner = controller.policy.planner else { return nil }
    var durations = DurationHistogram()
    let reading = Reading(for: interface)
    var command = Command(for: interface)
    let begun = ContinuousClock.now
    // The first touches its memory for the first time.
    for act in 0...Self.acts where act < 3 || ContinuousClock.now - begun < Self.longest {
      controller.control(reading, into: &command)
      if act > 0 { durations.add(Int64(planner.duration / .nanoseconds(1))) }
    }
    controller.reset()
    self.durations = durations
    period = interface.period
    isLimited = planner.settings.timeBudget != nil
  }

  private static let acts = 30
  /// Measured for so long; a slow planner is known after a few acts.
  private static let longest = Duration.seconds(2)

  var median: Double { durations.quantile(0.5) }
  var largest: Double { Double(durations.largest) * 1e-9 }
  var isTooSlow: Bool { median > period }

  var text: String {
    "\(StatusLine.milliseconds(median)) a tick, \(StatusLine.milliseconds(largest)) at most, of a period of "
      + StatusLine.milliseconds(period)
  }

  /// What to tell where it does not fit into the period.
  var warning: String? {
    guard largest > period else { return nil }
    return "WARNING: planning takes \(text) on this machine: ticks will be late. Give the planner fewer samples, "
      + "iterations or actions\(isLimited ? "" : ", or a time_budget_s")."
  }
}
