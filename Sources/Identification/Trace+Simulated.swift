public import Control
public import Mathematics
public import Policies
public import Scenarios
public import Simulation

extension Trace {
  /// A run of a policy on the simulator with these parameters, from the scenario's own start.
  public static func simulated(
    policy: PolicyController<NetworkPolicy>, scenario: Scenario, model: SimulationModel, variant: Variant, ticks: Int,
    stream: RandomStream
  ) -> Trace {
    var plant = SimulatedPlant(model: model, period: scenario.controlPeriod, physicsStep: scenario.physicsStep)
    var draws = stream.split("start")
    let first = scenario.starts[0].sample(floats: model.isFloating, from: &draws)
    plant.prepare(
      PhysicalParameters(variant, model: model), positions: first.positions, velocities: first.velocities,
      base: first.base, objects: first.objects, noise: stream.split("noise"))
    var controller = policy
    var trace = Trace(interface: scenario.interface)
    // A run that diverges is as long as it got.
    try? run(&controller, on: &plant, steps: ticks) { reading, command, _ in
      trace.append(time: reading.time, reading: reading, applied: command)
      return .proceed
    }
    return trace
  }
}
