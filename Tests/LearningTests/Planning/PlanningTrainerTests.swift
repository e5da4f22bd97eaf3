import Control
import Foundation
import Learning
import Mathematics
import Planning
import Policies
import Scenarios
import TestSupport
import Testing

@Suite struct PlanningTrainerTests {
  private static func settings(steps: Int, _ change: (inout PlannerSettings) -> Void = { _ in }) -> PlannerSettings {
    var settings = PlannerSettings()
    settings.totalSteps = steps
    settings.randomSteps = 100
    settings.retrainInterval = 100
    settings.evaluationInterval = 100
    settings.evaluationEpisodes = 4
    settings.plan.horizon = 12
    settings.plan.samples = 64
    settings.plan.iterations = 5
    settings.plan.elites = 8
    settings.plan.colour = 0
    settings.plan.particles = 2
    settings.plan.discount = 0.95
    settings.ensemble.members = 3
    settings.ensemble.elites = 2
    settings.ensemble.hidden = [32, 32]
    // 80 steps are learned from at first: small batches and much patience, or the networks end where they began.
    settings.ensemble.batch = 16
    settings.ensemble.learningRate = 0.002
    settings.ensemble.patience = 40
    settings.ensemble.learnsReward = true
    change(&settings)
    return settings
  }

  private static func trainer(
    _ settings: PlannerSettings, copies: Int = 1, guide: PlanningGuide? = nil, threads: Int = 1
  ) -> PlanningTrainer {
    let environment = PointMass(copies: copies, seed: 1)
    let interface = environment.interface
    return PlanningTrainer(
      environment: environment, evaluation: PointMass(copies: settings.evaluationEpisodes, seed: 77),
      task: ModelTask(
        observation: environment.layout, decoder: ActionDecoder(for: interface), limits: SafetyLimits(for: interface),
        rewards: [], terminations: [Termination(name: "left", sensor: 0, lower: -4, upper: 4)]),
      state: StateLayout(interface: interface, observation: environment.layout, settings: settings.ensemble),
      settings: settings, guide: guide, seed: 1, threads: threads)
  }

  @Test("it brings the mass home with a model learned from 300 steps", arguments: [PlanningSettings.Method.cem, .mppi])
  func learns(method: PlanningSettings.Method) throws {
    let trainer = Self.trainer(Self.settings(steps: 300) { $0.plan.method = method })
    #expect(trainer.learnedModel == nil && trainer.iterations == 3)
    var last = TrainingProgress()
    while !trainer.isFinished { last = try trainer.step() }
    // 50 is what nothing can exceed; doing nothing earns 33 on average.
    #expect(try #require(last.evaluation?.meanReturn) > 45, "\(String(describing: last.evaluation))")
    let model = try #require(trainer.learnedModel)
    #expect(model.members.count == 3 && model.coding.learnsReward)
    let report = try #require(trainer.modelReport)
    let json = try #require(
      JSONSerialization.jsonObject(with: Data(report.json(for: PointMass(copies: 1, seed: 1).interface).utf8))
        as? [String: Any])
    #expect((json["open_loop"] as? [Any])?.isEmpty == false && (json["coverage"] as? [Any])?.count == 4)
  }

  @Test("a checkpoint and what follows have the bits of a run without, on another number of threads")
  func resumes() throws {
    let folder = try Repository.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("checkpoint")
    let settings = Self.settings(steps: 500) { $0.ensemble.maximumEpochs = 4 }
    let straight = Self.trainer(settings, copies: 2)
    while !straight.isFinished { _ = try straight.step() }
    let first = Self.trainer(settings, copies: 2, threads: 2)
    for _ in 0..<3 { _ = try first.step() }
    try first.save(to: file)
    let second = Self.trainer(settings, copies: 2, threads: 2)
    try second.resume(from: file)
    #expect(second.steps == 300)
    while !second.isFinished { _ = try second.step() }
    #expect(second.learnedModel == straight.learnedModel && second.learnedModel != first.learnedModel)
    var bytes = try Data(contentsOf: file)
    bytes.removeLast(9)
    try bytes.write(to: file)
    #expect(throws: TrainingError.self) { try second.resume(from: file) }
  }
}
