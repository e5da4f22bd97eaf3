import CMallocCount
import Control
import Mathematics
import Simulation
import Testing

/// After the first use, which may size what is kept.
@Suite struct AllocationTests {
  @Test("a control step of the simulated robot does not allocate")
  func plant() throws {
    var plant = CartPole.plant()
    plant.prepare(
      PhysicalParameters(.nominal, model: CartPole.model), positions: [0, 3], velocities: [0, 0],
      noise: RandomStream(seed: 1))
    var reading = Reading(for: plant.interface)
    var command = Command(for: plant.interface)
    plant.start(into: &reading)
    try plant.advance(applying: command, into: &reading)
    let before = malloc_count()
    for tick in 0..<400 {
      command.values[0] = Double(tick % 5) - 2
      try plant.advance(applying: command, into: &reading)
    }
    #expect(malloc_count() == before)
  }

  @Test("a step of the environments allocates nothing for a copy")
  func environments() {
    let environment = CartPole.environments(copies: 16, threads: 1)
    var batch = environment.makeBatch()
    environment.reset(into: &batch)
    let actions = Matrix(rows: 16, columns: 1)
    environment.step(actions, into: &batch)
    let before = malloc_count()
    for _ in 0..<20 { environment.step(actions, into: &batch) }
    // What the shards' closure takes, whatever the number of copies.
    #expect(malloc_count() - before <= 2 * 20)
  }
}
