import CMallocCount
import Control
import Foundation
import Learning
import Mathematics
import Networks
import Policies
import Scenarios
import TestSupport
import Testing

@Suite struct ModelBasedTrainerTests {
  static func settings(steps: Int, _ change: (inout MBPOSettings) -> Void = { _ in }) -> MBPOSettings {
    var settings = MBPOSettings()
    settings.totalSteps = steps
    settings.randomSteps = 250
    settings.rolloutsPerStep = 20
    settings.updatesPerStep = 4
    settings.evaluationInterval = 250
    settings.evaluationEpisodes = 20
    settings.actorCritic.sac.batch = 64
    settings.actorCritic.sac.hidden = [32, 32]
    settings.actorCritic.sac.learningRate = 2e-3
    settings.actorCritic.sac.targetRate = 0.02
    settings.actorCritic.sac.discount = 0.95
    settings.model.members = 3
    settings.model.elites = 2
    settings.model.hidden = [32, 32]
    settings.model.batch = 64
    settings.model.learnsReward = true
    settings.rolloutLength = .schedule(.init(from: 1, to: 3, start: 500, end: 750))
    change(&settings)
    return settings
  }

  static func trainer(_ settings: MBPOSettings, copies: Int = 1, seed: UInt64 = 1, threads: Int = 1) -> ModelBasedTrainer {
    let environment = PointMass(copies: copies, seed: seed)
    let interface = environment.interface
    return ModelBasedTrainer(
      environment: environment, evaluation: PointMass(copies: settings.evaluationEpisodes, seed: 77),
      task: ModelTask(
        observation: environment.layout, decoder: ActionDecoder(for: interface), limits: SafetyLimits(for: interface),
        rewards: [], terminations: [Termination(name: "left", sensor: 0, lower: -4, upper: 4)]),
      state: StateLayout(interface: interface, observation: environment.layout, settings: settings.model),
      settings: settings, seed: seed, threads: threads)
  }

  @Test("it learns to bring the mass home from 750 steps, where SAC alone needs thousands")
  func learns() throws {
    let trainer = Self.trainer(Self.settings(steps: 1500))
    var returns: [Double] = []
    while !trainer.isFinished {
      let progress = try trainer.step()
      if let value = progress.evaluation?.meanReturn { returns.append(value) }
    }
    // 50 is what nothing can exceed; the first evaluation is of the untrained policy.
    #expect(returns.count == 6)
    #expect(returns.suffix(3).max()! > 45 && returns.suffix(3).max()! > returns[0] + 2.5, "\(returns)")
  }

  @Test("a checkpoint and what follows have the bits of a run without, on another number of threads")
  func resumes() throws {
    let folder = try Repository.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("checkpoint")
    let settings = Self.settings(steps: 2000) {
      $0.model.dropout = 0.1
      $0.rolloutLength = .automatic
    }
    let straight = Self.trainer(settings, copies: 2)
    while !straight.isFinished { _ = try straight.step() }
    let first = Self.trainer(settings, copies: 2, threads: 2)
    for _ in 0..<2 { _ = try first.step() }
    try first.save(to: file)
    let second = Self.trainer(settings, copies: 2, threads: 2)
    try second.resume(from: file)
    #expect(second.steps == 1000)
    var last = TrainingProgress()
    while !second.isFinished { last = try second.step() }
    #expect(second.policy == straight.policy && second.policy != first.policy)
    #expect(last["model/rollout_length"] != nil && last["model/error_1_step"] != nil)
    #expect(throws: TrainingError.self) { try Self.trainer(settings, copies: 2, seed: 2).resume(from: file) }
  }

  @Test("with PPO on the model's rollouts it learns from 1,000 steps, where PPO alone needs tens of thousands")
  func proximal() throws {
    let folder = try Repository.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("checkpoint")
    let settings = Self.settings(steps: 1500) {
      $0 = MBPOSettings()
      ($0.policyOptimizer, $0.totalSteps, $0.randomSteps) = (.ppo, 1500, 250)
      ($0.evaluationInterval, $0.evaluationEpisodes) = (250, 20)
      $0.rolloutLength = .schedule(.init(from: 8, to: 8, start: 0, end: 1))
      $0.ppo.iterations = 12
      ($0.ppo.ppo.hidden, $0.ppo.ppo.discount) = ([32, 32], 0.95)
      ($0.model.members, $0.model.elites, $0.model.hidden, $0.model.batch) = (3, 2, [32, 32], 64)
    }
    let straight = Self.trainer(settings)
    var returns: [Double] = []
    var last = TrainingProgress()
    while !straight.isFinished {
      last = try straight.step()
      if let value = last.evaluation?.meanReturn { returns.append(value) }
    }
    #expect(returns.suffix(3).max()! > 45 && returns.suffix(3).max()! > returns[0] + 2.5, "\(returns)")
    #expect(last["loss/value"] != nil && last["policy/clip_fraction"] != nil)

    let first = Self.trainer(settings, threads: 2)
    for _ in 0..<3 { _ = try first.step() }
    try first.save(to: file)
    let second = Self.trainer(settings, threads: 2)
    try second.resume(from: file)
    while !second.isFinished { _ = try second.step() }
    #expect(second.policy == straight.policy && second.policy != first.policy)
  }

  @Test("the rollouts' length follows the schedule, and the buffer holds what the retention says")
  func schedule() throws {
    let trainer = Self.trainer(
      Self.settings(steps: 1000) {
        $0.rolloutRetention = 500
        $0.updatesPerStep = 1
      })
    var (lengths, rows): ([Double?], [Double?]) = ([], [])
    while !trainer.isFinished {
      let progress = try trainer.step()
      lengths.append(progress["model/rollout_length"])
      rows.append(progress["buffer/model"])
      #expect(progress["buffer/environment"] == Double(progress.steps))
    }
    #expect(lengths == [nil, 1, 1, 3])
    // 20 rollouts a step: of one step each over 250 steps, twice, then of three; some terminate sooner.
    #expect(rows[0] == 0 && rows[1] == 5000 && rows[2] == 10_000)
    #expect(rows[3]! > 20_000 && rows[3]! <= 25_000)
  }
}
