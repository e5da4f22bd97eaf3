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

@Suite struct DoubleHorizonTests {
  private static func settings(steps: Int, _ change: (inout MBPOSettings) -> Void = { _ in }) -> MBPOSettings {
    ModelBasedTrainerTests.settings(steps: steps) {
      $0.policyOptimizer = .differentiable
      $0.firstUpdates = 250
      $0.updatesPerStep = 2
      $0.rolloutInterval = 25
      $0.rolloutsPerStep = 8
      $0.rolloutRetention = 250
      $0.rolloutLength = .schedule(.init(from: 10, to: 10, start: 0, end: 0))
      $0.actorCritic.sac.activation = .silu
      $0.actorCritic.sac.layerNorm = true
      $0.actorCritic.sac.initialTemperature = 0.1
      $0.valueGradient.critics = 3
      change(&$0)
    }
  }

  @Test("through the model's gradient the mass comes home too")
  func learns() throws {
    let trainer = ModelBasedTrainerTests.trainer(Self.settings(steps: 1500))
    var returns: [Double] = []
    while !trainer.isFinished {
      if let value = try trainer.step().evaluation?.meanReturn { returns.append(value) }
    }
    #expect(returns.suffix(3).max()! > 45 && returns.suffix(3).max()! > returns[0] + 2.5, "\(returns)")
  }

  @Test("a checkpoint and what follows have the bits of a run without, on another number of threads")
  func resumes() throws {
    let folder = try Repository.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("checkpoint")
    let settings = Self.settings(steps: 750) { $0.actorCritic.sac.dropout = 0.1 }
    let straight = ModelBasedTrainerTests.trainer(settings)
    while !straight.isFinished { _ = try straight.step() }
    let first = ModelBasedTrainerTests.trainer(settings, threads: 2)
    for _ in 0..<2 { _ = try first.step() }
    try first.save(to: file)
    let second = ModelBasedTrainerTests.trainer(settings, threads: 2)
    try second.resume(from: file)
    while !second.isFinished { _ = try second.step() }
    #expect(second.policy == straight.policy && second.policy != first.policy)
    // Another policy optimiser is another run.
    #expect(throws: TrainingError.self) {
      try ModelBasedTrainerTests.trainer(ModelBasedTrainerTests.settings(steps: 750)).resume(from: file)
    }
  }

  private static let state = StateLayout(sensors: 2, actuators: 1, commands: 1)

  private static func optimizer(
    learnsReward: Bool, terminates: Bool = true
  ) -> (DoubleHorizonOptimizer, TransitionBuffer) {
    let ensemble = DynamicsEnsemble(
      interface: DrivenHinge.interface, state: state,
      settings: .quick {
        $0.maximumEpochs = 5
        $0.learnsReward = learnsReward
      }, stream: RandomStream(seed: 3))
    let steps = DrivenHinge(noise: 0.3).record(20, state: state, seed: 3)
    _ = ensemble.train(on: steps, threads: 1)
    let settings = Self.settings(steps: 1) {
      $0.actorCritic.sac.batch = 8
      $0.actorCritic.sac.hidden = [8]
      $0.actorCritic.sac.discount = 0.9
      $0.valueGradient.window = 3
      $0.valueGradient.critics = 2
    }
    let rewards = [RewardTerm(name: "slow", weight: 1, kind: .gaussian(input: 1, scale: 2))]
    let terminations = [Termination(name: "fast", sensor: 1, lower: -2, upper: 2)]
    let task = DrivenHinge.task(rewards: rewards, terminations: terminates ? terminations : [])
    let optimizer = DoubleHorizonOptimizer(
      ensemble, task: task, observations: 3, actions: 1,
      settings: settings, stream: RandomStream(seed: 5))
    optimizer.modelChanged(steps)
    optimizer.branch(16, length: 2, from: steps, keeping: 64, threads: 1)
    return (optimizer, steps)
  }

  @Test("the actor's gradient through window and critics agrees with central differences", arguments: [false, true])
  func gradient(learnsReward: Bool) {
    let (optimizer, steps) = Self.optimizer(learnsReward: learnsReward)
    let replay = ReplayBuffer(observationCount: 3, actionCount: 1, capacity: 1)
    // The critics say something after some steps.
    for _ in 0..<20 { optimizer.update(replay, threads: 1) }
    let states = FloatBuffer(count: 8 * Self.state.count)
    for row in 0..<8 {
      for i in 0..<Self.state.count { states[row * Self.state.count + i] = steps.elements[row * 7 * steps.width + i] }
    }
    let objective = RolloutObjective(horizon: 3, discount: 0.9, entropyWeight: 0.2)
    let stream = RandomStream(seed: 8)
    _ = optimizer.rollout.differentiate(objective, states: states, drawingFrom: stream, threads: 1)
    let analytic = optimizer.rollout.gradient.array
    let parameters = optimizer.actor.parameters
    let h: Float = 2e-3
    for i in stride(from: 0, to: parameters.count, by: 3) {
      let value = parameters[i]
      func loss(_ x: Float) -> Double {
        parameters[i] = x
        return -optimizer.rollout.estimate(objective, states: states, drawingFrom: stream, threads: 1).objective
      }
      let numeric = (loss(value + h) - loss(value - h)) / Double(2 * h)
      parameters[i] = value
      #expect(abs(numeric - Double(analytic[i])) < 1e-2 * max(1, abs(numeric)), "parameter \(i)")
    }
    #expect(analytic.contains { abs($0) > 0.05 })
  }

  @Test("where episodes can terminate, the values' range reaches to 0, and else only as far as the rewards do")
  func bounds() throws {
    let replay = ReplayBuffer(observationCount: 3, actionCount: 1, capacity: 1)
    let lower = try [true, false].map { terminates in
      let (optimizer, _) = Self.optimizer(learnsReward: false, terminates: terminates)
      optimizer.update(replay, threads: 1)
      var progress = TrainingProgress()
      optimizer.report(into: &progress)
      return try #require(progress["value/lower_bound"])
    }
    // The rewards are all above 0.
    #expect(lower[0] == 0 && lower[1] > 0.1, "\(lower)")
  }

  @Test("a gradient step allocates nothing beside oneDNN's block for each product")
  func allocates() {
    let (optimizer, _) = Self.optimizer(learnsReward: true)
    let replay = ReplayBuffer(observationCount: 3, actionCount: 1, capacity: 1)
    for _ in 0..<50 { optimizer.update(replay, threads: 1) }
    let before = malloc_count()
    for _ in 0..<20 { optimizer.update(replay, threads: 1) }
    // By step: in each of two shards the actor 4 times forward and 4 back, two elites of three layers 3 times forward
    // and back; the critics' passes; every layer's way back takes up to two products.
    let actor = 2 * (4 * 2 + 4 * 4)
    let model = 2 * 3 * 2 * (3 + 3)
    let critics = 2 * 2 * (2 + 2) + 2 * 2 + 2 * (2 + 4)
    #expect(Int(malloc_count() - before) <= 20 * (actor + model + critics))
  }
}
