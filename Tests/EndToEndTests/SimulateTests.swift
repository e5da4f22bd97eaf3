import Control
import Foundation
import Logs
import Mathematics
import Reports
import RobotModels
import TestSupport
import Testing

extension EndToEnd {
  @Suite struct SimulateTests {
    private func simulate(_ arguments: String...) throws -> (status: Int32, text: String) {
      try EndToEnd.sim2real(["simulate"] + arguments)
    }

    private func bytes(_ path: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path)) }

    @Test("the same seed gives the same log to the bit, another seed another one")
    func sameBits() throws {
      let logs = ["a", "b", "c"].map { EndToEnd.path("seed-\($0).mcap") }
      for (log, seed) in zip(logs, ["7", "7", "8"]) {
        let (status, text) = try simulate(EndToEnd.scenario, "--seconds", "2", "--seed", seed, "--record", log)
        #expect(status == 0 && text.contains("Simulated  2.00 s in 100 ticks"), "\(text)")
      }
      #expect(try bytes(logs[0]) == bytes(logs[1]))
      #expect(try bytes(logs[0]) != bytes(logs[2]))
    }

    @Test("a policy acts as in deployment: the audit of its log is identical")
    func policy() throws {
      let (log, json) = (EndToEnd.path("policy.mcap"), EndToEnd.path("policy.json"))
      let (status, text) = try simulate(
        EndToEnd.scenario, "--policy", try EndToEnd.trained.get(), "--seconds", "4", "--record", log, "--json", json)
      #expect(status == 0 && text.contains("Ended      at full length\n"), "\(text)")
      let figures = try EndToEnd.figures(json)
      #expect(figures["ticks"] as? Int == 200 && figures["succeeded"] == nil, "success is a full episode's")
      let joints = try #require(figures["joints"] as? [[String: Any]])
      #expect(joints.map { $0["name"] as? String } == ["slider", "hinge"])
      let replay = try EndToEnd.sim2real(["replay", log, "--draws", "49"])
      #expect(replay.status == 0 && replay.text.contains("Audit      identical"), "\(replay.text)")
    }

    @Test("a script pushes the cart as it says, with the variant's mass, from the rest pose")
    func script() throws {
      let script = EndToEnd.path("push.csv")
      try "time_s,slider.effort_N\n0,2\n0.5,0\n".write(toFile: script, atomically: true, encoding: .utf8)
      func end(_ more: String...) throws -> Double {
        let json = EndToEnd.path("push.json")
        let (status, text) = try EndToEnd.sim2real(
          ["simulate", EndToEnd.robot, "--script", script, "--seconds", "0.5", "--json", json] + more)
        #expect(status == 0 && text.contains("at full length"), "\(text)")
        let joints = try #require(EndToEnd.figures(json)["joints"] as? [[String: Any]])
        #expect(joints[0]["largest_effort"] as? Double == 2)
        return try #require(joints[0]["final_position"] as? Double)
      }
      // 2 N on 1 kg of cart for half a second, less friction and the hanging pole.
      let (light, heavy) = (try end(), try end("--variant", "cart.mass_kg=x3"))
      #expect(light > 0.15 && light < 0.25 && heavy > 0.05 && heavy < 0.6 * light)
    }

    @Test("a termination ends the run and makes the answer no")
    func terminated() throws {
      let script = EndToEnd.path("off.csv")
      try "time_s,slider.effort_N\n0,14\n".write(toFile: script, atomically: true, encoding: .utf8)
      let (status, text) = try simulate(EndToEnd.scenario, "--script", script)
      #expect(status == 1 && text.contains("The run ended before its time: by the "), "\(text)")
      #expect(text.contains("; no success\n"), "\(text)")
    }

    @Test("a simulation that diverges says so, and what led there lies beside the log")
    func diverged() throws {
      let folder = EndToEnd.path("exploded")
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let script = EndToEnd.path("hard.csv")
      try "time_s,slider.effort_N\n0,0\n0.1,1\n".write(toFile: script, atomically: true, encoding: .utf8)
      let (status, text) = try simulate(
        EndToEnd.scenario, "--script", script, "--variant", "slider.strength=100000000", "--record", folder + "/a.mcap")
      #expect(status == 1 && text.contains("the simulation diverged at 0.1"), "\(text)")
      let record = try String(contentsOfFile: folder + "/diverged-1.yaml", encoding: .utf8)
      #expect(record.contains("  slider.strength: 100000000.0\n") && record.contains("scenario: cartpole-swingup\n"))
      #expect(record.contains("  - command.slider.effort_N\n") && record.split(separator: "\n").last!.hasPrefix("  - ["))
    }

    @Test("a free robot's base and feet are where the log's transforms say, and it is asked for what --command says")
    func free() throws {
      let (log, json) = (EndToEnd.path("quadruped.mcap"), EndToEnd.path("quadruped.json"))
      let scenario = Repository.root.appendingPathComponent("scenarios/quadruped-walk.yaml").path
      let (status, text) = try simulate(
        scenario, "--seconds", "2", "--command", "velocity_x_m_per_s=0.6", "--record", log, "--json", json)
      #expect(status == 0 && text.contains("Base       at "), "\(text)")
      let base = try #require(EndToEnd.figures(json)["base"] as? [String: Double])
      // It stands still under no command: its four feet carry it all the time.
      let contacts = try #require(EndToEnd.figures(json)["contacts"] as? [[String: Any]])
      let touching = contacts.compactMap { $0["touching_share"] as? Double }
      #expect(touching.count == 4 && touching.allSatisfy { $0 > 0.9 } && text.contains("\nContact  "), "\(text)")
      let forces = contacts.compactMap { $0["mean_force_n"] as? Double ?? $0["mean_force_N"] as? Double }
      #expect(forces.reduce(0, +) > 15 && forces.reduce(0, +) < 40, "\(contacts)")
      let recorded = try RecordedLog(reading: log)
      let goal = try #require(recorded.header.interface.sensorIndex(named: "goal.velocity_x"))
      #expect(recorded.ticks.allSatisfy { $0.reading.values[goal] == 0.6 })

      let model = try RobotModel(urdf: recorded.header.urdf, file: log)
      let frames = LinkFrames(model, joints: recorded.header.interface.joints.map(\.name))
      let transforms = try RecordedTransforms(reading: log)
      let last = frames.poses(from: transforms.fixed + (try #require(transforms.ticks.last)))
      let root = last[model.rootIndex].position
      #expect(abs(root.z - (try #require(base["z_m"]))) < 0.01 && root.z > 0.1 && root.z < 0.4, "it stands")
      // What hangs together in the model does so in the log, but for what the physics lets joints drift.
      for transform in transforms.ticks.last! {
        guard let joint = model.joints.first(where: { model.links[$0.child].name == transform.child }) else { continue }
        #expect((transform.pose.position - joint.origin.position).length < 1e-3, "\(transform.child)")
      }
    }

    @Test("an object beside the robot is in the log's frames and description, on the page and in the summary")
    func object() throws {
      let (log, json, page) = (EndToEnd.path("hand.mcap"), EndToEnd.path("hand.json"), EndToEnd.path("hand.html"))
      let scenario = Repository.root.appendingPathComponent("scenarios/hand-cube.yaml").path
      let (status, text) = try simulate(scenario, "--seconds", "1", "--record", log, "--json", json)
      #expect(status == 0 && text.contains("cube       at "), "\(text)")
      let objects = try #require(EndToEnd.figures(json)["objects"] as? [String: [String: Double]])
      let height = try #require(objects["cube"]?["z_m"])
      #expect(abs(height - 0.1875) < 1e-3, "on the palm")
      let model = try RobotModel(urdf: try RecordedLog(reading: log).header.urdf, file: log)
      let transforms = try RecordedTransforms(reading: log)
      let poses = LinkFrames(model, joints: []).poses(from: transforms.fixed + (try #require(transforms.ticks.last)))
      #expect(poses.count == model.links.count + 1 && abs(poses[model.links.count].position.z - height) < 1e-4)
      let report = try EndToEnd.sim2real(["report", log, "--out", page])
      #expect(report.status == 0, "\(report.text)")
      #expect(try String(contentsOfFile: page, encoding: .utf8).contains("\"name\":\"cube\""))
    }

    @Test("--live keeps to real time and says where the robot is")
    func live() throws {
      let began = ContinuousClock.now
      let (status, text) = try simulate(EndToEnd.robot, "--seconds", "2.2", "--live")
      let wall = (ContinuousClock.now - began) / .seconds(1)
      #expect(status == 0 && wall > 2.1 && wall < 6)
      #expect(text.count(of: "slider +0.000 m  hinge +3.14") == 3, "\(text)")
    }

    @Test("on a terminal --live draws over what it drew before")
    func terminal() throws {
      let program = Program.url("sim2real").path
      let text = try Repository.runPeer(
        "Tests/Peers/on_terminal.py", [program, "simulate", EndToEnd.robot, "--seconds", "0.6", "--live"])
      #expect(text.count(of: "\u{1B}[3A") >= 3 && text.contains("│") && text.contains("●"), "\(text)")
      #expect(text.contains("Simulated  0.60 s"))
    }

    @Test("Rerun converts a log, draws the robot's shapes and has the transforms of every link, tick by tick")
    func rerun() throws {
      struct Seen: Decodable {
        var transforms: [String: Int]
        var shapes: [String]
      }
      let log = EndToEnd.path("rerun.mcap")
      let (status, text) = try simulate(EndToEnd.scenario, "--seconds", "1", "--record", log)
      #expect(status == 0, "\(text)")
      let output = try Repository.runPeer("Tests/Peers/rerun_transforms.py", [log])
      let seen = try JSONDecoder().decode(Seen.self, from: Data(output.utf8))
      #expect(seen.transforms == ["rail": 50, "cart": 50, "pole": 50] && seen.shapes == ["cart", "pole", "rail"])

      // The URDF that is written for robots of other formats, capsules and missing limits included.
      var header = try RecordedLog(reading: log).header
      var model = try RobotModel(urdf: header.urdf, file: log)
      for i in model.joints.indices { (model.joints[i].velocity, model.joints[i].effort) = (.infinity, .infinity) }
      model.links[1].visuals[0].geometry = .capsule(radius: 0.1, length: 0.2)
      header.urdf = model.urdfText
      let written = EndToEnd.path("written.mcap")
      var writer = try LogWriter(to: written, header: header)
      try writer.append(TickRecord(for: header))
      try writer.finish()
      let drawn = try JSONDecoder().decode(
        Seen.self, from: Data(try Repository.runPeer("Tests/Peers/rerun_transforms.py", [written]).utf8))
      #expect(drawn.shapes == ["cart", "pole", "rail"])
    }
  }

  @Suite struct ReportTests {
    @Test("a run and a log become one page")
    func page() throws {
      let policy = try EndToEnd.trained.get()
      let (log, out) = (EndToEnd.path("shown.mcap"), EndToEnd.path("report.html"))
      _ = try EndToEnd.sim2real(["simulate", EndToEnd.scenario, "--policy", policy, "--seconds", "1", "--record", log])
      let (status, text) = try EndToEnd.sim2real(["report", EndToEnd.path("trained"), log, "--out", out])
      #expect(status == 0 && text.hasPrefix("Wrote \(out), "), "\(text)")
      let html = try String(contentsOfFile: out, encoding: .utf8)
      for fragment in ["\"name\":\"trained\"", "\"name\":\"shown\"", "episode/return", "<dt>Learner</dt><dd>ppo</dd>", "in simulation"] {
        #expect(html.contains(fragment), "\(fragment)")
      }
    }
  }
}

extension String {
  fileprivate func count(of fragment: String) -> Int { components(separatedBy: fragment).count - 1 }
}
