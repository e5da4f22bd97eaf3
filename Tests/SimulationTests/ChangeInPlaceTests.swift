import Control
import Mathematics
import Scenarios
import Simulation
import Testing

/// Physics and goals that change while a robot stands on its feet.
@Suite struct ChangeInPlaceTests {
  private static let walk = Shipped("quadruped-walk")

  /// The true state after standing for a second and a half, with other physics from one second on.
  private func stand(_ changes: [String: Double]?, slope: Double = 0.3) throws -> [Double] {
    // On a slope friction holds the feet: what a contact remembers is what keeps them from creeping.
    var plant = Self.walk.plant(["terrain.slope_rad": slope])
    var reading = Reading(for: plant.interface)
    let command = Command(for: plant.interface)
    plant.start(into: &reading)
    for tick in 0..<75 {
      if tick == 50, let changes {
        plant.change(to: Self.walk.parameters(changes.merging(["terrain.slope_rad": slope]) { own, _ in own }))
      }
      try plant.advance(applying: command, into: &reading)
    }
    return plant.state
  }

  @Test("another goal or another action delay leaves the motion as it is, to the bit")
  func sameMechanism() throws {
    let undisturbed = try stand(nil)
    #expect(try stand(["goal.velocity_x": -0.2]) == undisturbed)
    #expect(try stand(["observation_delay_s": 0.01]) == undisturbed)
  }

  @Test("a push begins and ends without a reset of what touches what")
  func push() throws {
    #expect(try stand(["push.y_N": 0]) == stand(nil))
    #expect(try stand(["push.y_N": 5]) != stand(nil))
  }

  @Test("another mass is taken up in the middle of the motion: the feet that held go on to hold")
  func otherMechanism() throws {
    let (undisturbed, changed) = (try stand(nil), try stand(["trunk.mass_kg": Self.walk.model.nominal.parameters["trunk.mass_kg"]! + 1e-9]))
    #expect(changed != undisturbed)
    for (a, b) in zip(undisturbed, changed) { #expect(abs(a - b) < 1e-5 * max(1, abs(a))) }
  }

  @Test("a critic is told the goal that holds, whenever it changes")
  func privileged() throws {
    let s = Shipped("quadruped-walk", overrides: ["training={goal.velocity_x: {set: {uniform: [-0.4, 0.8]}, when: {interval_s: 0.1}}}"])
    let environment = SimulatedEnvironments(
      scenario: s.scenario, model: s.model, copies: 1, randomization: s.scenario.training, randomStarts: false, seed: 2,
      threads: 1)
    var batch = environment.makeBatch()
    environment.reset(into: &batch)
    let sensor = s.sensor("goal.velocity_x")
    var goals: Set<Float> = []
    for _ in 0..<40 {
      environment.step(Matrix(rows: 1, columns: 12), into: &batch)
      guard batch.endings[0] == .running else { continue }
      let goal = batch.reachedReadings[0, sensor]
      goals.insert(goal)
      // Told last, beside its nominal value.
      #expect(abs(batch.privileged[0, environment.privilegedCount - 1] - (goal / 0.4 - 1)) < 1e-5)
      #expect(batch.privileged[0, sensor] == goal)
    }
    #expect(goals.count > 4)
  }
}
