import Foundation
import Scenarios
import Simulation
import TestSupport

/// The shipped cart-pole and its scenario.
enum CartPole {
  static let file = Repository.root.appendingPathComponent("scenarios/cartpole-swingup.yaml")

  static let scenario: Scenario = {
    do {
      return try Scenario(contentsOf: file)
    } catch { fatalError("\(error)") }
  }()

  static let model: SimulationModel = {
    do { return try SimulationModel(of: scenario) } catch { fatalError("\(error)") }
  }()

  static func plant(period: Double = 0.02, physicsStep: Double = 0.002) -> SimulatedPlant {
    SimulatedPlant(model: model, period: period, physicsStep: physicsStep)
  }

  static func environments(
    copies: Int, threads: Int, staggers: Bool = true, seed: UInt64 = 3
  ) -> SimulatedEnvironments {
    SimulatedEnvironments(
      scenario: scenario, model: model, copies: copies, randomization: scenario.training, randomStarts: true,
      staggers: staggers, seed: seed, threads: threads)
  }
}
