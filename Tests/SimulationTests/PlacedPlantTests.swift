import CMallocCount
import Control
import Mathematics
import Scenarios
import Simulation
import Testing

@Suite struct PlacedPlantTests {
  private static let layout = StateLayout(sensors: 4, actuators: 1, commands: 3)

  @Test("placed where a reading and the last commands say, it goes on as the plant does, delays included")
  func goesOn() throws {
    var variant = CartPole.model.nominal
    for name in variant.parameters.keys where name.hasSuffix(".noise") { variant.parameters[name] = 0 }
    variant.parameters["period_jitter_s"] = 0
    variant.parameters["action_delay_s"] = 0.024
    variant.parameters["observation_delay_s"] = 0.008
    let parameters = PhysicalParameters(variant, model: CartPole.model)
    let interface = CartPole.scenario.interface
    var plant = CartPole.plant()
    var placed = CartPole.plant()
    plant.prepare(parameters, positions: [0.1, 2.5], velocities: [0, 0], noise: RandomStream(seed: 1))
    placed.prepare(parameters.foreseen, positions: [0, 0], velocities: [0, 0], noise: RandomStream(seed: 1))
    var (reading, foreseen) = (Reading(for: interface), Reading(for: interface))
    var command = Command(for: interface)
    var stream = RandomStream(seed: 2)
    var state = [Float](repeating: 0, count: Self.layout.count)
    func remember(_ reading: Reading, _ command: Command) {
      Self.layout.advance(
        applied: [Float(command.values[0])], at: 0, reading: reading.values.map { Float($0) }, at: 0, state: &state, at: 0)
    }
    plant.start(into: &reading)
    for _ in 0..<20 {
      command.values[0] = stream.uniform(in: -10...10)
      try plant.advance(applying: command, into: &reading)
      remember(reading, command)
    }
    placed.place(state, at: 0, layout: Self.layout, into: &foreseen)
    #expect(zip(foreseen.values, reading.values).allSatisfy { abs($0 - $1) < 1e-6 })
    for tick in 0..<15 {
      command.values[0] = stream.uniform(in: -10...10)
      try plant.advance(applying: command, into: &reading)
      try placed.advance(applying: command, into: &foreseen)
      for i in 0..<4 {
        #expect(abs(reading.values[i] - foreseen.values[i]) < 2e-3 * max(1, abs(reading.values[i])), "tick \(tick), \(i)")
      }
    }
  }

  @Test("placing and going on allocate nothing")
  func allocation() throws {
    var plant = CartPole.plant()
    plant.prepare(
      PhysicalParameters(.nominal, model: CartPole.model).foreseen, positions: [0, 0], velocities: [0, 0],
      noise: RandomStream(seed: 1))
    var reading = Reading(for: CartPole.scenario.interface)
    let command = Command(for: CartPole.scenario.interface)
    let state = [Float](repeating: 0.1, count: Self.layout.count)
    for _ in 0..<2 {
      plant.place(state, at: 0, layout: Self.layout, into: &reading)
      try plant.advance(applying: command, into: &reading)
    }
    let before = malloc_count()
    for _ in 0..<20 {
      plant.place(state, at: 0, layout: Self.layout, into: &reading)
      try plant.advance(applying: command, into: &reading)
    }
    #expect(malloc_count() == before)
  }
}
