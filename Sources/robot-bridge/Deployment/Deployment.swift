import CommandLineSupport
import Control
import Foundation
import Hardware
import Logs
import Planning
import Policies
import Wire

/// One run of a policy on a robot, from the preflight to the summary.
struct Deployment {
  let loaded: LoadedPolicy
  let limits: SafetyLimits
  let seconds: Double?
  /// The log's path.
  let log: String?
  let isDryRun: Bool
  let isLockstep: Bool
  /// Where the policy's certificate does not vouch for it.
  let warning: CertificateWarning?
  let waitsAfterWarning: Bool
  /// Noise on the actions; nil: the policy's own.
  let exploration: ExplorationNoise?
  /// In which the robot is braked while the policy watches, s.
  let warmUp: Double

  /// After a stop the loop goes on for so long, so that the log shows how the robot came to rest, s.
  private static let afterStop = 0.5

  private var interface: ControlInterface { loaded.file.interface }

  func run() throws -> DeploymentSummary {
    var plant = HardwarePlant(
      robot: loaded.robot, period: interface.period, link: try loaded.address.open(as: .bridge),
      options: .init(isLockstep: isLockstep, arms: !isDryRun))
    defer { plant.stop() }
    // A dry run moves nothing, and in lockstep the robot is an emulated one.
    try warning?.show(pausing: waitsAfterWarning && !isDryRun && !isLockstep)
    let remote = try answered { () throws(HardwareError) in try plant.preflight() }
    Terminal.show("\(remote.name) on \(loaded.address) is ready\(isDryRun ? "; dry run: it is not armed" : "").")

    let status = DeploymentStatus(interface)
    let server = try LocalServer(for: loaded.address, status: status)
    defer { server.close() }
    let realTime = isLockstep ? nil : RealTime.enter()
    defer { if realTime != nil { RealTime.leave() } }
    let recorder = try log.map { try LogRecorder(to: $0, header: header(realTime)) }
    var controller = loaded.makeController(
      limits: limits, exploration: exploration, warmUpTicks: Int((warmUp / interface.period).rounded()))
    if let planning = PlanningTime(of: &controller, interface), !isLockstep, let warning = planning.warning {
      Terminal.say(warning)
    }
    var progress = Progress(events: [Int](repeating: 0, count: 16))
    let failure = drive(&plant, &controller, recorder, status, &progress)
    let timing = plant.timing
    let session = plant.session
    plant.stop()
    return DeploymentSummary(
      timing: timing, session: session, progress: progress, failure: failure, realTime: realTime,
      log: try recorder?.close(), limitScale: limits.effortScale, isDryRun: isDryRun, isLockstep: isLockstep,
      exploration: exploration)
  }

  /// What the loop itself keeps.
  struct Progress {
    /// Ticks with each of the supervisor's events, by its bit.
    var events: [Int]
    var ticks = 0
    /// Why the supervisor stopped the robot; empty when it did not.
    var stop: SafetyEvents = []
    var stopTick: Int?
    /// How long a planner took in each tick.
    var planning = DurationHistogram()
    /// Ticks in which that was longer than the period.
    var planningLate = 0
  }

  /// - Returns: what the robot or its link failed with.
  private func drive(
    _ plant: inout HardwarePlant, _ controller: inout PolicyController<FilePolicy>, _ recorder: LogRecorder?,
    _ status: DeploymentStatus, _ progress: inout Progress
  ) -> HardwareError? {
    let steps = seconds.map { max(1, Int(($0 / interface.period).rounded())) } ?? .max
    let ticksAfterStop = Int((Self.afterStop / interface.period).rounded(.up))
    let timing = plant.timing
    var record = TickRecord(
      interface: interface, observationCount: controller.observation.count, actionCount: controller.action.count)
    var state = progress
    let planner = controller.policy.planner
    defer { progress = state }
    // Asked to stop before the first tick: the robot is not even armed.
    if StopSignals.requested { return nil }
    do throws(HardwareError) {
      try Control.run(&controller, on: &plant, steps: steps) { reading, command, controller in
        record.fill(tick: state.ticks, reading, command, controller, timing)
        if let planner {
          record.planIterations = UInt16(clamping: planner.iterations)
          state.count(planner.duration, period: interface.period)
        }
        recorder?.record(record)
        state.count(controller.events)
        if StopSignals.requested { controller.stop(.stopRequested) }
        status.update {
          $0.time = timing.time
          for i in reading.values.indices { $0.readings[i] = reading.values[i] }
          for i in command.values.indices { $0.commands[i] = command.values[i] }
          ($0.ticks, $0.missed, $0.isStopped) = (timing.ticks, timing.missed, !state.stop.isEmpty)
          if !timing.roundTrip.isNaN { $0.roundTrip = timing.roundTrip }
        }
        guard let stopTick = state.stopTick else { return .proceed }
        return state.ticks - stopTick > ticksAfterStop ? .finish : .proceed
      }
      return nil
    } catch {
      return error
    }
  }

  private func header(_ realTime: RealTime?) -> LogHeader {
    LogHeader(
      interface: interface, limits: limits, observationNames: loaded.file.layout.names(for: interface).map(\.name),
      actionCount: interface.actuators.count, urdf: loaded.urdf, policyFile: loaded.path,
      policyHash: loaded.file.identity, scenario: loaded.file.provenance.scenario,
      scenarioHash: loaded.file.provenance.scenarioHash, seed: loaded.file.provenance.seed,
      startTime: Date().timeIntervalSince1970, link: loaded.address.description, isLockstep: isLockstep,
      isRealTime: realTime?.isScheduled ?? false, exploration: exploration)
  }
}

extension Deployment.Progress {
  /// Counts how long a planner took.
  fileprivate mutating func count(_ duration: Duration, period: Double) {
    let nanoseconds = Int64(duration / .nanoseconds(1))
    planning.add(nanoseconds)
    if Double(nanoseconds) * 1e-9 > period { planningLate += 1 }
  }

  /// Counts a tick with its events.
  fileprivate mutating func count(_ new: SafetyEvents) {
    for bit in events.indices where new.rawValue & (1 << UInt16(bit)) != 0 { events[bit] += 1 }
    if stop.isEmpty {
      stop = new.intersection(.stopping)
      if !stop.isEmpty { stopTick = ticks }
    }
    ticks += 1
  }
}

extension TickRecord {
  /// Takes over a tick, value by value: sharing the arrays would make the next tick allocate.
  fileprivate mutating func fill(
    tick number: Int, _ reading: Reading, _ command: Command, _ controller: borrowing PolicyController<FilePolicy>,
    _ timing: LoopTiming
  ) {
    tick = UInt64(number)
    time = timing.time
    for i in reading.values.indices { self.reading.values[i] = reading.values[i] }
    (self.reading.time, self.reading.age, self.reading.echo) = (reading.time, reading.age, reading.echo)
    for i in observation.indices { observation[i] = controller.observation[i] }
    for i in action.indices { action[i] = controller.action[i] }
    requested.mode = controller.pipeline.requested.mode
    applied.mode = command.mode
    for i in command.values.indices {
      requested.values[i] = controller.pipeline.requested.values[i]
      applied.values[i] = command.values[i]
    }
    events = controller.events
    lateness = timing.lateness
    roundTrip = timing.roundTrip
  }
}
