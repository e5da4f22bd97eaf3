import CommandLineSupport
import Foundation
import TestSupport
import Testing

extension EndToEnd {
  @Suite struct RefusalTests {
    /// A command line that must be refused; POLICY, SCENARIO and ROBOT stand for good ones.
    struct Refusal: CustomTestStringConvertible, Sendable {
      let program: String
      let arguments: String
      let fragment: String
      var testDescription: String { "\(program) \(arguments)" }

      init(_ program: String, _ arguments: String, says fragment: String) {
        (self.program, self.arguments, self.fragment) = (program, arguments, fragment)
      }
    }

    static let refusals = [
      Refusal("sim2real", "train SCENARIO --set learner.ppo.copis=64 --out out", says: "copis"),
      Refusal("sim2real", "train SCENARIO --variants elsewhere --out out", says: "interpolation"),
      Refusal("sim2real", "train SCENARIO --seeds 5..1 --out out", says: "--seeds"),
      Refusal("sim2real", "train SCENARIO --seeds 1,1 --out out", says: "--seeds"),
      Refusal("sim2real", "train SCENARIO --seeds 1..3 --seed 2 --out out", says: "contradict"),
      Refusal("sim2real", "train SCENARIO --without cart.mas_kg --out out", says: "the nearest is cart.mass_kg"),
      Refusal("sim2real", "train SCENARIO --without cart.mass_kg --no-randomization --out out", says: "contradict"),
      Refusal("sim2real", "ablate nothing.yaml --out out", says: "nothing.yaml"),
      Refusal("sim2real", "ablate SCENARIO --leave-out *.mas --out out", says: "--leave-out *.mas"),
      Refusal("sim2real", "ablate SCENARIO --variants elsewhere --out out", says: "interpolation"),
      Refusal("sim2real", "ablate SCENARIO --seeds one --out out", says: "--seeds"),
      Refusal("sim2real", "train nothing.yaml --out out", says: "nothing.yaml"),
      Refusal("sim2real", "train SCENARIO --environment gymnasium:Hoper-v5 --out out", says: "nearest is gymnasium:Hopper-v5"),
      Refusal("sim2real", "train SCENARIO --environment Hopper-v5 --out out", says: "write gymnasium:ID"),
      Refusal("sim2real", "train SCENARIO --link udp:127.0.0.1:9 --out out", says: "name it with --robot"),
      Refusal("sim2real", "train SCENARIO --robot ROBOT --link udp:127.0.0.1:9 --out out", says: "copies=1"),
      Refusal("sim2real", "train SCENARIO --robot nowhere --out out", says: "nowhere"),
      Refusal(
        "sim2real", "train SCENARIO --set learner=sac --robot ROBOT --link udp:127.0.0.1:9 --out out",
        says: "No robot answers on the link"),
      Refusal("sim2real", "evaluate nothing.onnx --json out.json", says: "nothing.onnx"),
      Refusal("sim2real", "evaluate POLICY --episodes 5 --json out.json", says: "--episodes 5"),
      Refusal("sim2real", "evaluate POLICY --episodes 10 --map mass,friction", says: "cart.mass_kg, pole.mass_kg are meant by it"),
      Refusal("sim2real", "evaluate POLICY --episodes 10 --map cart.mass,cart.mass_kg", says: "name two parameters"),
      Refusal("sim2real", "evaluate POLICY --episodes 10 --map cart.mass,colour", says: "no such parameter"),
      Refusal("sim2real", "evaluate POLICY --episodes 10 --map cart.mass=-1:2,slider.strength", says: "must be"),
      Refusal("sim2real", "evaluate POLICY --episodes 10 --map cart.mass,gravity_m_per_s2", says: "gravity_m_per_s2=LOW:HIGH"),
      Refusal("sim2real", "evaluate POLICY --map cart.mass", says: "--map"),
      Refusal("sim2real", "emulate ROBOT --variant cart.mas_kg=x2 --link udp:127.0.0.1:9", says: "cart.mas_kg"),
      Refusal("sim2real", "emulate ROBOT --link tcp:here:1", says: "tcp"),
      Refusal("sim2real", "replay SCENARIO --json out.json", says: "cartpole-swingup.yaml"),
      Refusal("sim2real", "refine RUN --out out", says: "--log"),
      Refusal("sim2real", "refine RUN --log nothing.mcap --out out", says: "nothing.mcap"),
      Refusal("sim2real", "refine RUN --log nothing.mcap --lockstep --out out", says: "--lockstep"),
      Refusal("sim2real", "refine nowhere --log nothing.mcap --out out", says: "nowhere"),
      Refusal("sim2real", "refine RUN --robot nowhere --out out", says: "nowhere"),
      Refusal("sim2real", "refine RUN --robot ROBOT --resume --out out", says: "--resume"),
      Refusal("sim2real", "refine RUN --robot ROBOT --explore 2 --out out", says: "--explore 2"),
      Refusal("sim2real", "simulate nothing.yaml --record out.mcap", says: "nothing.yaml"),
      Refusal("sim2real", "simulate SCENARIO --script nothing.csv --record out.mcap", says: "nothing.csv"),
      Refusal("sim2real", "simulate SCENARIO --policy POLICY --script x.csv --record out.mcap", says: "contradict"),
      Refusal("sim2real", "simulate SCENARIO --seconds 0 --record out.mcap", says: "positive number"),
      Refusal("sim2real", "simulate ROBOT --variant cart.mas_kg=x2 --record out.mcap", says: "cart.mas_kg"),
      Refusal("sim2real", "simulate ROBOT --command speed_m_per_s=1 --record out.mcap", says: "--command: speed_m_per_s"),
      Refusal("sim2real", "simulate ROBOT --record nowhere/out.mcap", says: "nowhere/out.mcap"),
      Refusal("sim2real", "report nothing.mcap --out out.html", says: "nothing.mcap"),
      Refusal("sim2real", "report SCENARIO --out out.html", says: "is not an MCAP file"),
      Refusal("sim2real", "report ROBOT --out out.html", says: "holds no scenario.yaml"),
      Refusal("sim2real", "check nowhere --json out.json", says: "nowhere"),
      Refusal("sim2real", "check POLICY --json out.json", says: "sim2real evaluate"),
      Refusal("sim2real", "check ROBOT --starter out", says: "--starter"),
      Refusal("sim2real", "check SCENARIO --floating", says: "--floating"),
      Refusal("sim2real", "recover SCENARIO --out out.mcap", says: "cartpole-swingup.yaml"),
      Refusal("robot-bridge", "check POLICY --robot nowhere", says: "nowhere"),
      Refusal("robot-bridge", "deploy POLICY --robot ROBOT --limit-scale 2 --record out.mcap", says: "--limit-scale 2"),
      Refusal("robot-bridge", "deploy SCENARIO --robot ROBOT --record out.mcap", says: "cartpole-swingup.yaml"),
      Refusal("robot-bridge", "monitor --link udp:127.0.0.1", says: "udp:127.0.0.1"),
      Refusal("robot-bridge", "stop --link tcp:here:1", says: "tcp"),
    ]

    @Test("bad input ends with 2 and one sentence, and writes nothing", arguments: refusals)
    func refusal(_ refusal: Refusal) throws {
      let folder = try Repository.temporaryFolder()
      defer { try? FileManager.default.removeItem(at: folder) }
      let policy = try EndToEnd.trained.get()
      let good = [
        "POLICY": policy, "RUN": URL(fileURLWithPath: policy).deletingLastPathComponent().path,
        "SCENARIO": EndToEnd.scenario, "ROBOT": EndToEnd.robot,
      ]
      let arguments = refusal.arguments.split(separator: " ").map { good[String($0)] ?? String($0) }
      let (status, text) = try Program(refusal.program, arguments, in: folder, runtimeFolder: EndToEnd.folder).finish()
      #expect(status == 2 && text.contains(refusal.fragment), "\(text)")
      #expect(text.hasSuffix(".\n") && text.count { $0 == "\n" } == 1, "\(text)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
    }

    @Test("both programs know their version", arguments: ["sim2real", "robot-bridge"])
    func version(program: String) throws {
      let (status, text) = try Program(program, ["--version"]).finish()
      #expect(status == 0 && text == Version.text + "\n")
    }
  }
}
