import Control
import Foundation
import Mathematics
import Robots
import Scenarios
import Simulation
import TestSupport

/// A shipped scenario with its simulated robot, nominal and without noise, delay or lateness unless told otherwise.
struct Shipped {
  let scenario: Scenario
  let model: SimulationModel

  init(_ name: String, overrides: [String] = []) {
    do {
      scenario = try Scenario(
        contentsOf: Repository.root.appendingPathComponent("scenarios/\(name).yaml"), overrides: overrides)
      model = try SimulationModel(of: scenario)
    } catch { fatalError("\(error)") }
  }

  func parameters(_ changes: [String: Double] = [:]) -> PhysicalParameters {
    var variant = model.nominal
    for name in variant.parameters.keys where name.hasSuffix(".noise") { variant.parameters[name] = 0 }
    for name in ["period_jitter_s", "action_delay_s", "observation_delay_s"] { variant.parameters[name] = 0 }
    for (name, value) in changes {
      precondition(variant.parameters[name] != nil, name)
      variant.parameters[name] = value
    }
    return PhysicalParameters(variant, model: model)
  }

  /// A plant that stands in the robot's rest pose, or as told.
  func plant(_ changes: [String: Double] = [:], base: [Double]? = nil, seed: UInt64 = 1) -> SimulatedPlant {
    var plant = SimulatedPlant(model: model, period: scenario.controlPeriod, physicsStep: scenario.physicsStep)
    plant.prepare(
      parameters(changes), positions: model.robot.restPose, velocities: model.robot.joints.map { _ in 0 }, base: base,
      noise: RandomStream(seed: seed))
    return plant
  }

  func sensor(_ name: String) -> Int { scenario.interface.sensorIndex(named: name)! }
  func joint(_ name: String) -> Int { scenario.interface.jointIndex(named: name)! }
}
