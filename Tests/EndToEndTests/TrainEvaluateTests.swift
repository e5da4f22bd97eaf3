import Evaluation
import Foundation
import Policies
import TestSupport
import Testing

extension EndToEnd {
  @Suite struct TrainEvaluateTests {
    @Test("a training that was interrupted and resumed on other threads gives the same policy")
    func resume() throws {
      let arguments = EndToEnd.trainArguments("resumed", steps: 60_000, ["--threads", "2"])
      let first = try Program("sim2real", arguments)
      try first.wait(for: " steps/s")
      first.send(SIGINT)
      let (status, text) = first.finish()
      #expect(status == 1 && text.contains("of 30 iterations; go on with --resume."), "\(text)")
      #expect(!FileManager.default.fileExists(atPath: EndToEnd.path("resumed/policy.onnx")))

      let second = try EndToEnd.sim2real(arguments + ["--resume"])
      #expect(second.status == 0 && second.text.contains("Resuming after"), "\(second.text)")
      let resumed = try PolicyFile(reading: EndToEnd.path("resumed/policy.onnx"))
      #expect(try resumed.identity == PolicyFile(reading: EndToEnd.trained.get()).identity)
      #expect(try EndToEnd.figures(EndToEnd.path("resumed/training.json"))["policy_sha256"] as? String == resumed.identity)
    }

    @Test("evaluate certifies the policy and compares it with its control arm")
    func evaluate() throws {
      let policy = try EndToEnd.trained.get()
      let identity = try PolicyFile(reading: policy).identity
      let (status, text) = try EndToEnd.sim2real([
        "evaluate", EndToEnd.path("trained"), "--control", try EndToEnd.nominal.get(), "--episodes", "20", "--json",
        EndToEnd.path("evaluation.json"),
      ])
      #expect(status == 0 && text.contains("Certified \(policy)."), "\(text)")
      let sets = try #require(EndToEnd.figures(EndToEnd.path("evaluation.json"))["sets"] as? [[String: Any]])
      #expect(sets.map { $0["name"] as? String } == ["interpolation", "extrapolation"])

      let file = try PolicyFile(reading: policy)
      #expect(file.identity == identity)
      let certificate = try #require(file.validCertificate())
      #expect(certificate.sets.map(\.name) == ["interpolation", "extrapolation"])
      #expect(certificate.sets.allSatisfy { $0.variants == 20 && $0.episodes == 1 && $0.successGain != nil })
      #expect(certificate.trainingSeed == 1 && certificate.scenario == "cartpole-swingup")
    }

    @Test("a reader that goes away does not cut an evaluation short")
    func closedPipe() throws {
      let json = EndToEnd.path("unheard.json")
      let arguments = ["evaluate", try EndToEnd.trained.get(), "--variants", "training", "--episodes", "10", "--json", json]
      #expect(try Program("sim2real", arguments, isHeard: false).finish().status == 0)
      #expect(try EndToEnd.figures(json)["sets"] != nil)
    }
  }
}
