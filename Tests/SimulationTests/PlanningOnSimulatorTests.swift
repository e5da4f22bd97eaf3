import Control
import Mathematics
import Planning
import Robots
import Scenarios
import Simulation
import Testing

/// The simulator as a planner's model, and the scenario's own rewards.
@Suite struct PlanningOnSimulatorTests {
  private static let layout = StateLayout(sensors: 4, actuators: 1, commands: 2)

  @Test("a falling pole is caught and held", arguments: [PlanningSettings.Method.cem, .mppi])
  func balances(method: PlanningSettings.Method) throws {
    var settings = PlanningSettings()
    settings.method = method
    settings.horizon = 12
    settings.hold = 2
    settings.samples = 64
    settings.elites = 8
    settings.iterations = 4
    settings.colour = 0
    settings.physicsStep = 0.01
    let (scenario, interface) = (CartPole.scenario, CartPole.scenario.interface)
    let model = PlantPlanningModel(
      task: PlanningTask(
        interface: interface, state: Self.layout, decoder: ActionDecoder(for: interface),
        limits: scenario.robot.safetyLimits(), rewards: scenario.rewards, terminations: scenario.terminations),
      settings: settings,
      place: { plant, state, offset, reading in plant.place(state, at: offset, layout: Self.layout, into: &reading) },
      makePlant: {
        var plant = CartPole.plant(physicsStep: 0.01)
        plant.prepare(
          PhysicalParameters(.nominal, model: CartPole.model).foreseen, positions: [0, 0], velocities: [0, 0],
          noise: RandomStream(seed: 0))
        return plant
      })
    var controller = PolicyController(
      policy: Planner(settings: settings, model: model),
      pipeline: ControlPipeline(
        interface: interface, layout: ObservationLayout(Self.layout), decoder: ActionDecoder(for: interface),
        limits: scenario.robot.safetyLimits()))
    var plant = CartPole.plant()
    plant.prepare(
      PhysicalParameters(.nominal, model: CartPole.model), positions: [0, 0.3], velocities: [0, 0],
      noise: RandomStream(seed: 5))
    let angle = try #require(interface.sensorIndex(named: "hinge.position"))
    var (angles, places) = ([Double](), [Double]())
    try run(&controller, on: &plant, steps: 150) { reading, _, _ in
      angles.append(abs(reading.values[angle]))
      places.append(abs(reading.values[0]))
      return .proceed
    }
    // Not yet: the cart runs to the rail's end with either planner.
    withKnownIssue {
      #expect(angles.suffix(50).max()! < 0.2 && places.max()! < 2, "\(angles.suffix(50).max()!), \(places.max()!)")
    }
  }
}
