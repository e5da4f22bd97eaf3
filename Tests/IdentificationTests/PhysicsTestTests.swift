import Identification
import Mathematics
import Policies
import Scenarios
import Simulation
import Testing

@Suite struct PhysicsTestTests {
  @Test("the fit finds what a run can tell: mass and the sum of both delays")
  func fit() throws {
    let fit = ParameterFit(scenario: Swinging.scenario, model: Swinging.model)
    func values(_ changes: [String: Double]) -> [String: Double] { fit.values(of: fit.scores(of: Swinging.trace(changes))) }
    let (light, heavy) = (values(["cart.mass_kg": 0.7]), values(["cart.mass_kg": 1.4]))
    // Mass and strength act as their ratio, so both move.
    func ratio(_ values: [String: Double]) throws -> Double {
      try #require(values["cart.mass_kg"]) / #require(values["slider.strength"])
    }
    #expect(abs(try ratio(light) / 0.7 - 1) < 0.1)
    #expect(abs(try ratio(heavy) / 1.4 - 1) < 0.1)
    let late = values(["action_delay_s": 0.018, "observation_delay_s": 0.009])
    let delay = try #require(late["action_delay_s"]) + #require(late["observation_delay_s"])
    #expect(abs(delay - 0.027) < 0.004)  // a fifth of a period; the box pulls it to its mean of 0.015
  }

  @Test("runs from the box rank anywhere; a robot with longer delays ranks outside, for its delay")
  func rank() throws {
    let (scenario, model) = (Swinging.scenario, Swinging.model)
    let test = PhysicsTest(
      policy: Swinging.policy.makeController(), scenario: scenario, model: model, ticks: 400, draws: 79, threads: 2)
    let inside = scenario.training.variants(12, nominal: model.nominal, seed: 77)
    let alarms = inside.indices.count { i in
      let trace = Trace.simulated(
        policy: Swinging.policy.makeController(), scenario: scenario, model: model, variant: inside[i], ticks: 400,
        stream: RandomStream(seed: 5).split("run", i))
      return test.judge(trace).isOutside
    }
    #expect(alarms <= 2)  // 3 % each: more than 2 of 12 happens once in 200 seeds
    let verdict = test.judge(
      Swinging.trace(["action_delay_s": 0.045, "observation_delay_s": 0.02], ticks: 400))
    #expect(verdict.isOutside)
    #expect(verdict.parameter.hasSuffix("_delay_s"))
    #expect(verdict.estimate > verdict.high)
  }
}
