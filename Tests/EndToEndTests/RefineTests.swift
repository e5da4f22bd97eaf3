import Foundation
import Logs
import Policies
import TestSupport
import Testing
import Wire

extension EndToEnd {
  @Suite struct RefineTests {
    private static func run() throws -> String {
      URL(fileURLWithPath: try EndToEnd.trained.get()).deletingLastPathComponent().path
    }

    /// Small enough to end in seconds: one iteration of PPO.
    private static let small = ["--steps", "10240", "--threads", "2"]

    @Test("a log that explored is audited, and a policy is refined on it")
    func onLog() throws {
      let link = try freeLink()
      let robot = try emulate(link)
      let log = EndToEnd.path("explored.mcap")
      // The small policy lets the cart drift: after 5 to 7 s the supervisor would stop it at the rail's end, whatever the
      // noise (2026-11-24: σ 0.05 to 0.2).
      let deploy = try EndToEnd.bridge(
        ["deploy", try EndToEnd.trained.get(), "--robot", EndToEnd.robot, "--link", link, "--lockstep", "--seconds", "4",
          "--explore", "0.2", "--seed", "5", "--record", log]
      ).finish()
      #expect(deploy.status == 0, "\(deploy.text)")
      try end(robot)
      let replay = try EndToEnd.sim2real(["replay", log, "--draws", "49"])
      #expect(replay.status == 0 && replay.text.contains("Audit      identical"), "\(replay.text)")

      let out = EndToEnd.path("on-log")
      let arguments = ["refine", try Self.run(), "--log", log, "--out", out] + Self.small
      let (status, text) = try EndToEnd.sim2real(arguments)
      #expect(status == 0 && text.contains("Refined \(out)/policy.onnx."), "\(text)")
      let report = try EndToEnd.figures(out + "/refine.json")
      #expect((report["data"] as? [String: Any])?["steps"] as? Int == 199)
      let openLoop = try #require((report["model"] as? [String: Any])?["open_loop"] as? [[String: Any]])
      #expect(openLoop.map { $0["steps"] as? Int } == [1, 5, 10, 25])
      #expect((report["inside"] as? [String: Any])?["success_gain"] != nil && report["plant"] == nil)
      let file = try PolicyFile(reading: out + "/policy.onnx")
      #expect((report["policy"] as? [String: Any])?["sha256"] as? String == file.identity)
      // What it wrote is a run that can be judged.
      #expect(try EndToEnd.sim2real(["evaluate", out, "--variants", "interpolation", "--episodes", "10"]).status == 0)

      let again = try EndToEnd.sim2real(arguments)
      #expect(again.status == 2 && again.text.contains("holds a refinement already"), "\(again.text)")
      let other = try EndToEnd.sim2real(arguments + ["--resume", "--trust-region", "0.5"])
      #expect(other.status == 2 && other.text.contains("--trust-region was 0.25 and is 0.5"), "\(other.text)")
    }

    @Test("a refinement on a robot goes on after a kill with what the robot has done")
    func onRobot() throws {
      let link = try freeLink()
      let robot = try emulate(link)
      let out = EndToEnd.path("on-robot")
      let arguments =
        ["refine", try Self.run(), "--robot", EndToEnd.robot, "--link", link, "--lockstep", "--seconds", "12"]
        + ["--episodes", "2", "--out", out] + Self.small
      let first = try Program("sim2real", arguments)
      try first.wait(for: "Learning a model")
      first.send(SIGKILL)
      _ = first.finish()
      let data = try Data(contentsOf: URL(fileURLWithPath: out + "/data"))

      let second = try EndToEnd.sim2real(arguments + ["--resume"])
      #expect(second.status == 0 && !second.text.contains("was driven"), "\(second.text)")
      #expect(try Data(contentsOf: URL(fileURLWithPath: out + "/data")) == data)
      try end(robot)
      let report = try EndToEnd.figures(out + "/refine.json")
      #expect((report["data"] as? [String: Any])?["steps"] as? Int == 600)
      #expect((report["plant_before"] as? [Any])?.count == 2 && (report["plant_after"] as? [Any])?.count == 2)
      #expect((report["plant"] as? [String: Any])?["success_gain"] != nil)
      #expect((report["plant_after_interventions"] as? [String: Int])?["stopped"] == 0)
    }

    private func emulate(_ link: String) throws -> Program {
      let robot = try Program("sim2real", ["emulate", EndToEnd.robot, "--link", link, "--lockstep"])
      try robot.wait(for: "Emulating cartpole")
      return robot
    }

    private func end(_ robot: Program) throws {
      robot.send(SIGTERM)
      #expect(robot.finish().status == 0)
    }

    private func freeLink() throws -> String {
      "udp:127.0.0.1:\(try UDPLink(host: "127.0.0.1", port: 0, role: .robot).localPort)"
    }
  }
}
