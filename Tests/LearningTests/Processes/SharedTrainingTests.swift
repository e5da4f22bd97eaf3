import Control
import Foundation
import Learning
import Mathematics
import Policies
import Processes
import Scenarios
import TestSupport
import Testing

/// PPO in several processes, which threads stand in for.
@Suite struct SharedTrainingTests {
  private struct Trained: Sendable {
    let policy: Network
    let value: Network
    let progress: TrainingProgress
    let steps: Int
  }

  /// 300 copies: their parts are uneven, and one process cuts them into several shards.
  private static func settings(iterations: Int, preemption: Float? = nil) -> PPOSettings {
    var settings = PPOSettings.quick(iterations: 1)
    settings.copies = 300
    settings.totalSteps = 300 * 32 * iterations
    settings.preemption = preemption
    return settings
  }

  private static func trainer(
    _ settings: PPOSettings, in processes: any Communicator, slowing delay: UInt32 = 0, breaking step: Int = .max
  ) -> PPOTrainer {
    let part = processes.part(of: settings.copies)
    let environment = PointMass(
      copies: part.count, firstCopy: part.lowerBound, seed: 1, hidesVelocity: settings.asymmetricCritic)
    (environment.delay, environment.breaksFromStep) = (delay, step)
    return PPOTrainer(environment: environment, settings: settings, seed: 1, threads: 1, processes: processes)
  }

  private static func finish(_ trainer: PPOTrainer) throws -> Trained {
    var progress = TrainingProgress()
    while !trainer.isFinished { progress = try trainer.step() }
    return Trained(policy: trainer.policy, value: trainer.valueFunction, progress: progress, steps: trainer.steps)
  }

  private static func train(_ processes: Int, _ settings: PPOSettings) throws -> [Trained] {
    try ThreadGroup.run(processes) { try finish(trainer(settings, in: $0)) }.map { try $0.get() }
  }

  /// The largest difference of two networks' parameters, relative to the largest parameter of their layer.
  private func difference(_ a: Network, _ b: Network) -> Float {
    zip(a.layers, b.layers).flatMap { first, second in
      [(first.weights, second.weights), (first.biases, second.biases)].map { a, b in
        zip(a, b).map { abs($0 - $1) }.max()! / max(1e-3, a.map(abs).max()!)
      }
    }.max()!
  }

  enum Kind: String, CaseIterable { case plain, memory, asymmetricCritic, adaptiveRate }

  private static func settings(_ kind: Kind) -> PPOSettings {
    var settings = settings(iterations: 4)
    switch kind {
    case .plain: break
    case .memory: (settings.memory, settings.memorySize, settings.sequenceSteps) = (.gru, 16, 8)
    case .asymmetricCritic: settings.asymmetricCritic = true
    case .adaptiveRate:
      (settings.learningRateSchedule, settings.advantageNormalization) = (.adaptive, .minibatch)
    }
    return settings
  }

  // After 4 iterations of 20 steps 2 and 3 processes differed from one by 3e-7 … 2.4e-6, and with the adaptive rate, which
  // grows to ten times the others', by up to 1.6e-5 (2026-11-30).
  @Test("any number of processes learns the same from the same copies, to rounding", arguments: Kind.allCases)
  func same(kind: Kind) throws {
    let alone = try Self.train(1, Self.settings(kind))[0]
    for processes in [2, 3] {
      let shared = try Self.train(processes, Self.settings(kind))
      for other in shared.dropFirst() { #expect(other.policy == shared[0].policy && other.value == shared[0].value) }
      let limit: Float = kind == .adaptiveRate ? 1e-4 : 1e-5
      #expect(difference(shared[0].policy, alone.policy) < limit)
      #expect(difference(shared[0].value, alone.value) < limit)
      #expect(shared[0].policy != alone.policy, "sums are taken in another order")
      let (one, many) = (alone.progress, shared[0].progress)
      #expect(one.steps == many.steps && one.totalSteps == many.totalSteps)
      #expect(one.successRate == many.successRate && one.meanLength == many.meanLength)
      let pairs = zip([one.meanReturn ?? 0] + one.figures.map(\.value), [many.meanReturn ?? 0] + many.figures.map(\.value))
      for (a, b) in pairs { #expect(abs(a - b) < 1e-4 * max(0.1, abs(a))) }
    }
  }

  @Test(
    "a checkpoint of all processes goes on to the same bits, and only with as many",
    arguments: [Kind.plain, .memory, .asymmetricCritic])
  func resume(kind: Kind) throws {
    let folder = try Repository.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("checkpoint")
    let straight = try Self.train(2, Self.settings(kind))[0]
    let interrupted = ThreadGroup.run(2) { processes in
      let trainer = Self.trainer(Self.settings(kind), in: processes)
      for _ in 0..<2 { _ = try trainer.step() }
      try trainer.save(to: file)
    }
    for result in interrupted { try result.get() }
    let resumed = try ThreadGroup.run(2) { processes in
      let trainer = Self.trainer(Self.settings(kind), in: processes)
      try trainer.resume(from: file)
      return try Self.finish(trainer)
    }.map { try $0.get() }
    #expect(resumed.allSatisfy { $0.policy == straight.policy && $0.value == straight.value })
    #expect(resumed[0].progress.meanReturn == straight.progress.meanReturn)

    let three = ThreadGroup.run(3) { try Self.trainer(Self.settings(kind), in: $0).resume(from: file) }
    for result in three {
      #expect { try result.get() } throws: { "\($0)".contains("in 2 processes") && "\($0)".contains("in 3 processes") }
    }
  }

  @Test("what one process fails with, all fail with")
  func failure() throws {
    let results = ThreadGroup.run(3) { processes in
      try Self.finish(
        Self.trainer(Self.settings(iterations: 3), in: processes, breaking: processes.rank == 1 ? 40 : .max))
    }
    for (rank, result) in results.enumerated() {
      #expect { _ = try result.get() } throws: {
        "\($0)" == (rank == 1 ? "the mass is gone" : "Process 1: the mass is gone")
      }
    }
  }

  @Test("a checkpoint that cannot be written ends all")
  func unwritable() throws {
    let results = ThreadGroup.run(2) { processes in
      let trainer = Self.trainer(Self.settings(iterations: 3), in: processes)
      _ = try trainer.step()
      try trainer.save(to: URL(fileURLWithPath: "/nowhere/at/all/checkpoint"))
      _ = try trainer.step()
    }
    for result in results { #expect { try result.get() } throws: { "\($0)".contains("cannot be written") } }
  }

  @Test("a straggler leaves the rest of its rollout when most others are through, and all still agree")
  func preemption() throws {
    let results = try ThreadGroup.run(3) { processes in
      try Self.finish(
        Self.trainer(Self.settings(iterations: 2, preemption: 0.5), in: processes, slowing: processes.rank == 2 ? 20_000 : 0))
    }.map { try $0.get() }
    for other in results { #expect(other.policy == results[0].policy && other.steps == results[0].steps) }
    // The others take far less than a quarter of the 0.64 s that it would need.
    #expect(results[0].steps < 2 * 300 * 32 - 100 * 32 && results[0].steps >= 2 * (200 * 32 + 100 * 8))
    #expect(results[0].progress.steps == results[0].steps)
  }
}
