import Foundation
import TestSupport
import Testing

/// The Python package on this build's library, by scripts on the peers' interpreter.
@Suite struct PackageTests {
  private func run(_ script: String, _ arguments: String...) throws -> String {
    let library = Program.url("libSim2RealABI.so").path
    return try Repository.runPeer("Tests/Peers/gymnasium_package/\(script)", [library] + arguments)
  }

  @Test("Gymnasium's check_env passes without a warning for every scenario")
  func checked() throws { #expect(try run("check.py").hasSuffix("fine\n")) }

  @Test("the vector environment is the single one, N times, without copies of arrays")
  func vector() throws { #expect(try run("vector.py").hasSuffix("fine\n")) }

  @Test("what cannot be is one sentence, and the process lives on")
  func refusals() throws { #expect(try run("refusals.py").hasSuffix("fine\n")) }

  @Test("installed by pip, it finds its checkout from any folder")
  func installed() throws {
    let folder = try Repository.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(try run("installed.py", folder.path).hasSuffix("fine\n"))
  }

  private static let hasStableBaselines =
    (try? Repository.runPeer("Tests/Peers/gymnasium_package/has_stable_baselines3.py")) != nil

  @Test(
    "stable-baselines3 learns to balance the pole", .enabled(
      if: hasStableBaselines, "stable-baselines3 is not installed: tools/setup --benchmark-peers"),
    .timeLimit(.minutes(10)), arguments: ["ppo", "sac"])
  func training(algorithm: String) throws { #expect(try run("training.py", algorithm).hasSuffix("fine\n")) }
}
