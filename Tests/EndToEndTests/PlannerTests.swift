import Control
import Foundation
import Policies
import TestSupport
import Testing

extension EndToEnd {
  @Suite struct PlannerTests {
    private static let quick =
      "horizon: 2, samples: 4, elites: 2, iterations: 1, total_steps: 100, random_steps: 50, retrain_interval: 50, "
      + "evaluation_interval: 50, evaluation_episodes: 1"

    private static func arguments(_ name: String, _ planner: String) -> [String] {
      [
        "train", EndToEnd.scenario, "--set", "learner={planner: {\(planner)}}", "--set", "episode_s=1", "--set",
        "training_episode_s=1", "--set", "success.last_s=0.5", "--threads", "1", "--out", EndToEnd.path(name),
      ]
    }

    @Test("a planner that learns its model is a policy file: it resumes, is evaluated, and is planned around")
    func learned() throws {
      let planner = "planner: mppi, \(Self.quick), model: {members: 2, elites: 1, hidden: [8], maximum_epochs: 3}"
      let (status, text) = try EndToEnd.sim2real(Self.arguments("planner", planner))
      #expect(status == 0 && text.contains("intervals hold"), "\(text)")
      let file = try PolicyFile(reading: EndToEnd.path("planner/policy.onnx"))
      #expect(file.planner?.settings.method == .mppi && file.model?.members.count == 2)
      #expect(file.layout.terms.count == 4 && file.layout.commands >= 2)
      #expect(try EndToEnd.figures(EndToEnd.path("planner/model-report.json"))["coverage"] != nil)
      let evaluation = try EndToEnd.sim2real(["evaluate", EndToEnd.path("planner"), "--episodes", "10"])
      #expect(evaluation.status == 0 && evaluation.text.contains("Certified"), "\(evaluation.text)")

      let guided = Self.arguments("guided", planner) + ["--from", try EndToEnd.trained.get()]
      #expect(try EndToEnd.sim2real(guided).status == 0)
      #expect(try PolicyFile(reading: EndToEnd.path("guided/policy.onnx")).planner?.guide?.policy != nil)
      let nested = Self.arguments("nested", planner) + ["--from", EndToEnd.path("planner")]
      let refused = try EndToEnd.sim2real(nested)
      #expect(refused.status == 2 && refused.text.contains("is a planner itself"), "\(refused.text)")
    }

    @Test("a planner on the simulator learns nothing and is evaluated")
    func simulator() throws {
      let planner = "planner: cem, \(Self.quick), model: simulator, physics_step_s: 0.01"
      let (status, text) = try EndToEnd.sim2real(Self.arguments("simulator", planner))
      #expect(status == 0 && text.contains("learned nothing"), "\(text)")
      let file = try PolicyFile(reading: EndToEnd.path("simulator/policy.onnx"))
      #expect(file.needsModelOfSimulator && file.model == nil)
      let evaluation = try EndToEnd.sim2real(["evaluate", EndToEnd.path("simulator"), "--episodes", "10"])
      #expect(evaluation.status == 0 && evaluation.text.contains("Certified"), "\(evaluation.text)")
    }

    @Test(
      "what cannot be is refused with one sentence",
      arguments: [
        ("planner: cmm", "the planner \"cmm\" is unknown"), ("model: simulated", "\"simulated\" is unknown"),
        ("samples: 5, elites: 6", "6 elites cannot be chosen of 5 samples"), ("horizon: 0", "horizon"),
        ("time_budget_s: -1", "time_budget_s"), ("model: {members: 2, elites: 3}", "3 elites cannot be chosen"),
        ("physics_step_s: 0.5, model: simulator", "longer than the control period"),
      ])
    func refused(planner: String, sentence: String) throws {
      let (status, text) = try EndToEnd.sim2real(Self.arguments("refused", planner))
      #expect(status == 2 && text.contains(sentence) && text.split(separator: "\n").count == 1, "\(text)")
      #expect(!FileManager.default.fileExists(atPath: EndToEnd.path("refused")))
    }
  }
}

extension PolicyFile {
  fileprivate var needsModelOfSimulator: Bool { planner?.settings.model == .simulator }
}
