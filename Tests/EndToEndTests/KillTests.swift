import Foundation
import Logs
import Mathematics
import Policies
import TestSupport
import Testing

extension EndToEnd {
  /// Trainings that are killed and go on; disks that are full or not to be written to.
  @Suite struct KillTests {
    private static let sac = ["--set", "learner={sac: {total_steps: 4000, random_steps: 300, hidden: [16], batch: 32, evaluation_episodes: 2}}"]

    @Test("kill -9 at whatever moment, and --resume goes on to the same bits and the same curves", arguments: ["ppo", "sac"])
    func killed(learner: String) throws {
      func arguments(_ name: String) -> [String] {
        learner == "ppo" ? EndToEnd.trainArguments(name, steps: 60_000, ["--threads", "2"])
          : ["train", EndToEnd.scenario, "--out", EndToEnd.path(name)] + Self.sac
      }
      let (straight, broken) = ("straight-" + learner, "killed-" + learner)
      let start = Date.now
      let whole = try EndToEnd.sim2real(arguments(straight))
      try #require(whole.status == 0, "\(whole.text)")
      let wholeSeconds = -start.timeIntervalSinceNow

      var draws = RandomStream(seed: 7).split(learner)
      // A part of the whole, so that a fast machine is not through after a kill or two.
      var (kills, resumptions, longest) = (0, 0, max(0.1, 0.2 * wholeSeconds))
      while kills < 40 {
        let begun = FileManager.default.fileExists(atPath: EndToEnd.path(broken))
        let training = try Program(
          "sim2real", arguments(broken) + ["--checkpoint-seconds", "0"] + (begun ? ["--resume"] : []))
        // Longer from time to time, however slow the machine.
        longest *= 1.1
        usleep(UInt32(draws.uniform(in: 0.02...longest) * 1e6))
        training.send(SIGKILL)
        let (status, text) = training.finish()
        if text.contains("Resuming after") { resumptions += 1 }
        if status == 0 { break }
        #expect(status == SIGKILL, "\(text)")
        kills += 1
      }
      if kills == 40 { #expect(try EndToEnd.sim2real(arguments(broken) + ["--resume"]).status == 0) }
      #expect(kills > 2 && resumptions > 1)

      #expect(
        try PolicyFile(reading: EndToEnd.path(broken + "/policy.onnx")).identity
          == PolicyFile(reading: EndToEnd.path(straight + "/policy.onnx")).identity)
      #expect(try files(in: broken) == files(in: straight))
      var curves = try [straight, broken].map { try TensorBoardScalars(folder: EndToEnd.path($0)).series }
      for i in curves.indices { curves[i] = curves[i].filter { !$0.key.hasPrefix("time/") } }
      #expect(curves[0] == curves[1])
      for key in ["policy_sha256", "mean_return", "success_rate", "steps"] {
        let values = try [straight, broken].map { try EndToEnd.figures(EndToEnd.path($0 + "/training.json"))[key] }
        #expect("\(String(describing: values[0]))" == "\(String(describing: values[1]))")
      }
    }

