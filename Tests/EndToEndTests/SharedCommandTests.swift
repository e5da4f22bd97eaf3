import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// Started by mpirun; this build has no MPI, `tools/benchmarks/run processes` measures one that has.
  @Suite struct SharedCommandTests {
    @Test("several processes of a build without MPI are refused, each, before anything is written", arguments: ["train", "evaluate"])
    func withoutMPI(command: String) throws {
      let folder = try Repository.temporaryFolder()
      defer { try? FileManager.default.removeItem(at: folder) }
      let subject = command == "train" ? EndToEnd.scenario : try EndToEnd.trained.get()
      for size in ["OMPI_COMM_WORLD_SIZE", "PMI_SIZE"] {
        let started = try Program(
          "/usr/bin/env", ["\(size)=3", Program.url("sim2real").path, command, subject], in: folder)
        let (status, text) = started.finish()
        #expect(status == 2 && text.hasPrefix("mpirun: 3 processes would each do the same work"), "\(text)")
        #expect(text.contains("--traits MPI") && text.count { $0 == "\n" } == 1)
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
    }

    @Test("one process of mpirun works alone")
    func alone() throws {
      let policy = try EndToEnd.trained.get()
      let arguments = ["OMPI_COMM_WORLD_SIZE=1", Program.url("sim2real").path, "evaluate", policy, "--variants", "training"]
      let (status, text) = try Program("/usr/bin/env", arguments + ["--episodes", "10"]).finish()
      #expect(status == 0, "\(text)")
    }
  }
}
