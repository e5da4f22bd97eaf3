import CMallocCount
import Foundation
import Learning
import Mathematics
import Networks
import Policies
import Scenarios
import TestSupport
import Testing

@Suite struct SACTrainerTests {
  private static func settings(steps: Int, layerNorm: Bool = false, dropout: Float = 0) -> SACSettings {
    var settings = SACSettings()
    settings.totalSteps = steps
    settings.randomSteps = 500
    settings.batch = 64
    settings.hidden = [32, 32]
    settings.learningRate = 2e-3
    settings.targetRate = 0.02
    settings.discount = 0.95
    settings.evaluationInterval = 500
    settings.evaluationEpisodes = 20
    settings.layerNorm = layerNorm
    settings.dropout = dropout
    return settings
  }

  private func trainer(_ settings: SACSettings, seed: UInt64 = 1, threads: Int = 1) -> SACTrainer {
    SACTrainer(
      environment: PointMass(copies: settings.copies, seed: seed),
      evaluation: PointMass(copies: settings.evaluationEpisodes, seed: 77), settings: settings, seed: seed,
      threads: threads)
  }

  @Test("it learns to bring the mass home, as DroQ too", arguments: [(false, 0), (true, 0.01)] as [(Bool, Float)])
  func learns(options: (layerNorm: Bool, dropout: Float)) throws {
    let trainer = trainer(Self.settings(steps: 5000, layerNorm: options.layerNorm, dropout: options.dropout))
    var returns: [Double] = []
    while !trainer.isFinished {
      let progress = try trainer.step()
      if let value = progress["evaluation/return"] { returns.append(value) }
    }
    // The first evaluation is of the untrained policy; 50 is what nothing can exceed.
    let learned = returns.suffix(5).reduce(0, +) / 5
    #expect(learned > 45 && learned > returns[0] + 2.5, "\(returns)")
  }

  @Test("the policy in the file is the tanh of the actor's mean")
  func policy() throws {
    let trainer = trainer(Self.settings(steps: 1000))
    _ = try trainer.step()
    #expect(trainer.policy.outputs == 1 && trainer.policy.layers[2].activation == .tanh)
    #expect(trainer.policy.inputs == 2 && trainer.policy.layers.map(\.outputs) == [32, 32, 1])
  }

  @Test("a checkpoint and what follows have the bits of a run without, on another number of threads")
  func resumes() throws {
    let folder = try Repository.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("checkpoint")
    let settings = Self.settings(steps: 1500, layerNorm: true, dropout: 0.1)
    let straight = trainer(settings)
    while !straight.isFinished { _ = try straight.step() }
    let first = trainer(settings, threads: 2)
    for _ in 0..<4 { _ = try first.step() }
    try first.save(to: file)
    let second = trainer(settings, threads: 2)
    try second.resume(from: file)
    #expect(second.steps == 1000)
    var last = TrainingProgress()
    while !second.isFinished { last = try second.step() }
    #expect(second.policy == straight.policy && second.policy != first.policy)
    #expect(last["evaluation/return"] != nil)
    #expect(throws: TrainingError.self) { try trainer(settings, seed: 2).resume(from: file) }
  }

  @Test("a checkpoint that ends too soon leaves the trainer as it was")
  func cutOff() throws {
    let folder = try Repository.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("checkpoint")
    let settings = Self.settings(steps: 1500)
    let saved = trainer(settings)
    for _ in 0..<4 { _ = try saved.step() }
    try saved.save(to: file)
    // The last word is missing; length and checksum are right again, so that it is found out last.
    var bytes = [UInt8](try Data(contentsOf: file).dropLast(8))
    var checksum: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes[32...] { checksum = (checksum ^ UInt64(byte)) &* 0x100_0000_01b3 }
    for (place, word) in [(16, UInt64(bytes.count - 32)), (24, checksum)] {
      for i in 0..<8 { bytes[place + i] = UInt8(truncatingIfNeeded: word >> UInt64(8 * i)) }
    }
    try Data(bytes).write(to: file)

    let (tried, fresh) = (trainer(settings), trainer(settings))
    let error = #expect(throws: TrainingError.self) { try tried.resume(from: file) }
    #expect(error?.description.contains("ends too soon") == true)
    for _ in 0..<4 {
      _ = try tried.step()
      _ = try fresh.step()
    }
    #expect(tried.policy == fresh.policy && tried.steps == fresh.steps)
  }
}