    /// Those of a run folder but the event files, of which each resumption begins one.
    private func files(in run: String) throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: EndToEnd.path(run)).filter { !$0.hasPrefix("events.") }.sorted()
    }

    /// A run that was stopped behind its first checkpoint.
    private func stopped(_ folder: String) throws -> [String] {
      var arguments = EndToEnd.trainArguments("", steps: 60_000, [])
      arguments[try #require(arguments.firstIndex(of: "--out")) + 1] = folder
      let training = try Program("sim2real", arguments)
      try training.wait(for: " steps/s")
      training.send(SIGINT)
      #expect(training.finish().status == 1)
      return arguments + ["--resume", "--checkpoint-seconds", "0"]
    }

    /// What goes wrong is one sentence, the checkpoint stays, and the training goes on from it to the same bits.
    private func checkRefusal(
      _ folder: String, _ arguments: [String], saying fragment: String, _ run: () throws -> (status: Int32, text: String),
      mending mend: () throws -> Void
    ) throws {
      let checkpoint = URL(fileURLWithPath: folder + "/checkpoint")
      let before = try Data(contentsOf: checkpoint)
      let (status, text) = try run()
      #expect(status == 2, "\(text)")
      let said = text.split(separator: "\n").filter { !$0.hasPrefix("Resuming after") && !$0.contains(" steps/s") }
      #expect(said.count == 1 && said[0].contains(fragment) && said[0].hasSuffix("."), "\(text)")
      #expect(try Data(contentsOf: checkpoint) == before)
      #expect(try !FileManager.default.contentsOfDirectory(atPath: folder).contains { $0.hasSuffix(".tmp") })
      try mend()
      #expect(try EndToEnd.sim2real(arguments).status == 0)
      #expect(try PolicyFile(reading: folder + "/policy.onnx").identity == PolicyFile(reading: EndToEnd.trained.get()).identity)
    }

    @Test("a checkpoint that finds no room ends the training with one sentence and stays as it was")
    func noRoom() throws {
      let folder = EndToEnd.path("no-room")
      let arguments = try stopped(folder)
      try checkRefusal(folder, arguments, saying: "/checkpoint: the checkpoint cannot be written: File too large") {
        // 48 KiB: enough for all but the checkpoint.
        let limited = ["-c", "ulimit -f 48; exec \"$@\"", "bash", Program.url("sim2real").path] + arguments
        return try Program("/bin/bash", limited).finish()
      } mending: {}
    }

    private static let mayMount = {
      guard let folder = try? Repository.temporaryFolder() else { return false }
      defer { try? FileManager.default.removeItem(at: folder) }
      guard (try? mount(["-t", "tmpfs", "none", folder.path])) == true else { return false }
      return (try? Program("/bin/umount", [folder.path]).finish().status) == 0
    }()

    private static func mount(_ arguments: [String]) throws -> Bool { try Program("/bin/mount", arguments).finish().status == 0 }

    @Test(
      "a full disk and one that may only be read end the training with one sentence",
      .enabled(if: mayMount, "no disk may be mounted here"),
      arguments: [
        ("full", "cannot be written (No space left on device): free space there"),
        ("nearly full", "/checkpoint: the checkpoint cannot be written: No space left on device"),
        ("read-only", "cannot be written to (Read-only file system): name a folder"),
      ])
    func disk(how: String, says: String) throws {
      let disk = try Repository.temporaryFolder()
      try #require(try Self.mount(["-t", "tmpfs", "-o", "size=8m", "none", disk.path]))
      defer {
        _ = try? Program("/bin/umount", ["-l", disk.path]).finish()
        try? FileManager.default.removeItem(at: disk)
      }
      let (folder, filler) = (disk.path + "/run", disk.appendingPathComponent("filler"))
      let arguments = try stopped(folder)
      switch how {
      case "read-only": #expect(try Self.mount(["-o", "remount,ro", disk.path]))
      default:
        let fill = "head -c 8m /dev/zero > \(filler.path) 2>/dev/null; truncate -s -\(how == "full" ? 0 : 64)k \(filler.path)"
        _ = try Program("/bin/bash", ["-c", fill]).finish()
      }
      try checkRefusal(folder, arguments, saying: says) { try EndToEnd.sim2real(arguments) } mending: {
        if how == "read-only" {
          #expect(try Self.mount(["-o", "remount,rw", disk.path]))
        } else {
          try FileManager.default.removeItem(at: filler)
        }
      }
    }

    @Test("two trainings do not write to one folder")
    func claimed() throws {
      let arguments = EndToEnd.trainArguments("claimed", steps: 60_000_000, [])
      let first = try Program("sim2real", arguments)
      try first.wait(for: " steps/s")
      let (status, text) = try EndToEnd.sim2real(arguments)
      #expect(status == 2 && text.contains("another training writes there"), "\(text)")
      first.send(SIGKILL)
      _ = first.finish()
    }
  }
}
