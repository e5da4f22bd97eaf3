import Foundation
import TestSupport
import Testing

/// Every command of the loop, as people run it: one after the other, since they share two small runs.
@Suite(.serialized, .timeLimit(.minutes(2))) enum EndToEnd {
  /// Below it all of these tests write; removed when they end.
  static let folder: URL = {
    atexit { try? FileManager.default.removeItem(at: EndToEnd.folder) }
    return (try? Repository.temporaryFolder()) ?? FileManager.default.temporaryDirectory
  }()

  static let scenario = Repository.root.appendingPathComponent("scenarios/cartpole-swingup.yaml").path
  static let robot = Repository.root.appendingPathComponent("robots/cartpole").path

  static func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  /// A run of 30 iterations on the training box, far too short to swing up.
  static let trained = Result { try train("trained", steps: 60_000, "--threads", "1") }
  /// Its control arm, shorter still.
  static let nominal = Result { try train("nominal", steps: 6000, "--no-randomization") }

  /// Steps so small that the policy stays close to doing nothing, and the cart on its rail.
  static func trainArguments(_ name: String, steps: Int, _ more: [String]) -> [String] {
    ["train", scenario, "--set", "learner.ppo.total_steps=\(steps)", "--set", "learner.ppo.copies=64"]
      + ["--set", "learner.ppo.learning_rate=0.00003", "--set", "learner.ppo.final_learning_rate=0.00003"]
      + ["--out", path(name)] + more
  }

  /// - Returns: the policy's path.
  private static func train(_ name: String, steps: Int, _ more: String...) throws -> String {
    let (status, text) = try sim2real(trainArguments(name, steps: steps, more))
    try #require(status == 0, "\(text)")
    return path(name + "/policy.onnx")
  }

  static func sim2real(_ arguments: [String]) throws -> (status: Int32, text: String) {
    try Program("sim2real", arguments).finish()
  }

  static func bridge(_ arguments: [String]) throws -> Program {
    try Program("robot-bridge", arguments, runtimeFolder: folder)
  }

  /// A JSON file that a command wrote.
  static func figures(_ path: String) throws -> [String: Any] {
    try #require(JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path))) as? [String: Any])
  }
}
