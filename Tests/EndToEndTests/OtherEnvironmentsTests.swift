import Control
import Foundation
import Policies
import TestSupport
import Testing

extension EndToEnd {
  /// Training in environments other than the simulator.
  @Suite struct OtherEnvironmentsTests {
    private static let gymnasium = Repository.root.appendingPathComponent("scenarios/gymnasium/inverted-pendulum.yaml").path
    private static let small = [
      "--set", "learner={sac: {total_steps: 4000, random_steps: 300, hidden: [16], batch: 32, evaluation_episodes: 2}}",
    ]

    @Test("a Gymnasium environment is trained in, resumed to the same bits, and evaluated")
    func gymnasium() throws {
      let whole = try EndToEnd.sim2real(["train", Self.gymnasium, "--out", EndToEnd.path("gym")] + Self.small)
      #expect(whole.status == 0, "\(whole.text)")
      #expect(!whole.text.contains("success"), "nothing says what success is")
      let policy = try PolicyFile(reading: EndToEnd.path("gym/policy.onnx"))
      #expect(policy.interface.robot == "InvertedPendulum-v5" && policy.decoder.scale == [3])

      let interrupted = try Program("sim2real", ["train", Self.gymnasium, "--out", EndToEnd.path("gym-resumed")] + Self.small)
      try interrupted.wait(for: " steps/s")
      interrupted.send(SIGINT)
      let first = interrupted.finish()
      #expect(first.status == 1 && first.text.contains("of 16 iterations; go on with --resume."), "\(first.text)")
      let second = try EndToEnd.sim2real(
        ["train", Self.gymnasium, "--out", EndToEnd.path("gym-resumed"), "--resume"] + Self.small)
      #expect(second.status == 0, "\(second.text)")
      #expect(try PolicyFile(reading: EndToEnd.path("gym-resumed/policy.onnx")).identity == policy.identity)

      let json = EndToEnd.path("gym.json")
      let (status, text) = try EndToEnd.sim2real(
        ["evaluate", EndToEnd.path("gym"), "--episodes", "10", "--json", json])
      #expect(status == 0 && text.contains("gymnasium:InvertedPendulum-v5"), "\(text)")
      let figures = try EndToEnd.figures(json)
      #expect(figures["episodes"] as? Int == 10 && (figures["mean_return"] as? [String: Double])?["lower"] != nil)
    }

    @Test("a robot in lockstep is trained on, and given back")
    func robot() throws {
      let emulator = try Program(
        "sim2real", ["emulate", EndToEnd.robot, "--link", "udp:127.0.0.1:14653", "--lockstep"])
      try emulator.wait(for: "Emulating")
      let (status, text) = try EndToEnd.sim2real(
        ["train", EndToEnd.scenario, "--robot", EndToEnd.robot, "--link", "udp:127.0.0.1:14653", "--lockstep", "--out"]
          + [EndToEnd.path("robot"), "--set", "training_episode_s=2"] + Self.small)
      #expect(status == 0, "\(text)")
      #expect(try PolicyFile(reading: EndToEnd.path("robot/policy.onnx")).interface.robot == "cartpole")
      emulator.send(SIGINT)
      #expect(emulator.finish().status == 0)
    }

    @Test("a helper that is killed ends the training with one sentence")
    func killed() throws {
      let arguments = ["train", Self.gymnasium, "--out", EndToEnd.path("gym-killed")]
        + ["--set", "learner={sac: {total_steps: 100000, hidden: [16], batch: 32, evaluation_episodes: 2}}"]
      let training = try Program("sim2real", arguments)
      try training.wait(for: " steps/s")
      let helpers = try Repository.runPeer("Tests/Peers/kill_helpers.py", ["\(training.processIdentifier)"])
      #expect(helpers.contains("killed"))
      let (status, text) = training.finish()
      #expect(status == 2 && text.contains("The Gymnasium helper was killed by signal 9: "), "\(text)")
      #expect(text.hasSuffix("--resume.\n"), "\(text)")
    }
  }
}
