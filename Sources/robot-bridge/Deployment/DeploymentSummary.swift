import CommandLineSupport
import Control
import Foundation
import Hardware
import Logs
import Wire

/// How a deployment went; its keys are those of the JSON.
struct DeploymentSummary: Encodable {
  var ticks: Int
  var seconds: Double
  var isDryRun: Bool
  var isLockstep: Bool
  var limitScale: Double
  /// σ of the noise on the actions and what it was drawn from; null when the policy alone acted.
  var explorationSigma: Double?
  var explorationSeed: UInt64?
  /// Ticks that began more than 1 ms after their deadline.
  var deadlinesMissed: Int
  var deadlineMissedFraction: Double
  var skippedPeriods: Int
  var latenessMedianS: Double
  var latenessPercentile99S: Double
  var latenessMaxS: Double
  /// From a command's sending to the state that echoes it; null when none came back.
  var roundTripMedianS: Double?
  var roundTripPercentile99S: Double?
  /// Commands that never reached the robot, and states that never reached the bridge.
  var commandsLost: Int
  var statesLost: Int
  /// How often a command's time to live ran out on the robot, which braked until the next, by its last health message.
  var commandsExpired: Int
  /// Datagrams from other addresses than the robot's, dropped.
  var strangers: Int
  /// Frames that were damaged on the way, dropped.
  var damaged: Int
  /// Ticks with each of the supervisor's events.
  var safetyEvents: [String: Int]
  var realTimeScheduling: Bool
  var lockedMemory: Bool
  var logTicks: Int?
  var logDropped: Int?
  /// Why the robot was stopped or lost, null when the run ended as it was meant to.
  var failure: String?
  /// Whether a person ended it.
  var stopRequested: Bool
  /// How long a planner took in a tick, and how often longer than the period; null for a policy that plans nothing.
  var planningMedianS: Double?
  var planningPercentile99S: Double?
  var planningMaxS: Double?
  var planningLate: Int?

  init(
    timing: LoopTiming, session: RobotSession, progress: Deployment.Progress, failure: HardwareError?,
    realTime: RealTime?, log: LogRecorder.Summary?, limitScale: Double, isDryRun: Bool, isLockstep: Bool,
    exploration: ExplorationNoise?
  ) {
    func known(_ value: Double) -> Double? { value.isNaN ? nil : value }
    ticks = progress.ticks
    seconds = timing.time
    self.isDryRun = isDryRun
    self.isLockstep = isLockstep
    self.limitScale = limitScale
    explorationSigma = exploration?.sigma
    explorationSeed = exploration?.seed
    deadlinesMissed = timing.missed
    deadlineMissedFraction = timing.missedFraction
    skippedPeriods = timing.skippedPeriods
    latenessMedianS = known(timing.latenesses.quantile(0.5)) ?? 0
    latenessPercentile99S = known(timing.latenesses.quantile(0.99)) ?? 0
    latenessMaxS = Double(timing.latenesses.largest) * 1e-9
    roundTripMedianS = known(timing.roundTrips.quantile(0.5))
    roundTripPercentile99S = known(timing.roundTrips.quantile(0.99))
    commandsLost = Int(session.states.lost)
    statesLost = session.states.missed
    commandsExpired = Int(session.health.first.flatMap { $0?.expired } ?? 0)
    strangers = session.link.strangers
    damaged = session.refusedFrames
    safetyEvents = [:]
    for (bit, count) in progress.events.enumerated() where count > 0 {
      for name in SafetyEvents(rawValue: 1 << UInt16(bit)).names { safetyEvents[name] = count }
    }
    realTimeScheduling = realTime?.isScheduled ?? false
    lockedMemory = realTime?.isLocked ?? false
    logTicks = log?.ticks
    logDropped = log?.dropped
    if progress.planning.count > 0 {
      planningMedianS = progress.planning.quantile(0.5)
      planningPercentile99S = progress.planning.quantile(0.99)
      planningMaxS = Double(progress.planning.largest) * 1e-9
      planningLate = progress.planningLate
    }
    stopRequested = progress.stop.contains(.stopRequested)
    let faults = progress.stop.subtracting(.stopRequested)
    if let failure {
      self.failure = Terminal.sentence("\(failure)")
    } else if !faults.isEmpty {
      self.failure = "The safety supervisor stopped the robot: \(faults.names.joined(separator: ", "))."
    }
  }

  /// For people.
  var text: String {
    let ending = isDryRun ? ", without arming" : stopRequested ? ", ended on request" : ""
    var lines = ["Ticks        \(ticks) in \(String(format: "%.1f", seconds)) s\(ending)"]
    if !isLockstep {
      let percent = String(format: "%.3f", deadlineMissedFraction * 100)
      let scheduling = RealTime(isScheduled: realTimeScheduling, isLocked: lockedMemory).description
      lines += [
        "Deadlines    \(deadlinesMissed) missed by more than 1 ms (\(percent) %), \(skippedPeriods) periods skipped",
        "Lateness     " + spread(latenessMedianS, latenessPercentile99S)
          + ", \(StatusLine.milliseconds(latenessMaxS)) at most; \(scheduling)",
      ]
    }
    lines += [
      "Round trip   " + spread(roundTripMedianS ?? .nan, roundTripPercentile99S ?? .nan),
      "Link         \(commandsLost) commands and \(statesLost) states lost, \(commandsExpired) commands expired, "
        + "\(damaged) frames damaged, \(strangers) from strangers dropped",
    ]
    if let planningMedianS, let planningPercentile99S, let planningLate {
      lines.append(
        "Planning     " + spread(planningMedianS, planningPercentile99S)
          + ", longer than the period in \(planningLate) of \(ticks) ticks")
    }
    let events = safetyEvents.sorted { $0.key < $1.key }.map { "\($0.key) in \($0.value) ticks" }
    lines.append("Safety       \(events.isEmpty ? "nothing to do" : events.joined(separator: ", "))")
    if let explorationSigma, let explorationSeed {
      lines.append("Exploration  σ \(explorationSigma) of the normalised action, seed \(explorationSeed)")
    }
    if let logTicks { lines.append("Log          \(logTicks) ticks, \(logDropped ?? 0) dropped") }
    return lines.joined(separator: "\n")
  }

  private func spread(_ median: Double, _ percentile99: Double) -> String {
    "\(StatusLine.milliseconds(median)) median, \(StatusLine.milliseconds(percentile99)) p99"
  }
}
