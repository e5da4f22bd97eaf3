import Foundation
import Learning
import Scenarios
import TestSupport
import Testing

@Suite struct CheckpointTests {
  @Test(
    "three iterations, a checkpoint and three more give the bits of six, on another number of threads",
    arguments: LearningRateSchedule.allCases)
  func resume(schedule: LearningRateSchedule) throws {
    func trainer(threads: Int) -> PPOTrainer {
      var settings = PPOSettings.quick(iterations: 6)
      settings.learningRateSchedule = schedule
      return PPOTrainer(environment: PointMass(copies: 64, seed: 1), settings: settings, seed: 1, threads: threads)
    }

    let folder = try Repository.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("checkpoint")

    let straight = trainer(threads: 1)
    var last = TrainingProgress()
    while !straight.isFinished { last = try straight.step() }

    let first = trainer(threads: 2)
    for _ in 0..<3 { _ = try first.step() }
    try first.save(to: file)
    // The run goes on after a save as if there had been none.
    while !first.isFinished { _ = try first.step() }

    let second = trainer(threads: 2)
    try second.resume(from: file)
    #expect(second.iteration == 3)
    var resumed = TrainingProgress()
    while !second.isFinished { resumed = try second.step() }

    for other in [first, second] {
      #expect(other.policy == straight.policy && other.valueFunction == straight.valueFunction)
      #expect(other.logStandardDeviations == straight.logStandardDeviations)
    }
    #expect(resumed.meanReturn == last.meanReturn && resumed["loss/policy"] == last["loss/policy"])
    #expect(resumed.successRate == last.successRate && resumed["optimizer/learning_rate"] == last["optimizer/learning_rate"])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["checkpoint"])
  }

  @Test("a checkpoint of another run is refused with the difference")
  func otherRun() throws {
    let folder = try Repository.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("checkpoint")
    try PPOTrainer.quick(iterations: 6).save(to: file)

    var settings = PPOSettings.quick(iterations: 6)
    settings.clip = 0.3
    let changed = PPOTrainer(environment: PointMass(copies: 64, seed: 1), settings: settings, seed: 1, threads: 1)
    let error = #expect(throws: TrainingError.self) { try changed.resume(from: file) }
    #expect(error == .otherRun(file: file.path, difference: "its clip: 0.2 is not clip: 0.3"))
    #expect(throws: TrainingError.otherRun(file: file.path, difference: "its seed: 1 is not seed: 2")) {
      try PPOTrainer.quick(iterations: 6, seed: 2).resume(from: file)
    }
    let other = PPOTrainer(
      environment: PointMass(copies: 64, seed: 1), settings: .quick(iterations: 6), seed: 1, threads: 1, identity: "b")
    #expect(throws: TrainingError.self) { try other.resume(from: file) }
  }

  @Test("a broken checkpoint is refused", arguments: [
    ("missing", "does not exist"), ("empty", "not a checkpoint"), ("text", "not a checkpoint"),
    ("short", "cut off"), ("flipped", "checksum"), ("version", "its version is 9"),
  ])
  func broken(how: String, says: String) throws {
    let folder = try Repository.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("checkpoint")
    let trainer = PPOTrainer.quick(iterations: 6)
    if how != "missing" {
      try trainer.save(to: file)
      var data = try Data(contentsOf: file)
      switch how {
      case "empty": data = Data()
      case "text": data = Data(String(repeating: "seed: 1\n", count: 100).utf8)
      case "short": data.removeLast()
      case "flipped": data[data.count / 2] ^= 1
      default: data[8] = 9
      }
      try data.write(to: file)
    }
    let before = trainer.policy
    let error = #expect(throws: TrainingError.self) { try trainer.resume(from: file) }
    #expect(error?.description.contains(says) == true)
    #expect(error?.description.hasPrefix(file.path) == true)
    #expect(trainer.policy == before)
  }

  @Test("a folder that does not exist is said")
  func unwritable() {
    let file = URL(fileURLWithPath: "/nowhere/at/all/checkpoint")
    let error = #expect(throws: TrainingError.self) { try PPOTrainer.quick(iterations: 6).save(to: file) }
    guard case .unwritableCheckpoint? = error else {
      Issue.record("not the error wanted: \(String(describing: error))")
      return
    }
  }
}
