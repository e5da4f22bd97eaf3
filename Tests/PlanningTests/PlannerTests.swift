import CMallocCount
import Control
import Mathematics
import Planning
import Policies
import Testing

@Suite struct PlannerTests {
  private static func settings(
    _ method: PlanningSettings.Method = .cem, _ change: (inout PlanningSettings) -> Void = { _ in }
  ) -> PlanningSettings {
    var settings = PlanningSettings()
    settings.method = method
    settings.horizon = 8
    settings.samples = 70  // three shards of a learned model
    settings.iterations = 3
    change(&settings)
    return settings
  }

  private static let states: [[Float]] = [[1, 0], [0.9, -0.4], [0.7, -0.6], [0.5, -0.2]]

  @Test(
    "the bits are those of the seed, after a reset again and for any number of threads",
    arguments: [PlanningSettings.Method.cem, .mppi], [false, true])
  func bits(method: PlanningSettings.Method, modelNoise: Bool) {
    let settings = Self.settings(method) { $0.modelNoise = modelNoise }
    let model = DoubleIntegrator.learnedModel(bias: 0.05)
    let one = DoubleIntegrator.planner(settings, model: model)
    let two = DoubleIntegrator.planner(settings, model: model, threads: 2)
    let answers = Self.states.map(one.answer)
    #expect(Set(answers).count > 1 && Self.states.map(two.answer) == answers)
    #expect(Self.states.map(one.answer) != answers)
    one.reset()
    #expect(Self.states.map(one.answer) == answers)
    let other = DoubleIntegrator.planner(Self.settings(method) { ($0.modelNoise, $0.seed) = (modelNoise, 2) }, model: model)
    #expect(Self.states.map(other.answer) != answers)

    let plants = [1, 2].map { threads in
      Planner(settings: settings, model: DoubleIntegrator.plantModel(settings, threads: threads))
    }
    #expect(Self.states.map(plants[0].answer) == Self.states.map(plants[1].answer))
  }

  @Test("a saved planner goes on with the same bits")
  func restores() {
    let (one, two) = (DoubleIntegrator.planner(Self.settings()), DoubleIntegrator.planner(Self.settings()))
    _ = Self.states.map(one.answer)
    var saved = SavedState()
    one.save(into: &saved)
    two.restore(&saved)
    #expect(Self.states.map(two.answer) == Self.states.map(one.answer))
  }

  @Test(
    "nothing is allocated in an act after the first", arguments: [PlanningSettings.Method.cem, .mppi], [false, true])
  func allocation(method: PlanningSettings.Method, isLearned: Bool) {
    let settings = Self.settings(method) { $0.modelNoise = true }
    let guide = Self.guide
    let planner =
      isLearned
      ? DoubleIntegrator.planner(settings, guide: guide)
      : Planner(settings: settings, model: DoubleIntegrator.plantModel(settings, guide: guide))
    var action: [Float] = [0]
    planner.act(on: Self.states[0], at: 0, into: &action)
    let before = malloc_count()
    for state in Self.states { planner.act(on: state, at: 0, into: &action) }
    #expect(malloc_count() == before)
  }

  /// A policy that pulls to the middle, and a critic of states.
  private static let guide = PlanningGuide(
    layout: ObservationLayout(DoubleIntegrator.state),
    policy: network(inputs: 2, weights: [-0.5, -0.5], bias: 0),
    critics: [network(inputs: 2, weights: [0.1, 0.2], bias: 3), network(inputs: 3, weights: [0.1, 0.2, 1], bias: 3)])

  private static func network(inputs: Int, weights: [Float], bias: Float) -> Network {
    Network(
      mean: [Float](repeating: 0, count: inputs), inverseDeviation: [Float](repeating: 1, count: inputs),
      layers: [.init(inputs: inputs, outputs: 1, weights: weights, biases: [bias], activation: .identity)])
  }

  @Test("a plan's return is the discounted sum of rewards and the critics' smallest value of its end", arguments: [false, true])
  func returns(isLearned: Bool) {
    let settings = Self.settings { ($0.samples, $0.elites, $0.horizon, $0.hold, $0.discount) = (4, 2, 3, 2, 0.9) }
    let model: any PlanningModel =
      isLearned
      ? LearnedPlanningModel(
        DoubleIntegrator.learnedModel(), interface: DoubleIntegrator.interface,
        decoder: ActionDecoder(for: DoubleIntegrator.interface), limits: SafetyLimits(for: DoubleIntegrator.interface),
        settings: settings, guide: Self.guide)
      : DoubleIntegrator.plantModel(settings, guide: Self.guide)
    #expect(model.isGuided)
    var batch = PlanBatch(count: 4, horizon: 3, actionCount: 1)
    batch.guided = 1
    for candidate in 1..<4 { for t in 0..<3 { batch.actions[batch.place(candidate, t)] = Float(candidate - 2) * 0.5 } }
    batch.actions[batch.place(0, 1)] = 0.1
    model.roll(&batch, from: [9, 1, 0.3], at: 1, tick: 0)
    for candidate in 0..<4 {
      var (x, v, sum, weight) = (1.0, 0.3, 0.0, 1.0)
      func policy() -> Double { max(-1, min(1, -0.5 * x - 0.5 * v)) }
      for t in 0..<3 {
        var action = Double(candidate - 2) * 0.5
        if candidate == 0 {
          action = policy() + (t == 1 ? 0.1 : 0)
          #expect(abs(Double(batch.actions[batch.place(0, t)]) - action) < 1e-5)
        }
        for _ in 0..<2 {
          (x, v) = (x + 0.1 * v, v + 0.1 * 4 * action)
          sum += weight * (-x * x - 0.1 * 16 * action * action)
          weight *= 0.9
        }
      }
      let value = min(3 + 0.1 * x + 0.2 * v, 3 + 0.1 * x + 0.2 * v + policy())
      #expect(abs(Double(batch.returns[candidate]) - (sum + weight * value)) < 1e-4, "candidate \(candidate)")
    }
  }

