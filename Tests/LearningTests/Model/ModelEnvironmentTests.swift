import Control
import Learning
import Mathematics
import Networks
import Scenarios
import Testing

extension TrainingProgress {
  /// Per step.
  fileprivate var meanReward: Double { rewardTerms.reduce(0) { $0 + $1.mean } }
}

@Suite struct ModelEnvironmentTests {
  private static let state = StateLayout(sensors: 2, actuators: 1, commands: 1)
  private static let data = DrivenHinge(noise: 0.1).record(50, state: state, seed: 1)
  private static let ensemble: DynamicsEnsemble = {
    let ensemble = DynamicsEnsemble(
      interface: DrivenHinge.interface, state: state, settings: .quick(), stream: RandomStream(seed: 1))
    _ = ensemble.train(on: data, threads: 1)
    return ensemble
  }()
  private static let rewards = [
    RewardTerm(name: "slow", weight: -1, kind: .square(input: 1, scale: 1)),
    RewardTerm(name: "alive", weight: 0.5, kind: .one),
  ]

  private static func environment(
    copies: Int, steps: Int = 20, isStaggered: Bool = true, terminations: [Termination] = [],
    success: SuccessCriterion? = nil, threads: Int = 1
  ) -> ModelEnvironment {
    ModelEnvironment(
      ensemble, task: DrivenHinge.task(rewards: rewards, terminations: terminations), starts: data, copies: copies,
      steps: steps, isStaggered: isStaggered, success: success, seed: 7, threads: threads)
  }

  private static func actions(_ copies: Int, _ stream: inout RandomStream) -> Matrix {
    var actions = Matrix(rows: copies, columns: 1)
    for i in actions.elements.indices { actions.elements[i] = Float(stream.uniform(in: -1...1)) }
    return actions
  }

  @Test("rollouts begin at recorded states, are cut after k steps, and say what the terms say")
  func rollouts() {
    let environment = Self.environment(copies: 30, isStaggered: false)
    var batch = environment.makeBatch()
    var stream = RandomStream(seed: 2)
    environment.reset(into: &batch)
    let recorded = Set((0..<Self.data.count).map { Self.data.elements[$0 * Self.data.width + 1] })
    for copy in 0..<30 { #expect(recorded.contains(batch.readings[copy, 1])) }
    for step in 1...40 {
      let before = batch
      let actions = Self.actions(30, &stream)
      environment.step(actions, into: &batch)
      for copy in 0..<30 {
        #expect(batch.endings[copy] == (step % 20 == 0 ? .truncated : .running) && !batch.succeeded[copy])
        let v = batch.reachedReadings[copy, 1]
        #expect(abs(batch.rewardTerms[copy, 0] + v * v) < 1e-4 && batch.rewardTerms[copy, 1] == 0.5)
        #expect(abs(batch.rewards[copy] - batch.rewardTerms[copy, 0] - 0.5) < 1e-4)
        #expect(abs(batch.applied[copy, 0] - 2 * actions[copy, 0]) < 1e-6)
        #expect(batch.reached[copy, 2] == v)
        if step % 20 == 0 {
          #expect(recorded.contains(batch.readings[copy, 1]))
        } else {
          #expect(batch.observations.row(copy) == batch.reached.row(copy))
          // The hinge's own law, to the model's error and noise.
          let (q, w) = (Double(before.readings[copy, 0]), Double(before.readings[copy, 1]))
          let expected = DrivenHinge().advance(q, w, effort: 2 * Double(actions[copy, 0]), &stream).v
          #expect(abs(Double(v) - expected) < 1)
        }
      }
    }
  }

  @Test("a rollout ends where the task ends, and its successor begins at once")
  func terminates() {
    let environment = Self.environment(
      copies: 50, terminations: [Termination(name: "fast", sensor: 1, lower: -1, upper: 1)])
    var batch = environment.makeBatch()
    var stream = RandomStream(seed: 3)
    environment.reset(into: &batch)
    var ended = 0
    for _ in 0..<20 {
      environment.step(Self.actions(50, &stream), into: &batch)
      for copy in 0..<50 {
        #expect((batch.endings[copy] == .terminated) == (abs(batch.reachedReadings[copy, 1]) > 1))
        ended += batch.endings[copy] == .terminated ? 1 : 0
      }
    }
    #expect(ended > 50)
  }

  @Test("success is the criterion over a rollout's last seconds")
  func succeeds() {
    let success = SuccessCriterion(
      conditions: [.init(input: 1, target: .value(0), tolerance: 1.5, wraps: false)], lastSeconds: 0.5)
    let environment = Self.environment(copies: 200, steps: 10, isStaggered: false, success: success)
    var batch = environment.makeBatch()
    var stream = RandomStream(seed: 4)
    environment.reset(into: &batch)
    var held = [Int](repeating: 0, count: 200)
    var succeeded = 0
    for step in 1...10 {
      environment.step(Self.actions(200, &stream), into: &batch)
      for copy in 0..<200 {
        held[copy] = abs(batch.reachedReadings[copy, 1]) <= 1.5 ? held[copy] + 1 : 0
        #expect(batch.succeeded[copy] == (step == 10 && held[copy] >= 5))
        succeeded += batch.succeeded[copy] ? 1 : 0
      }
    }
    #expect(succeeded > 20 && succeeded < 180)
  }

  @Test("the bits depend on neither threads nor a saved state in between")
  func bits() throws {
    let (one, two) = (Self.environment(copies: 600, threads: 1), Self.environment(copies: 600, threads: 2))
    var (a, b) = (one.makeBatch(), two.makeBatch())
    var stream = RandomStream(seed: 5)
    one.reset(into: &a)
    two.reset(into: &b)
    for _ in 0..<3 {
      let actions = Self.actions(600, &stream)
      one.step(actions, into: &a)
      two.step(actions, into: &b)
      #expect(a.observations == b.observations && a.rewards == b.rewards && a.endings == b.endings)
    }
    var state = SavedState()
    one.save(into: &state)
    let other = Self.environment(copies: 600)
    other.reset(into: &b)
    other.restore(&state)
    for _ in 0..<25 {
      let actions = Self.actions(600, &stream)
      one.step(actions, into: &a)
      other.step(actions, into: &b)
      #expect(a.observations == b.observations && a.rewards == b.rewards && a.endings == b.endings)
    }
  }

  @Test("PPO learns in it")
  func learns() throws {
    var settings = PPOSettings.quick(iterations: 15)
    settings.copies = 64
    let environment = Self.environment(copies: 64)
    let trainer = PPOTrainer(environment: environment, settings: settings, seed: 1, threads: 1)
    let first = try trainer.step().meanReward
    var last = first
    while !trainer.isFinished { last = try trainer.step().meanReward }
    #expect(last > first + 0.3, "\(first) and \(last)")
  }
}