@Suite struct SoftActorCriticTests {
  private func learner(rows: Int = 32, dropout: Float = 0) -> SoftActorCritic {
    var settings = SACSettings()
    settings.batch = rows
    settings.hidden = [16, 16]
    settings.dropout = dropout
    let learner = SoftActorCritic(settings: settings, observations: 3, actions: 2, stream: RandomStream(seed: 4))
    var stream = RandomStream(seed: 5)
    for buffer in [learner.batch.observations, learner.batch.reached, learner.batch.rewards] {
      buffer.fillNormal(buffer.count, from: &stream)
    }
    for i in 0..<learner.batch.actions.count { learner.batch.actions[i] = Float(stream.uniform(in: -1...1)) }
    for i in 0..<rows { learner.batch.continues[i] = i % 5 == 0 ? 0 : 1 }
    return learner
  }

  @Test("a critic's gradient agrees with central differences")
  func criticGradient() {
    let learner = learner()
    let critic = learner.critics[0]
    let targets = FloatBuffer(count: 32)
    var stream = RandomStream(seed: 6)
    targets.fillNormal(32, from: &stream)
    func loss() -> Double {
      critic.evaluate(learner.batch.actions)
      return (0..<32).reduce(0.0) { $0 + 0.5 * pow(Double(critic.values[$1] - targets[$1]), 2) } / 32
    }
    let analytic = critic.differentiate(towards: targets).array
    check(critic.network.parameters, analytic, loss)
  }

  @Test("the actor's gradient, through its sample and a critic, agrees with central differences")
  func actorGradient() {
    let learner = learner()
    let (actor, critic) = (learner.actor, learner.critics[1])
    let stream = RandomStream(seed: 9)
    func forward() {
      actor.stream = stream
      actor.act()
      critic.evaluate(actor.sample.actions)
    }
    func loss() -> Double {
      forward()
      return (0..<32).reduce(0.0) {
        $0 + 0.2 * Double(actor.sample.logProbabilities[$1]) - Double(critic.values[$1])
      } / 32
    }
    forward()
    let weights = FloatBuffer(count: 32)
    weights.fill(-1 / 32)
    critic.backwardToActions(weights: weights, into: actor.actionGradient)
    let analytic = actor.differentiate(temperature: 0.2).array
    check(actor.network.parameters, analytic, loss)
  }

  @Test("a gradient step allocates no more than oneDNN's products in it do, with dropout too", arguments: [0, 0.1] as [Float])
  func allocates(dropout: Float) {
    let learner = learner(dropout: dropout)
    learner.update(threads: 1)
    func count(_ body: () -> Void) -> Int {
      let before = malloc_count()
      body()
      return Int(malloc_count() - before)
    }
    let (actor, critic) = (learner.actor, learner.critics[0])
    let acting = count { actor.act() }
    let evaluating = count { critic.evaluate(learner.batch.actions) }
    let differentiating = count { _ = critic.differentiate(towards: learner.batch.rewards) }
    let toActions = count {
      critic.backwardToActions(weights: learner.batch.rewards, into: actor.actionGradient)
    }
    let improving = count { _ = actor.differentiate(temperature: 0.1) }
    // Two acts; of each critic two evaluations, a step and a way back to the actions; a step of the actor.
    let products = 2 * acting + 2 * (2 * evaluating + differentiating + toActions) + improving
    #expect(acting <= 3 && evaluating <= 3)  // a product allocates at most once
    #expect(count { for _ in 0..<10 { learner.update(threads: 1) } } <= 10 * products)
  }

  /// A sample of the parameters, since each costs two passes.
  private func check(_ parameters: FloatBuffer, _ analytic: [Float], _ loss: () -> Double) {
    let h: Float = 1e-3
    for i in stride(from: 0, to: parameters.count, by: 7) {
      let value = parameters[i]
      parameters[i] = value + h
      let above = loss()
      parameters[i] = value - h
      let below = loss()
      parameters[i] = value
      #expect(abs((above - below) / Double(2 * h) - Double(analytic[i])) < 2e-3, "parameter \(i)")
    }
    #expect(analytic.contains { abs($0) > 0.01 })
  }
}
