import ArgumentParser
import Control
import Learning
import Scenarios

/// Learners and planners of countable states: on a gridworld as it is, on a robot by the declared discretisation.
extension Train {
  func dynaQTrainer(_ settings: DynaQSettings, for run: TrainingRun) throws -> any Trainer {
    if case .gridworld(let scenario) = run.scenario {
      // The greedy path is tried on the map as it stands.
      return DynaQTrainer(
        environment: scenario.gridworld, settings: settings, seed: seed, identity: run.identity) { $0 }
    }
    let discretisation = try discretisation(settings.discretisation, for: run)
    // Made here, so that bad input is refused here; each evaluation begins it anew.
    let evaluation = try run.environments.makeEvaluation(copies: 1)
    return DynaQTrainer(
      environment: DiscretisedEnvironment(try run.environments.make(copies: 1), discretisation: discretisation),
      settings: settings, seed: seed, identity: run.identity
    ) { _ in DiscretisedEnvironment(evaluation, discretisation: discretisation) }
  }

  func treeSearchTrainer(_ settings: MCTSSettings, for run: TrainingRun) throws -> any Trainer {
    if case .gridworld(let scenario) = run.scenario {
      return TreeSearchTrainer(
        environment: scenario.gridworld, model: scenario.gridworld, settings: settings, seed: seed,
        identity: run.identity)
    }
    let discretisation = try discretisation(settings.discretisation, for: run)
    // Episodes begin where an evaluation's do, since nothing is trained.
    func environment() throws -> DiscretisedEnvironment {
      DiscretisedEnvironment(try run.environments.makeEvaluation(copies: 1), discretisation: discretisation)
    }
    return TreeSearchTrainer(
      environment: try environment(), model: try environment(), settings: settings, seed: seed, identity: run.identity)
  }

  /// A robot's scenario has one, or was refused.
  private func discretisation(_ discretisation: Discretisation?, for run: TrainingRun) throws -> Discretisation {
    if let discretisation, case .robot = run.scenario { return discretisation }
    throw ValidationError(
      "\(run.scenario.file): \(run.scenario.learner.name) needs countable states: use it on a gridworld, or on a robot with a discretisation.")
  }
}
