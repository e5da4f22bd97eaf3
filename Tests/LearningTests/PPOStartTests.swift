import Foundation
import Learning
import Networks
import Policies
import Scenarios
import TestSupport
import Testing

@Suite struct PPOStartTests {
  private static let folder = try! Repository.temporaryFolder()

  /// A trained run: its policy and its checkpoint.
  private static let origin: (policy: Network, value: Network, checkpoint: URL) = {
    let trainer = PPOTrainer.quick(iterations: 20)
    while !trainer.isFinished { _ = try! trainer.step() }
    let checkpoint = folder.appendingPathComponent("origin")
    try! trainer.save(to: checkpoint)
    return (trainer.policy, trainer.valueFunction, checkpoint)
  }()

  private func start(trustRegion: Float?) throws -> PPOStart {
    try PPOTrainer.start(
      from: Self.origin.checkpoint, policy: Self.origin.policy, settings: .quick(iterations: 20),
      trustRegion: trustRegion)
  }

  /// Goes on from the start on masses that begin on one side, with steps large enough to leave any small region.
  private func refine(_ start: PPOStart, iterations: Int = 10, seed: UInt64 = 5) -> PPOTrainer {
    var settings = PPOSettings.quick(iterations: iterations)
    settings.learningRate = 1e-2
    return PPOTrainer(
      environment: PointMass(copies: 64, seed: seed, initialPositions: 1.5...2), settings: settings, start: start,
      seed: seed, threads: 1)
  }

  @Test("a run begins with the other run's policy, critic and normaliser, to the bit")
  func beginsThere() throws {
    let trainer = refine(try start(trustRegion: nil))
    #expect(trainer.policy == Self.origin.policy)
    #expect(trainer.valueFunction == Self.origin.value)
    _ = try trainer.step()
    #expect(trainer.policy.mean == Self.origin.policy.mean && trainer.policy.layers != Self.origin.policy.layers)
  }

  @Test("a trust region keeps the divergence from the start near its limit, where training without one goes far beyond")
  func staysNear() throws {
    let limit: Float = 0.02
    func divergence(_ trustRegion: Float) throws -> [Double] {
      let trainer = refine(try start(trustRegion: trustRegion), iterations: 20)
      var found: [Double] = []
      while !trainer.isFinished { found.append(try #require(try trainer.step()["policy/divergence_from_start"])) }
      return found
    }
    let (near, far) = (try divergence(limit), try divergence(1e6))
    #expect(near.suffix(10).reduce(0, +) / 10 < 3 * Double(limit))
    #expect(far.suffix(10).reduce(0, +) / 10 > 10 * Double(limit))
  }

  @Test("while the policy is held only the critic learns")
  func holds() throws {
    let begun = try start(trustRegion: nil)
    let held = PPOStart(policy: begun.policy, logDeviations: begun.logDeviations, heldIterations: 2)
    let trainer = refine(held)
    for iteration in 1...3 {
      let value = trainer.valueFunction
      _ = try trainer.step()
      #expect((trainer.policy == Self.origin.policy) == (iteration <= 2))
      #expect(trainer.valueFunction != value)
    }
  }

  @Test("a run with a trust region resumes to the same bits")
  func resumes() throws {
    let file = Self.folder.appendingPathComponent("refined")
    let begun = try start(trustRegion: 0.02)
    let straight = refine(begun)
    for _ in 0..<3 { _ = try straight.step() }
    try straight.save(to: file)
    let resumed = refine(begun)
    try resumed.resume(from: file)
    for trainer in [straight, resumed] { while !trainer.isFinished { _ = try trainer.step() } }
    #expect(straight.policy == resumed.policy && straight.valueFunction == resumed.valueFunction)
  }

  @Test("a checkpoint of another policy is refused")
  func refuses() throws {
    var policy = Self.origin.policy
    policy.layers[0].biases[0] += 1
    #expect(throws: TrainingError.self) {
      try PPOTrainer.start(
        from: Self.origin.checkpoint, policy: policy, settings: .quick(iterations: 20), trustRegion: nil)
    }
  }
}
