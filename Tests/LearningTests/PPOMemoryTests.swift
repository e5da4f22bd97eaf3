import Control
import Evaluation
import Foundation
import Learning
import Mathematics
import Networks
import Policies
import Scenarios
import TestSupport
import Testing

/// PPO where the policy does not see all: the velocity of the point mass is hidden from it.
@Suite struct PPOMemoryTests {
  private static func settings(_ memory: MemoryName?, iterations: Int, asymmetric: Bool = false) -> PPOSettings {
    var settings = PPOSettings.quick(iterations: iterations)
    (settings.memory, settings.memorySize, settings.sequenceSteps) = (memory, 16, 8)
    settings.asymmetricCritic = asymmetric
    settings.hidden = [16]
    return settings
  }

  private static func trainer(_ settings: PPOSettings, seed: UInt64 = 1, threads: Int = 2) -> PPOTrainer {
    PPOTrainer(
      environment: PointMass(copies: settings.copies, seed: seed, hidesVelocity: true), settings: settings, seed: seed,
      threads: threads)
  }

  /// What fresh episodes lack, in the mean, of a reward of 1 in each step.
  private static func regret(of network: Network) throws -> Double {
    let outcomes = try Evaluator(threads: 1).run(
      NetworkPolicy(network), on: PointMass(copies: 200, seed: 99, hidesVelocity: true))
    return Double(PointMass.episodeSteps) - outcomes.reduce(0) { $0 + $1.totalReward } / 200
  }

  @Test(
    "a policy that remembers finds the hidden velocity out and regulates, which one without a memory cannot",
    arguments: [(MemoryName.gru, false), (.gru, true), (.lstm, false)])
  func learns(memory: MemoryName, asymmetric: Bool) throws {
    func trained(_ memory: MemoryName?) throws -> Double {
      let trainer = Self.trainer(Self.settings(memory, iterations: 60, asymmetric: asymmetric))
      while !trainer.isFinished { _ = try trainer.step() }
      #expect(trainer.policy.memory?.size == (memory == nil ? nil : 16))
      #expect((trainer.valueFunction.memory == nil) == (memory == nil || asymmetric))
      return try Self.regret(of: trainer.policy)
    }
    let (remembering, forgetting) = (try trained(memory), try trained(nil))
    #expect(remembering < 0.6 * forgetting, "\(remembering) and \(forgetting)")
  }

  @Test("a critic that sees the velocity tells a mass that moves outward from one that comes back")
  func asymmetric() throws {
    let trainer = Self.trainer(Self.settings(.gru, iterations: 30, asymmetric: true))
    while !trainer.isFinished { _ = try trainer.step() }
    #expect(trainer.policy.inputs == 1 && trainer.valueFunction.inputs == 2)
    var critic = NetworkPolicy(trainer.valueFunction)
    func value(_ x: Float, _ v: Float) -> Float {
      var value: [Float] = [0]
      critic.act(on: [x, v], at: 0, into: &value)
      return value[0]
    }
    for x in [1, 1.5] as [Float] {
      #expect(value(x, 1) < value(x, -1) && value(-x, -1) < value(-x, 1))
    }
  }

  @Test("before anything is learned from them, actions are as probable as when they were drawn")
  func ratios() throws {
    var settings = Self.settings(.gru, iterations: 4)
    (settings.epochs, settings.minibatches) = (1, 1)
    let trainer = Self.trainer(settings)
    for _ in 0..<4 {
      // Episodes of 50 steps end within sequences of 8, and memories go on from one rollout to the next.
      #expect(abs(try #require(try trainer.step()["policy/divergence"])) < 1e-7)
    }
  }

  @Test("the same bits for any number of threads", arguments: [(MemoryName.gru, false), (.lstm, true)])
  func threads(memory: MemoryName, asymmetric: Bool) throws {
    func run(threads: Int) throws -> (Network, Network) {
      var settings = Self.settings(memory, iterations: 3, asymmetric: asymmetric)
      (settings.copies, settings.totalSteps) = (300, 300 * 32 * 3)
      let trainer = Self.trainer(settings, threads: threads)
      while !trainer.isFinished { _ = try trainer.step() }
      return (trainer.policy, trainer.valueFunction)
    }
    let (one, three) = (try run(threads: 1), try run(threads: 3))
    #expect(one.0 == three.0 && one.1 == three.1)
  }

  @Test(
    "a run with a memory or an asymmetric critic resumes to the same bits",
    arguments: [(MemoryName?.some(.gru), false), (.lstm, true), (nil, true)])
  func resumes(memory: MemoryName?, asymmetric: Bool) throws {
    let folder = try Repository.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("checkpoint")
    let settings = Self.settings(memory, iterations: 6, asymmetric: asymmetric)
    let straight = Self.trainer(settings)
    for _ in 0..<3 { _ = try straight.step() }
    try straight.save(to: file)
    let resumed = Self.trainer(settings, threads: 1)
    try resumed.resume(from: file)
    for trainer in [straight, resumed] { while !trainer.isFinished { _ = try trainer.step() } }
    #expect(straight.policy == resumed.policy && straight.valueFunction == resumed.valueFunction)
  }

  @Test("a start from a run with an asymmetric critic takes its σ and its scale, and no critic")
  func start() throws {
    let folder = try Repository.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("checkpoint")
    let settings = Self.settings(nil, iterations: 3, asymmetric: true)
    let trainer = Self.trainer(settings)
    while !trainer.isFinished { _ = try trainer.step() }
    try trainer.save(to: file)
    let start = try PPOTrainer.start(
      from: file, policy: trainer.policy, settings: settings, heldIterations: 5, trustRegion: nil)
    #expect(start.value == nil && start.heldIterations == 5 && start.rewardScale != nil)
    #expect(start.logDeviations == trainer.logStandardDeviations)
    let next = PPOTrainer(
      environment: PointMass(copies: 64, seed: 3, hidesVelocity: true), settings: settings, start: start, seed: 3,
      threads: 1)
    #expect(next.policy == trainer.policy && next.valueFunction.inputs == 1)
  }
}
