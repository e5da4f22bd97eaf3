import CMallocCount
import Control
import Mathematics
import Simulation
import Testing

/// Stepping into the caller's memory gives what a step into a batch gives.
@Suite struct StepMemoryTests {
  private static func memory(for environment: SimulatedEnvironments) -> StepMemory {
    let (count, width) = (environment.count, environment.observationCount)
    return StepMemory(
      observations: .allocate(capacity: count * width), reached: .allocate(capacity: count * width),
      rewards: .allocate(capacity: count), rewardTerms: .allocate(capacity: count * environment.rewardTermNames.count),
      terminated: .allocate(capacity: count), truncated: .allocate(capacity: count), succeeded: .allocate(capacity: count))
  }

  private static func free(_ memory: StepMemory) {
    memory.observations.deallocate()
    memory.reached.deallocate()
    memory.rewards.deallocate()
    memory.rewardTerms.deallocate()
    memory.terminated.deallocate()
    memory.truncated.deallocate()
    memory.succeeded.deallocate()
  }

  @Test("the same bits as a batch, endings and restarts included")
  func sameAsBatch() {
    let batched = CartPole.environments(copies: 20, threads: 2, staggers: false)
    let direct = CartPole.environments(copies: 20, threads: 2, staggers: false)
    var batch = batched.makeBatch()
    let memory = Self.memory(for: direct)
    defer { Self.free(memory) }
    func same() -> Bool {
      let values = batch.observations.elements.indices.allSatisfy { i in
        memory.observations[i] == batch.observations.elements[i] && memory.reached[i] == batch.reached.elements[i]
      }
      let outcomes = batch.endings.indices.allSatisfy { i in
        memory.rewards[i] == Double(batch.rewards[i]) && (memory.terminated[i] == 1) == (batch.endings[i] == .terminated)
          && (memory.truncated[i] == 1) == (batch.endings[i] == .truncated) && (memory.succeeded[i] == 1) == batch.succeeded[i]
      }
      return values && outcomes && batch.rewardTerms.elements.indices.allSatisfy { memory.rewardTerms[$0] == batch.rewardTerms.elements[$0] }
    }
    batched.reset(into: &batch)
    batch.reached = batch.observations
    direct.reset(seeds: nil, variant: nil, into: memory) { _ in true }
    #expect(same())
    var stream = RandomStream(seed: 4)
    var actions = Matrix(rows: 20, columns: 1)
    var ended = 0
    for _ in 0..<700 {
      for i in actions.elements.indices { actions.elements[i] = Float(stream.uniform(in: -1...1)) }
      batched.step(actions, into: &batch)
      let count = direct.step(actions.elements, into: memory)
      #expect(same() && count == batch.endings.count { $0 != .running })
      ended += count
    }
    #expect(ended > 20)
  }

  @Test("a step into memory allocates nothing")
  func allocations() {
    let environment = CartPole.environments(copies: 16, threads: 1)
    let memory = Self.memory(for: environment)
    defer { Self.free(memory) }
    let actions = [Float](repeating: 0.1, count: 16)
    environment.reset(seeds: nil, variant: nil, into: memory) { _ in true }
    _ = environment.step(actions, into: memory)
    let before = malloc_count()
    for _ in 0..<20 { _ = environment.step(actions, into: memory) }
    #expect(malloc_count() == before)
  }
}
