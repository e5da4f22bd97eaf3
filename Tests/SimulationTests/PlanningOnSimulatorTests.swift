import Control
import Mathematics
import Planning
import Policies
import Robots
import Scenarios
import Simulation
import Testing

/// The simulator as a planner's model, and the scenario's own rewards.
@Suite struct PlanningOnSimulatorTests {
  private static let layout = StateLayout(sensors: 4, actuators: 1, commands: 2)
  private static let physicsStep = 0.01

  private static func settings(_ change: (inout PlanningSettings) -> Void) -> PlanningSettings {
    var settings = PlanningSettings()
    settings.hold = 2
    settings.physicsStep = physicsStep
    change(&settings)
    return settings
  }

  /// As a planner foresees the robot.
  private static func foreseen(_ positions: [Double] = [0, 0]) -> SimulatedPlant {
    var plant = CartPole.plant(physicsStep: physicsStep)
    plant.prepare(
      PhysicalParameters(.nominal, model: CartPole.model).foreseen, positions: positions, velocities: [0, 0],
      noise: RandomStream(seed: 0))
    return plant
  }

  private static func model(_ settings: PlanningSettings) -> PlantPlanningModel<SimulatedPlant> {
    let (scenario, interface) = (CartPole.scenario, CartPole.scenario.interface)
    return PlantPlanningModel(
      task: PlanningTask(
        interface: interface, state: layout, decoder: ActionDecoder(for: interface),
        limits: scenario.robot.safetyLimits(), rewards: scenario.rewards, terminations: scenario.terminations),
      settings: settings,
      place: { plant, state, offset, reading in plant.place(state, at: offset, layout: layout, into: &reading) },
      makePlant: { foreseen() })
  }

  private static var pipeline: ControlPipeline {
    let (scenario, interface) = (CartPole.scenario, CartPole.scenario.interface)
    return ControlPipeline(
      interface: interface, layout: ObservationLayout(layout), decoder: ActionDecoder(for: interface),
      limits: scenario.robot.safetyLimits())
  }

  @Test("what it foresees of a plan is what the robot without noise then earns, to the bit", arguments: [1, 2])
  func foresees(hold: Int) throws {
    let settings = Self.settings {
      ($0.hold, $0.horizon, $0.samples, $0.elites, $0.discount) = (hold, 6, 3, 1, 0.9)
    }
    let model = Self.model(settings)
    var batch = PlanBatch(count: 3, horizon: 6, actionCount: 1)
    var draws = RandomStream(seed: 3)
    for i in batch.actions.indices { batch.actions[i] = Float(draws.uniform(in: -1...1)) }
    for candidate in 0..<3 {
      // The plan begins after two other commands, of which the last is still under way.
      var plant = Self.foreseen([0.25, 2.5])
      var pipeline = Self.pipeline
      var reading = Reading(for: pipeline.interface)
      var observation = [Float](repeating: 0, count: Self.layout.count)
      plant.start(into: &reading)
      pipeline.observe(reading, into: &observation, at: 0)
      func step(_ action: Float) throws -> Float {
        _ = pipeline.command(for: [action], at: 0, reading: reading)
        try plant.advance(applying: pipeline.applied, into: &reading)
        pipeline.observe(reading, into: &observation, at: 0)
        let inputs = reading.values.map { Float($0) } + pipeline.applied.values.map { Float($0) }
        return CartPole.scenario.rewards.reduce(0) { $0 + $1.weight * $1.kind.value(inputs, at: 0) }
      }
      for action in [0.5, -0.75] as [Float] { _ = try step(action) }
      // What is foreseen begins at the numbers that the planner sees.
      let state = observation
      plant.place(state, at: 0, layout: Self.layout, into: &reading)
      model.roll(&batch, from: state, at: 0, tick: 0)
      var (sum, weight): (Float, Float) = (0, 1)
      for t in 0..<6 * hold {
        sum += weight * (try step(batch.actions[batch.place(candidate, t / hold)]))
        weight *= settings.discount
      }
      #expect(batch.returns[candidate] == sum && sum != 0)
    }
  }

  // 0.72 s ahead. With 0.48 s the cart that catches the pole runs to the rail's end, however well the plans are made
  // (MPPI with 400 candidates in 12 iterations does no better): to stop it the pole must first be made to lean back,
  // and what that earns comes after the plan's end.
  @Test("a falling pole is caught and held", arguments: [PlanningSettings.Method.cem, .mppi])
  func balances(method: PlanningSettings.Method) throws {
    let settings = Self.settings {
      ($0.method, $0.horizon, $0.samples, $0.elites, $0.iterations) = (method, 18, 32, 6, 3)
    }
    var controller = PolicyController(
      policy: Planner(settings: settings, model: Self.model(settings)), pipeline: Self.pipeline)
    var plant = CartPole.plant()
    plant.prepare(
      PhysicalParameters(.nominal, model: CartPole.model), positions: [0, 0.3], velocities: [0, 0],
      noise: RandomStream(seed: 5))
    let angle = try #require(CartPole.scenario.interface.sensorIndex(named: "hinge.position"))
    var (angles, places) = ([Double](), [Double]())
    try run(&controller, on: &plant, steps: 150) { reading, _, _ in
      angles.append(abs(reading.values[angle]))
      places.append(abs(reading.values[0]))
      return .proceed
    }
    #expect(angles.suffix(50).max()! < 0.2 && places.max()! < 2, "\(angles.suffix(50).max()!), \(places.max()!)")
  }
}
