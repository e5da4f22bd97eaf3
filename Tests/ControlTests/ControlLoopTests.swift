import Control
import Testing

/// A plant that counts what is done to it and fails when it is told to.
private struct CountingPlant: Plant {
  struct Broken: Error {}
  typealias Failure = Broken

  let interface = TestInterface.cartPole
  var failsAt = Int.max
  var applied: [Double] = []
  var stops = 0

  mutating func start(into reading: inout Reading) throws(Broken) { reading.values = [0, 0, 0] }

  mutating func advance(applying command: Command, into reading: inout Reading) throws(Broken) {
    if applied.count == failsAt { throw Broken() }
    applied.append(command.values[0])
    reading.values[0] = Double(applied.count)
  }

  mutating func stop() { stops += 1 }
}

/// Doubles the first sensor's value.
private struct Doubling: Controller {
  mutating func reset() {}
  mutating func control(_ reading: Reading, into command: inout Command) { command.values[0] = 2 * reading.values[0] }
}

/// Answers with the first value of the observation.
private struct Echo: Policy {
  let observationCount = TestInterface.layout.count(for: TestInterface.cartPole)
  let actionCount = 1
  mutating func reset() {}
  mutating func act(on observation: [Float], at offset: Int, into action: inout [Float]) { action[0] = observation[offset] }
}

@Suite struct ControlLoopTests {
  @Test("each reading is answered before the next, and the plant is stopped once")
  func order() throws {
    var plant = CountingPlant()
    var controller = Doubling()
    try run(&controller, on: &plant, steps: 4)
    #expect(plant.applied == [0, 2, 4, 6])
    #expect(plant.stops == 1)
  }

  @Test("a failure of the plant comes out and still stops it")
  func failure() {
    var plant = CountingPlant(failsAt: 2)
    var controller = Doubling()
    #expect(throws: CountingPlant.Broken.self) { try run(&controller, on: &plant, steps: 4) }
    #expect(plant.applied.count == 2 && plant.stops == 1)
  }

  @Test("an observer ends the loop before the command goes out")
  func finish() throws {
    var plant = CountingPlant()
    var controller = Doubling()
    try run(&controller, on: &plant, steps: 10) { reading, _, _ in reading.values[0] == 3 ? .finish : .proceed }
    #expect(plant.applied.count == 3 && plant.stops == 1)
  }

  @Test("the policy controller encodes, decodes to physical units and supervises")
  func policyController() {
    let interface = TestInterface.cartPole
    let pipeline = ControlPipeline(
      interface: interface, layout: TestInterface.layout, decoder: ActionDecoder(for: interface),
      limits: SafetyLimits(for: interface))
    var controller = PolicyController(policy: Echo(), pipeline: pipeline)
    var command = Command(for: interface)
    controller.reset()
    controller.control(TestInterface.reading([0.3, 0, 0]), into: &command)
    #expect(abs(command.values[0] - 3) < 1e-6)  // 0.3 of 10 N
    controller.control(TestInterface.reading([0.9, 0, 0]), into: &command)
    #expect(abs(command.values[0] - 7) < 1e-6)  // 9 N asked, rate limited
    #expect(controller.events == .rateLimited)
    #expect(abs(controller.pipeline.requested.values[0] - 9) < 1e-6)
    #expect(abs(controller.observation[8] - 3) < 1e-6)  // the command applied before
    controller.stop(.stopRequested)
    controller.control(TestInterface.reading([0.1, 0, 0]), into: &command)
    #expect(command.mode == .damping)
  }
}
