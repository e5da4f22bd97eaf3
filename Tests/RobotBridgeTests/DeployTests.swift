import Control
import Foundation
import Glibc
import Hardware
import Logs
import Policies
import RobotTestSupport
import TestSupport
import Testing
import Wire

@Suite(.serialized) struct DeployTests {
  @Test("drives the robot for the time given and records every tick")
  func deploy() throws {
    let bench = try Bench()
    let (status, text) = try bench.startDeploy("--seconds", "1", "--record", bench.logPath).finish()
    #expect(status == 0, "\(text)")
    let summary = try bench.summary()
    #expect(summary["ticks"] as? Int == 50 && summary["log_ticks"] as? Int == 50 && summary["log_dropped"] as? Int == 0)
    #expect(summary["is_dry_run"] as? Bool == false && summary["failure"] is NSNull || summary["failure"] == nil)
    #expect(try #require(summary["round_trip_median_s"] as? Double) < 0.1)

    let log = try RecordedLog(reading: bench.logPath)
    #expect(log.ticks.count == 50 && log.missingTicks == 0)
    #expect(log.header.policyHash == Bench.policy(action: 1).identity && log.header.link == bench.link)
    #expect(log.header.urdf == "<robot name=\"masses\"/>")
    for (n, tick) in log.ticks.enumerated() {
      #expect(tick.tick == UInt64(n) && tick.applied.values == [10] && tick.action == [1] && tick.events == [])
      #expect(tick.observation[..<2] == [Float(tick.reading.values[0]), Float(tick.reading.values[1])])
    }
    #expect(log.ticks[49].reading.values[1] > 1 && log.ticks[0].reading.values == [0, 0])
    let times = log.ticks.map(\.time)
    #expect(zip(times, times.dropFirst()).allSatisfy { $1 > $0 } && abs(times[49] - 0.98) < 0.1)
  }

