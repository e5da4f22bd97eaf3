import Control
import Foundation
import Logs
import TestSupport
import Testing
import Wire

extension EndToEnd {
  @Suite struct DeployReplayTests {
    @Test("a policy drives the virtual robot, and its log is audited and ranked")
    func loop() throws {
      let policy = try EndToEnd.trained.get()
      let link = try freeLink()
      let robot = try emulate(link, "--lockstep")
      let check = try EndToEnd.bridge(["check", policy, "--robot", EndToEnd.robot, "--link", link, "--lockstep"]).finish()
      #expect(check.status == 0 && check.text.hasSuffix("Ready.\n"), "\(check.text)")

      let log = EndToEnd.path("log.mcap")
      // Too weak to reach the rail's end, whatever the small policy does.
      let deploy = try self.deploy(
        policy, link, "--lockstep", "--seconds", "6", "--limit-scale", "0.2", "--record", log
      ).finish()
      #expect(deploy.status == 0, "\(deploy.text)")
      try end(robot)

      let replay = try EndToEnd.sim2real(["replay", log, "--draws", "49", "--json", EndToEnd.path("replay.json")])
      #expect(replay.status == 0 && replay.text.contains("Audit      identical"), "\(replay.text)")
      let figures = try EndToEnd.figures(EndToEnd.path("replay.json"))
      let audit = try #require(figures["audit"] as? [String: Int])
      #expect(audit["ticks"] == 300 && audit.filter { $0.key != "ticks" }.allSatisfy { $0.value == 0 })
      #expect((figures["physics"] as? [String: Any])?["draws"] as? Int == 49)
      let residuals = try #require((figures["residuals"] as? [String: Any])?["rows"] as? [[String: Any]])
      let nextPosition = try #require(
        residuals.first { $0["sensor"] as? String == "slider.position" && $0["window"] as? Int == 1 })
      #expect(try #require(nextPosition["root_mean_square"] as? Double) < 0.002, "the virtual robot is the nominal one")

      let other = try EndToEnd.sim2real(["replay", log, "--policy", try EndToEnd.nominal.get()])
      #expect(other.status == 2 && other.text.contains("is not the policy that drove the robot"), "\(other.text)")
    }

    @Test("a serial line carries a deploy as UDP does")
    func serial() throws {
      let (robotEnd, bridgeEnd) = (PseudoTerminal(), PseudoTerminal())
      let cable = PseudoTerminal.Cable(robotEnd, bridgeEnd)
      defer { cable.cut() }
      let robot = try emulate("serial:" + robotEnd.path, "--lockstep")
      let log = EndToEnd.path("serial.mcap")
      let (status, text) = try deploy(
        EndToEnd.trained.get(), "serial:" + bridgeEnd.path, "--lockstep", "--seconds", "1", "--record", log
      ).finish()
      #expect(status == 0, "\(text)")
      #expect(try RecordedLog(reading: log).ticks.count == 50)
      try end(robot)
    }

    @Test("robot-bridge stop ends a deploy in real time; its log shows the latched stop, and is recovered after a crash")
    func stop() throws {
      let link = try freeLink()
      let robot = try emulate(link)
      let log = EndToEnd.path("stopped.mcap")
      let run = try deploy(EndToEnd.trained.get(), link, "--seconds", "20", "--limit-scale", "0.2", "--record", log)
      try run.wait(for: "round trip")
      let stop = try EndToEnd.bridge(["stop"]).finish()
      #expect(stop.status == 0 && stop.text.contains("The deploy has ended"), "\(stop.text)")
      let (status, text) = run.finish()
      #expect(status == 0 && text.contains("ended on request"), "\(text)")
      try end(robot)

      let ticks = try RecordedLog(reading: log).ticks
      let first = try #require(ticks.firstIndex { $0.events.contains(.stopRequested) })
      #expect(first > 10 && ticks.count - first >= 25)
      #expect(ticks[first...].allSatisfy { $0.events.contains(.stopRequested) && $0.applied.mode == .damping })
      try recover(log)
    }

    /// What a crash leaves of a log is a log again.
    private func recover(_ log: String) throws {
      let whole = try Data(contentsOf: URL(fileURLWithPath: log))
      let (cut, recovered) = (EndToEnd.path("cut.mcap"), EndToEnd.path("recovered.mcap"))
      try whole.prefix(whole.count / 2).write(to: URL(fileURLWithPath: cut))
      let (status, text) = try EndToEnd.sim2real(["recover", cut, "--out", recovered])
      #expect(status == 0 && text.contains("The source ends early"), "\(text)")
      let (kept, all) = (try RecordedLog(reading: recovered).ticks, try RecordedLog(reading: log).ticks)
      #expect(kept.count > 0 && kept.count < all.count)
      #expect(kept.map(\.reading.values) == all.prefix(kept.count).map(\.reading.values))
    }

    /// The virtual robot, listening.
    private func emulate(_ link: String, _ more: String...) throws -> Program {
      let robot = try Program("sim2real", ["emulate", EndToEnd.robot, "--link", link] + more)
      try robot.wait(for: "Emulating cartpole")
      return robot
    }

    private func end(_ robot: Program) throws {
      robot.send(SIGTERM)
      let (status, text) = robot.finish()
      #expect(status == 0 && text.contains("Stopped after"), "\(text)")
    }

    private func deploy(_ policy: String, _ link: String, _ more: String...) throws -> Program {
      // So short a training is of no use, and its certificate says so.
      try EndToEnd.bridge(["deploy", policy, "--robot", EndToEnd.robot, "--link", link, "--accept-uncertified"] + more)
    }

    private func freeLink() throws -> String {
      "udp:127.0.0.1:\(try UDPLink(host: "127.0.0.1", port: 0, role: .robot).localPort)"
    }
  }
}
