import ArgumentParser
import Control
import Mathematics
import Planning
import Policies
import Scenarios
import Simulation

/// The nominal simulator as a planner's model, placed at the state that the reading and the last commands give.
///
/// It sees what a planner on the robot would: no variant, no noise, no true state.
func simulatorToPlanOn(
  _ planner: PlannerDescription, of file: PolicyFile, in scenario: Scenario, model: SimulationModel, threads: Int = 1
) throws -> PlantPlanningModel<SimulatedPlant> {
  try checkPhysicsStep(of: planner.settings, in: scenario)
  let step = planner.settings.physicsStep ?? scenario.physicsStep
  let interface = scenario.interface
  let layout = StateLayout(file.layout, of: interface)
  guard layout.covers(scenario.rewards) else {
    throw ValidationError(
      "\(scenario.file): rewards a change of command and a planner that sees no command cannot tell it: set observation.commands to 1.")
  }
  return PlantPlanningModel(
    task: PlanningTask(
      interface: interface, state: layout, decoder: file.decoder, limits: file.limits, rewards: scenario.rewards,
      terminations: scenario.terminations),
    settings: planner.settings, guide: planner.guide, threads: threads,
    place: { plant, state, offset, reading in plant.place(state, at: offset, layout: layout, into: &reading) },
    makePlant: {
      var plant = SimulatedPlant(model: model, period: scenario.controlPeriod, physicsStep: step)
      let zeros = interface.joints.map { _ in 0.0 }
      plant.prepare(
        PhysicalParameters(.nominal, model: model).foreseen, positions: zeros, velocities: zeros,
        noise: RandomStream(seed: 0))
      return plant
    })
}

func checkPhysicsStep(of settings: PlanningSettings, in scenario: Scenario) throws {
  guard let step = settings.physicsStep, step > scenario.controlPeriod else { return }
  throw ValidationError(
    "\(scenario.file): a physics step of \(step) s to plan with is longer than the control period: shorten learner.planner.physics_step_s.")
}