  @Test("after the scenario's end nothing is earned any more", arguments: [false, true])
  func ends(isLearned: Bool) {
    let settings = Self.settings { ($0.samples, $0.elites, $0.horizon, $0.discount) = (1, 1, 4, 1) }
    let terminations = [Termination(name: "fast", sensor: 1, lower: -0.5, upper: 0.5)]
    let model: any PlanningModel =
      isLearned
      ? LearnedPlanningModel(
        DoubleIntegrator.learnedModel(terminations: terminations), interface: DoubleIntegrator.interface,
        decoder: ActionDecoder(for: DoubleIntegrator.interface), limits: SafetyLimits(for: DoubleIntegrator.interface),
        settings: settings)
      : DoubleIntegrator.plantModel(settings, terminations: terminations)
    var batch = PlanBatch(count: 1, horizon: 4, actionCount: 1)
    batch.actions = [1, 1, 1, 1]  // 0.4 m/s faster in each step: the end comes with the second
    model.roll(&batch, from: [1, 0], at: 0, tick: 0)
    let expected = -(1 + 1.6) - (1.04 * 1.04 + 1.6)
    #expect(abs(Double(batch.returns[0]) - expected) < 1e-4, "\(batch.returns[0]) against \(expected)")
  }

  @Test("a good policy makes one short iteration a good plan")
  func guided() {
    let (_, k) = DoubleIntegrator.riccati(discount: 0.98)
    let limit = DoubleIntegrator.effortLimit
    let guide = PlanningGuide(
      layout: ObservationLayout(DoubleIntegrator.state),
      policy: Self.network(inputs: 2, weights: k.map { Float(-$0 / limit) }, bias: 0))
    let settings = Self.settings {
      ($0.samples, $0.elites, $0.iterations, $0.horizon, $0.discount) = (16, 4, 1, 15, 0.98)
    }
    let best = DoubleIntegrator.riccati(discount: 0.98).cost[0][0]
    let costs = [guide, nil].map { guide in
      let planner = DoubleIntegrator.planner(settings, guide: guide)
      return DoubleIntegrator.cost(of: planner.answer, from: (1, 0), discount: 0.98).cost
    }
    #expect(costs[0] < 1.25 * best && costs[0] < 0.8 * costs[1], "\(costs) against \(best)")
  }

  @Test("a time budget ends the iterations, and a replay can do as many again")
  func timeBudget() {
    let hurried = DoubleIntegrator.planner(Self.settings { ($0.timeBudget, $0.iterations) = (1e-9, 50) })
    let hurriedAnswers = Self.states.map(hurried.answer)
    #expect(hurried.iterations == 1 && hurried.duration > .zero)
    let replay = DoubleIntegrator.planner(Self.settings { ($0.timeBudget, $0.iterations) = (1e-9, 50) })
    replay.prescribedIterations = 1
    #expect(Self.states.map(replay.answer) == hurriedAnswers)
    replay.prescribedIterations = 5
    _ = replay.answer([1, 0])
    #expect(replay.iterations == 5)
  }

  @Test("a reading that is no number leaves the plan alone")
  func notANumber() {
    let planner = DoubleIntegrator.planner(Self.settings())
    _ = planner.answer([1, 0])
    let plan = planner.plan
    let answer = planner.answer([.nan, 0])
    #expect(answer == plan[1] && planner.plan.allSatisfy(\.isFinite) && planner.foreseen == -.infinity)
  }

  @Test("settings that cannot be are told apart")
  func problems() {
    #expect(PlanningSettings().problem == nil)
    let broken: [(inout PlanningSettings) -> Void] = [
      { $0.horizon = 0 }, { $0.elites = 65 }, { $0.deviation = 0 }, { $0.temperature = .nan }, { $0.discount = 1.5 },
      { $0.colour = -1 }, { $0.timeBudget = 0 }, { $0.policyShare = 2 }, { $0.iterations = -1 },
    ]
    for change in broken {
      var settings = PlanningSettings()
      change(&settings)
      #expect(settings.problem != nil, "\(settings)")
    }
  }
}
