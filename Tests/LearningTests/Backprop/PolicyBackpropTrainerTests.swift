import Control
import Foundation
import Learning
import Mathematics
import Scenarios
import TestSupport
import Testing

@Suite struct PolicyBackpropTrainerTests {
  /// What ``PointMass`` pays, as a scenario would say it.
  private static func task(_ environment: PointMass) -> ModelTask {
    ModelTask(
      observation: environment.layout, decoder: ActionDecoder(for: environment.interface),
      limits: SafetyLimits(for: environment.interface),
      rewards: [
        RewardTerm(name: "alive", weight: 1, kind: .one),
        RewardTerm(name: "place", weight: -1, kind: .square(input: 0, scale: 2)),
        RewardTerm(name: "speed", weight: -1, kind: .square(input: 1, scale: Float(40).squareRoot())),
        RewardTerm(name: "effort", weight: -1, kind: .square(input: 2, scale: 10)),
      ], terminations: [Termination(name: "off", sensor: 0, lower: -4, upper: 4)])
  }

  private static func settings(_ change: (inout PolicyBackpropSettings) -> Void = { _ in }) -> PolicyBackpropSettings {
    var settings = PolicyBackpropSettings()
    settings.rounds = 3
    settings.randomSteps = 300
    settings.roundSteps = 150
    settings.hidden = [16]
    settings.updates = 100
    settings.rollouts = 32
    settings.window = .steps(20)
    settings.longestWindow = 20
    settings.starts = .visited
    settings.learningRate = 1e-2
    settings.finalLearningRate = 1e-3
    settings.model.members = 2
    settings.model.elites = 2
    settings.model.hidden = [16]
    settings.model.batch = 32
    settings.model.maximumEpochs = 60
    settings.gradientHealthInterval = 0
    settings.evaluationInterval = 50
    change(&settings)
    return settings
  }

  private static func trainer(
    _ settings: PolicyBackpropSettings, seed: UInt64 = 1, threads: Int = 1, environment: PointMass? = nil
  ) -> PolicyBackpropTrainer {
    let environment = environment ?? PointMass(copies: settings.copies, seed: seed)
    return PolicyBackpropTrainer(
      environment: environment, evaluation: PointMass(copies: settings.evaluationEpisodes, seed: 77),
      task: task(environment), state: StateLayout(sensors: 2, actuators: 1, commands: 0), settings: settings,
      seed: seed, threads: threads)
  }

  private static func learn(_ trainer: PolicyBackpropTrainer) throws -> TrainingProgress {
    var last = TrainingProgress()
    while !trainer.isFinished { last = try trainer.step() }
    return last
  }

  @Test("it brings the mass home within a minute: whole windows, a stochastic policy, a critic, restarts",
        arguments: [
          settings(), settings { $0.policy = .stochastic },
          settings {
            $0.critic.enabled = true
            $0.window = .steps(5)
            $0.discount = 0.95
            $0.critic.epochs = 4
          },
          settings { $0.restarts = 1 },
        ])
  func learns(settings: PolicyBackpropSettings) throws {
    let trainer = Self.trainer(settings)
    let last = try Self.learn(trainer)
    // 600 steps of 0.1 s; 50 is what no episode can exceed, and doing nothing from ±2 m comes to about 33.
    #expect(trainer.steps == 600)
    let reached = try #require(last["evaluation/return"])
    #expect(reached > 46, "\(reached)")
  }

  @Test("the simple algorithm looks at the environment once, and its window may be the episode")
  func simple() throws {
    let environment = PointMass(copies: 1, seed: 1)
    let trainer = Self.trainer(
      Self.settings {
        $0.iterated = false
        $0.window = .episode
        $0.longestWindow = 50
      }, environment: environment)
    let last = try Self.learn(trainer)
    #expect(environment.stepsTaken == 300 && trainer.steps == 300 && trainer.iteration == 3)
    // Random pushes from within ±2 m do not always stay on the line for 50 steps, but some do.
    #expect(last["backprop/window"] == 50)
    #expect(try #require(last["evaluation/return"]) > 45)
  }

  @Test("it ends when the evaluation's success is what was asked for")
  func target() throws {
    let trainer = Self.trainer(Self.settings {
      $0.rounds = 10
      $0.targetSuccess = 0.5
    })
    let last = try Self.learn(trainer)
    #expect(trainer.iteration < 10 && trainer.isFinished)
    #expect(try #require(last["evaluation/success"]) >= 0.5)
  }

  @Test("a checkpoint and what follows have the bits of a run without, on another number of threads")
  func resumes() throws {
    let folder = try Repository.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("checkpoint")
    let settings = Self.settings {
      $0.copies = 2
      $0.policy = .stochastic
      $0.critic.enabled = true
      $0.window = .automatic
      $0.gradientHealthInterval = 1
      $0.updates = 20
      $0.rollouts = 48
      $0.longestWindow = 8
      $0.model.maximumEpochs = 10
    }
    let straight = Self.trainer(settings)
    _ = try Self.learn(straight)
    let first = Self.trainer(settings, threads: 2)
    for _ in 0..<2 { _ = try first.step() }
    try first.save(to: file)
    let second = Self.trainer(settings, threads: 2)
    try second.resume(from: file)
    #expect(second.steps == first.steps && second.gradientHealth == first.gradientHealth)
    _ = try Self.learn(second)
    #expect(second.policy == straight.policy && second.policy != first.policy)
    #expect(second.gradientHealth == straight.gradientHealth && straight.gradientHealth != nil)
    #expect(throws: TrainingError.self) { try Self.trainer(settings, seed: 2).resume(from: file) }
  }

  @Test("the run folder gets the gradient's health as figures, as words and as a picture")
  func documents() throws {
    let trainer = Self.trainer(Self.settings {
      $0.rounds = 1
      $0.updates = 5
      $0.gradientHealthInterval = 1
    })
    #expect(trainer.documents().isEmpty)
    let progress = try trainer.step()
    let health = try #require(trainer.gradientHealth)
    #expect(health.windows.map(\.steps) == [1, 2, 4, 8, 16, 20] && health.scoreDeviation.map { abs($0 - 0.1) < 1e-6 } == true)
    #expect(progress["gradient/recommended_window"] == Double(health.window))
    let documents = trainer.documents()
    #expect(documents.map(\.name) == ["gradient-health.json", "gradient-health.txt", "gradient-health.svg"])
    #expect(GradientHealth(json: documents[0].text) == health)
    #expect(documents[1].text.contains("Recommended window: \(health.window) steps"))
    #expect(documents[2].text.hasPrefix("<svg") && trainer.summary == health.verdicts.last)
    // A point mass neither forgets nor explodes, and the model's derivative beats the score function's.
    let longest = try #require(health.windows.last)
    #expect(longest.growth > 0.3 && longest.growth < 10, "\(longest.growth)")
    #expect(longest.signalToNoise > 2 * longest.scoreSignalToNoise, "\(longest)")
  }
}
