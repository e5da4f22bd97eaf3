import Control
import Mathematics
import Scenarios
import Simulation
import Testing

@Suite struct DivergenceTests {
  private static func plant(
    _ scenario: Scenario, _ model: SimulationModel, velocity: Double, changes: [String: Double] = [:]
  ) -> SimulatedPlant {
    var plant = SimulatedPlant(model: model, period: scenario.controlPeriod, physicsStep: scenario.physicsStep)
    var variant = model.nominal
    for (name, value) in changes { variant.parameters[name] = value }
    plant.prepare(
      PhysicalParameters(variant, model: model), positions: [0, 0], velocities: [velocity, velocity],
      noise: RandomStream(seed: 1))
    return plant
  }

  /// Steps until something is wrong or 200 ticks are over.
  private static func run(_ plant: inout SimulatedPlant, effort: Double = 0) -> (ticks: Int, failure: SimulationFailure?) {
    var reading = Reading(for: plant.interface)
    let command = Command(mode: .effort, values: [effort])
    plant.start(into: &reading)
    for tick in 0..<200 {
      do { try plant.advance(applying: command, into: &reading) } catch { return (tick, error) }
    }
    return (200, nil)
  }

  @Test("energy that nothing put in is noticed at speeds that are still plausible, and the same chain at rest is left alone")
  func energy() throws {
    try Chain.with { scenario, model in
      var plant = Self.plant(scenario, model, velocity: 200)
      let (ticks, failure) = Self.run(&plant)
      guard case .diverged(let time, .energy) = failure else {
        Issue.record("\(String(describing: failure))")
        return
      }
      #expect(abs(time - Double(ticks + 1) * 0.05) < 1e-9)
      #expect(plant.state[2...3].allSatisfy { abs($0) < 2000 })

      let second = plant.lastSecond(failure!, variant: model.nominal)
      #expect(second.ticks.count == ticks + 1 && second.columns.first == "time_s")
      let speed = try #require(second.columns.firstIndex(of: "shoulder.velocity_rad_per_s"))
      #expect(second.ticks[0][speed] == 200 && second.ticks.allSatisfy { $0.count == second.columns.count })
      let text = second.yaml(of: [("seed", "1")])
      #expect(text.contains("\n  lower.mass_kg: 1.0\n") && text.contains("\nseed: 1\n"))

      var still = Self.plant(scenario, model, velocity: 1)
      #expect(Self.run(&still).failure == nil)
    }
  }

  @Test("a speed beyond all that is plausible is noticed, whoever made it")
  func motion() throws {
    try Chain.with { scenario, model in
      var plant = Self.plant(scenario, model, velocity: 0, changes: ["shoulder.strength": 1e7])
      let failure = Self.run(&plant, effort: 1).failure
      guard case .diverged(_, .motion) = failure else {
        Issue.record("\(String(describing: failure))")
        return
      }
    }
  }

  @Test("an episode that diverges ends as such, in the state before, without a reward; the next one begins")
  func episodes() throws {
    try Chain.with { scenario, model in
      let environment = SimulatedEnvironments(
        scenario: scenario, model: model, copies: 2, randomization: nil, randomStarts: false, seed: 1, threads: 1)
      var told: [Int] = []
      environment.onDivergence = { copy, second in
        told.append(copy)
        #expect(second.ticks.count > 1)
      }
      var batch = environment.makeBatch()
      environment.reset(into: &batch)
      var ended = 0
      for _ in 0..<40 {
        let before = batch.observations
        environment.step(Matrix(rows: 2, columns: 1), into: &batch)
        for copy in 0..<2 where batch.endings[copy] != .running {
          ended += 1
          #expect(batch.endings[copy] == .diverged && batch.endings[copy].isVoid && !batch.succeeded[copy])
          #expect(batch.rewards[copy] == 0 && batch.rewardTerms[copy, 0] == 0)
          #expect(batch.reached[copy, 0] == before[copy, 0] && batch.reached[copy, 1] == before[copy, 1])
          #expect(batch.observations[copy, 0] == 0)
        }
      }
      #expect(ended > 2 && told.sorted() == [0, 1], "each copy tells its first only")
    }
  }

  @Test("the record holds the last second and no more")
  func ring() throws {
    try Chain.with { scenario, model in
      var plant = Self.plant(scenario, model, velocity: 0.1)
      #expect(Self.run(&plant).failure == nil)
      let second = plant.lastSecond(.diverged(time: 0, .energy), variant: model.nominal)
      #expect(second.ticks.count == 20)
      #expect(abs(second.ticks[19][0] - 199 * 0.05) < 1e-5 && abs(second.ticks[0][0] - 180 * 0.05) < 1e-5)
    }
  }
}
