import Evaluation
import Foundation
import Policies
import TestSupport
import Testing

extension EndToEnd {
  @Suite struct SeedsAndAblationTests {
    private static let short = ["--threads", "2"]

    private func identity(_ name: String) throws -> String {
      try PolicyFile(reading: EndToEnd.path(name + "/policy.onnx")).identity
    }

    @Test("several seeds are trained, resumed after kill -9, evaluated, certified and drawn")
    func seeds() throws {
      let arguments = EndToEnd.trainArguments("seeds", steps: 20_000, ["--seeds", "1..2,5"] + Self.short)
      let killed = try Program("sim2real", arguments)
      try killed.wait(for: "Seed 2, 2 of 3:")
      killed.send(SIGKILL)
      _ = killed.finish()
      let refused = try EndToEnd.sim2real(arguments)
      #expect(refused.status == 2 && refused.text.contains("seed-1: holds a run already: go on with --resume"), "\(refused.text)")
      let resumed = try EndToEnd.sim2real(arguments + ["--resume"])
      #expect(resumed.status == 0 && resumed.text.contains("Seed 1: finished already."), "\(resumed.text)")
      #expect(resumed.text.contains("Return at the end of training, over seeds"), "\(resumed.text)")
      let summary = try EndToEnd.figures(EndToEnd.path("seeds/seeds.json"))
      #expect((summary["seeds"] as? [[String: Any]])?.map { $0["seed"] as? Int } == [1, 2, 5])
      let alone = try EndToEnd.sim2real(EndToEnd.trainArguments("alone", steps: 20_000, ["--seed", "2"]))
      #expect(alone.status == 0, "\(alone.text)")
      #expect(try identity("alone") == identity("seeds/seed-2"))
      let other = try EndToEnd.sim2real(EndToEnd.trainArguments("seeds", steps: 6000, ["--seeds", "1..2", "--resume"]))
      #expect(other.status == 2 && other.text.contains("of another scenario or other settings"), "\(other.text)")

      let (status, text) = try EndToEnd.sim2real([
        "evaluate", EndToEnd.path("seeds"), "--control", try EndToEnd.nominal.get(), "--episodes", "20", "--map",
        "cart.mass,slider.strength=0.5:1.5", "--map-cells", "3", "--map-episodes", "2", "--json", EndToEnd.path("seeds.json"),
      ])
      #expect(status == 0 && text.contains("Certified the 3 policies of"), "\(text)")
      #expect(text.contains("3 policies in cartpole-swingup") && text.contains("Interpolation (RR)"), "\(text)")
      #expect(text.contains("Success, %, over cart.mass_kg (across) and slider.strength (up), 6 episodes a cell"), "\(text)")
      let report = try EvaluationReport(json: String(contentsOfFile: EndToEnd.path("seeds.json"), encoding: .utf8))
      #expect(report.seeds?.map(\.seed) == [1, 2, 5] && report.boxes != nil && report.maps?[0].success.count == 3)
      #expect(report.sets.allSatisfy { $0.policy.seeds?.count == 3 && $0.probabilityOfImprovement != nil })
      let certificate = try #require(PolicyFile(reading: EndToEnd.path("seeds/seed-5/policy.onnx")).validCertificate())
      #expect(certificate.trainingSeed == 5 && certificate.seeds?.count == 3 && certificate.boxes != nil)
      #expect(certificate.scenarioSha256 == (try PolicyFile(reading: EndToEnd.path("seeds/seed-5/policy.onnx")).provenance.scenarioHash))

      let page = EndToEnd.path("seeds.html")
      let drawn = try EndToEnd.sim2real(["report", EndToEnd.path("seeds"), "--seconds", "1", "--out", page])
      #expect(drawn.status == 0, "\(drawn.text)")
      let html = try String(contentsOfFile: page, encoding: .utf8)
      for title in [
        "Success over cart.mass_kg and slider.strength", "Boxes after Packer et al. 2018", "Performance profile, extrapolation",
        "What the worst tenth of interpolation has in common", "<h2>Seeds</h2>",
      ] {
        #expect(html.contains(title), "\(title)")
      }
      guard let chromium = Chromium.url else { return }
      let seen = try Repository.runPeer("Tests/Peers/browse_pictures.py", [chromium.path, page, EndToEnd.folder.path])
      #expect(seen.contains("\"clipped\": [], \"overlapping\": []") && seen.contains("\"problems\": []"), "\(seen)")
    }

    @Test("an ablation trains without each, resumes after kill -9, and tells what each was worth")
    func ablation() throws {
      let arguments = [
        "ablate", EndToEnd.scenario, "--set", "learner.ppo.total_steps=6000", "--set", "learner.ppo.copies=64", "--seeds", "1..2",
        "--leave-out", "*.mass_kg", "--leave-out", "action_delay_s", "--episodes", "20", "--out", EndToEnd.path("ablation"),
      ]
      let killed = try Program("sim2real", arguments)
      try killed.wait(for: "Without *.mass_kg:")
      killed.send(SIGKILL)
      _ = killed.finish()
      let refused = try EndToEnd.sim2real(arguments)
      #expect(refused.status == 2 && refused.text.contains("go on with --resume"), "\(refused.text)")
      let (status, text) = try EndToEnd.sim2real(arguments + ["--resume"])
      #expect(status == 0 && text.contains("Seed 1: finished already."), "\(text)")
      #expect(text.contains("Which randomization mattered in cartpole-swingup, seeds 1, 2"), "\(text)")
      let report = try AblationReport(json: String(contentsOfFile: EndToEnd.path("ablation/ablation.json"), encoding: .utf8))
      #expect(report.sets.map(\.name) == ["interpolation", "extrapolation"])
      let arms = Set(report.sets[0].arms.map(\.parameters))
      #expect(arms == [["cart.mass_kg", "pole.mass_kg"], ["action_delay_s"]])

      let trained = try EndToEnd.sim2real([
        "train", EndToEnd.scenario, "--set", "learner.ppo.total_steps=6000", "--set", "learner.ppo.copies=64", "--seed", "2",
        "--without", "action_delay_s", "--out", EndToEnd.path("without"),
      ])
      #expect(trained.status == 0, "\(trained.text)")
      #expect(try identity("without") == identity("ablation/without-action_delay_s/seed-2"))
      #expect(try identity("without") != identity("ablation/complete/seed-2"))

      let page = EndToEnd.path("ablation.html")
      #expect(try EndToEnd.sim2real(["report", EndToEnd.path("ablation"), "--out", page]).status == 0)
      #expect(try String(contentsOfFile: page, encoding: .utf8).contains("Which randomization mattered, extrapolation"))
    }
  }
}