  @Test("a policy that remembers watches behind the brake for as long as it is told, and then drives")
  func warmsUp() throws {
    let bench = try Bench(remembers: true, lockstep: true)
    let (status, text) = try bench.startDeploy(
      "--seconds", "1", "--warm-up", "0.2", "--lockstep", "--record", bench.logPath).finish()
    #expect(status == 0, "\(text)")
    let log = try RecordedLog(reading: bench.logPath)
    #expect(log.ticks.count == 50)
    for (n, tick) in log.ticks.enumerated() {
      #expect(tick.applied.mode == (n < 10 ? .damping : .effort) && tick.requested.values == [10])
      if n <= 10 { #expect(tick.reading.values == [0, 0]) }
    }
    #expect(log.ticks[49].reading.values[1] > 1)
    let forgetting = try Bench(lockstep: true)
    let refused = try forgetting.startDeploy("--seconds", "1", "--warm-up", "0.2", "--lockstep").finish()
    #expect(refused.status == 2 && refused.text.contains("remembers nothing that could warm up"))
  }

  @Test("in lockstep there is no clock to miss, and time is simulated")
  func lockstep() throws {
    let bench = try Bench(lockstep: true)
    let (status, text) = try bench.startDeploy("--seconds", "4", "--lockstep", "--record", bench.logPath).finish()
    #expect(status == 0, "\(text)")
    let log = try RecordedLog(reading: bench.logPath)
    #expect(log.ticks.count == 200)
    for (n, tick) in log.ticks.enumerated() { #expect(abs(tick.time - Double(n) * 0.02) < 1e-9) }
  }

  @Test("a dry run computes and never moves")
  func dryRun() throws {
    let bench = try Bench()
    #expect(try bench.startDeploy("--seconds", "0.5", "--dry-run", "--record", bench.logPath).finish().status == 0)
    let log = try RecordedLog(reading: bench.logPath)
    #expect(log.ticks.count == 25)
    #expect(log.ticks.allSatisfy { $0.reading.values == [0, 0] && $0.requested.values == [10] })
    #expect(try bench.summary()["is_dry_run"] as? Bool == true)
  }

  @Test("scales the effort limits")
  func limitScale() throws {
    let bench = try Bench()
    #expect(try bench.startDeploy("--seconds", "0.3", "--limit-scale", "0.3", "--record", bench.logPath).finish().status == 0)
    let log = try RecordedLog(reading: bench.logPath)
    #expect(log.ticks.allSatisfy { $0.applied.values == [3] && $0.requested.values == [10] && $0.events == [.effortLimited] })
    #expect(log.header.limits.effortScale == 0.3)
  }

  @Test("explores around the policy's action within the limits, and the log says how")
  func explores() throws {
    let bench = try Bench(action: 0.5, lockstep: true)
    let explore = ["--seconds", "4", "--lockstep", "--explore", "0.4", "--seed", "5", "--record", bench.logPath]
    func deploy() throws -> RecordedLog {
      let (status, text) = try Program(
        "robot-bridge",
        ["deploy", bench.policyPath, "--robot", bench.folder.path, "--link", bench.link, "--json",
          bench.url("deploy.json").path] + explore, runtimeFolder: bench.folder
      ).finish()
      #expect(status == 0 && text.contains("σ 0.4 of the normalised action, seed 5"), "\(text)")
      return try RecordedLog(reading: bench.logPath)
    }
    let log = try deploy()
    #expect(log.header.exploration == ExplorationNoise(sigma: 0.4, period: 0.02, seed: 5))
    #expect(log.ticks.count == 200 && log.ticks.allSatisfy { $0.action == [0.5] && abs($0.applied.values[0]) <= 10 })
    let efforts = log.ticks.map { $0.applied.values[0] }
    let (mean, squares) = (efforts.reduce(0, +) / 200, efforts.reduce(0) { $0 + ($1 - 5) * ($1 - 5) } / 200)
    #expect(abs(mean - 5) < 2.5 && squares.squareRoot() > 1.5 && squares.squareRoot() < 5)
    #expect(try bench.summary()["exploration_sigma"] as? Double == 0.4)
    // The decoder's own range is the effort limit, so noise beyond it is not even requested.
    #expect(log.ticks.allSatisfy { abs($0.requested.values[0]) <= 10 })
    #expect(try deploy().ticks.map(\.requested.values) == log.ticks.map(\.requested.values), "the seed fixes it")
  }

  @Test("SIGINT, SIGTERM and a closed terminal end it cleanly: braked, disarmed, the log whole", arguments: [SIGINT, SIGTERM, SIGHUP])
  func signals(signal: Int32) throws {
    // Under nohup SIGHUP is ignored, and a child inherits that; it does not inherit a handler.
    Glibc.signal(SIGHUP) { _ in }
    let bench = try Bench()
    let run = try bench.startDeploy("--record", bench.logPath)
    try awaitMotion(bench)
    run.send(signal)
    let (status, text) = run.finish()
    #expect(status == 0 && text.contains("ended on request"), "\(text)")
    #expect(try bench.summary()["stop_requested"] as? Bool == true)
    let log = try RecordedLog(reading: bench.logPath)
    let last = try #require(log.ticks.last)
    #expect(last.applied.mode == .damping && last.events == [.stopRequested])
    #expect(last.reading.values[1] < log.ticks.map { $0.reading.values[1] }.max()!)
    try expectFree(bench)
  }

  @Test("the supervisor's stop latches, is recorded, and ends with 1")
  func safetyStop() throws {
    let bench = try Bench(velocityLimit: 1)
    let (status, text) = try bench.startDeploy("--seconds", "20", "--record", bench.logPath).finish()
    #expect(status == 1 && text.contains("The safety supervisor stopped the robot: velocity limit exceeded."), "\(text)")
    let last = try #require(try RecordedLog(reading: bench.logPath).ticks.last)
    #expect(last.events.contains(.velocityExceeded) && last.applied.mode == .damping && last.reading.values[1] < 1)
    try expectFree(bench)
  }

  @Test("a robot that falls silent ends it with 1")
  func silence() throws {
    let bench = try Bench()
    let run = try bench.startDeploy("--seconds", "20")
    try awaitMotion(bench)
    bench.robot.stop()
    let (status, text) = run.finish()
    #expect(status == 1 && text.contains("stale reading"), "\(text)")
  }

  @Test("an emergency stop from another sender ends it with 1")
  func emergencyStop() throws {
    let bench = try Bench()
    let run = try bench.startDeploy("--seconds", "20")
    try awaitMotion(bench)
    let elsewhere = bench.url("elsewhere")
    try FileManager.default.createDirectory(at: elsewhere, withIntermediateDirectories: true)
    let stop = try Program("robot-bridge", ["stop", "--link", bench.link], runtimeFolder: elsewhere).finish()
    #expect(stop.status == 0 && stop.text.contains("confirmed the emergency stop"), "\(stop.text)")
    let (status, text) = run.finish()
    #expect(status == 1 && text.contains("stopped by an emergency stop"), "\(text)")
  }

  @Test("monitor and stop reach it through its local socket, which nobody else may use")
  func localSocket() throws {
    let bench = try Bench()
    let run = try bench.startDeploy("--seconds", "30")
    try awaitMotion(bench)
    let monitor = try bench.run("monitor", "--seconds", "1")
    #expect(monitor.status == 0 && monitor.text.split(separator: "\n").count >= 3)
    #expect(monitor.text.contains("rail0.position") && monitor.text.contains("rail0.effort +10.000 N"))

    let second = try bench.startDeploy("--seconds", "1").finish()
    #expect(second.status == 1 && second.text.contains("controlled by another bridge"), "\(second.text)")

    let stop = try bench.run("stop")
    #expect(stop.status == 0 && stop.text.contains("The deploy has ended"), "\(stop.text)")
    #expect(run.finish().status == 0)
    let attributes = try FileManager.default.attributesOfItem(atPath: bench.url("sim2real").path)
    #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o700)
    #expect(try bench.run("stop").status == 2, "no deploy runs any more")
  }

  /// Waits until the deploy drives the robot, as its own socket tells: a session that asked the robot could take it.
  private func awaitMotion(_ bench: Bench) throws {
    for _ in 0..<100 {
      let (status, text) = try bench.run("monitor", "--seconds", "0.5")
      if status == 0 && text.contains("rail0.effort +10.000 N") { return }
      Thread.sleep(forTimeInterval: 0.1)
    }
    Issue.record("the deploy never drove the robot")
  }

  /// The robot takes a new session and is disarmed.
  private func expectFree(_ bench: Bench) throws {
    let session = RobotSession(link: try UDPLink(host: "127.0.0.1", port: bench.port, role: .bridge))
    _ = try session.open()
    while session.states.count == 0 { #expect(try session.receive(until: MonotonicTime.now + 1_000_000_000)) }
    #expect(session.states.status == [.braking])
    session.close()
  }
}
