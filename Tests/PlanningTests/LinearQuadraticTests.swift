import Control
import Planning
import Testing

@Suite struct LinearQuadraticTests {
  private static func settings(_ method: PlanningSettings.Method) -> PlanningSettings {
    var settings = PlanningSettings()
    settings.method = method
    settings.horizon = 25
    settings.samples = 128
    settings.iterations = method == .cem ? 6 : 8
    settings.elites = 12
    settings.deviation = method == .cem ? 0.5 : 0.3
    settings.minimumDeviation = 0.01
    settings.temperature = 0.1
    settings.discount = 0.98
    settings.colour = 0
    return settings
  }

  @Test("the closed form is what its own controller costs")
  func closedForm() {
    let (p, k) = DoubleIntegrator.riccati(discount: 0.98)
    let run = DoubleIntegrator.cost(
      of: { -Float((k[0] * Double($0[0]) + k[1] * Double($0[1])) / DoubleIntegrator.effortLimit) }, from: (1, 0),
      discount: 0.98)
    #expect(abs(run.cost - p[0][0]) < 1e-3 * p[0][0])
  }

  @Test(
    "it comes within 5 % of the best controller's cost, on the plant and on a model of it",
    arguments: [PlanningSettings.Method.cem, .mppi], [false, true])
  func best(method: PlanningSettings.Method, isLearned: Bool) {
    let settings = Self.settings(method)
    let planner =
      isLearned
      ? DoubleIntegrator.planner(settings)
      : Planner(settings: settings, model: DoubleIntegrator.plantModel(settings))
    let best = DoubleIntegrator.riccati(discount: 0.98).cost
    for start in [(1.0, 0.0), (-0.5, 0.8)] {
      planner.reset()
      let run = DoubleIntegrator.cost(of: planner.answer, from: start, discount: 0.98)
      let optimum =
        best[0][0] * start.0 * start.0 + 2 * best[0][1] * start.0 * start.1 + best[1][1] * start.1 * start.1
      #expect(run.cost < 1.05 * optimum && run.cost > 0.999 * optimum, "\(run.cost) against \(optimum)")
    }
  }

  @Test("far away it pushes as hard as it may and no harder", arguments: [PlanningSettings.Method.cem, .mppi])
  func bounds(method: PlanningSettings.Method) {
    let planner = DoubleIntegrator.planner(Self.settings(method))
    #expect(planner.answer([20, 0]) < -0.8)
    #expect(planner.plan.allSatisfy { abs($0) <= 1 })
    let run = DoubleIntegrator.cost(of: planner.answer, from: (20, 0), discount: 0.98, steps: 40)
    #expect(run.forces.allSatisfy { abs($0) <= DoubleIntegrator.effortLimit })
  }

  // With one iteration CEM keeps the noise of its few best candidates from tick to tick and gains nothing from it.
  @Test("beginning at the last plan is better than beginning anew")
  func warmStart() {
    var settings = Self.settings(.mppi)
    settings.iterations = 1
    settings.samples = 32
    settings.elites = 6
    let planner = DoubleIntegrator.planner(settings)
    func cost(isWarm: Bool) -> Double {
      planner.reset()
      return DoubleIntegrator.cost(
        of: { state in
          if !isWarm { planner.reset() }
          return planner.answer(state)
        }, from: (1, 0), discount: 0.98
      ).cost
    }
    let (warm, cold) = (cost(isWarm: true), cost(isWarm: false))
    #expect(warm < 0.9 * cold, "\(warm) and \(cold)")
  }

  @Test("actions held for several ticks still stand the mass at the middle")
  func hold() {
    var settings = Self.settings(.cem)
    settings.hold = 3
    settings.horizon = 9
    let planner = DoubleIntegrator.planner(settings)
    let best = DoubleIntegrator.riccati(discount: 0.98).cost[0][0]
    let run = DoubleIntegrator.cost(of: planner.answer, from: (1, 0), discount: 0.98)
    #expect(run.cost < 1.2 * best, "\(run.cost) against \(best)")
  }
}
