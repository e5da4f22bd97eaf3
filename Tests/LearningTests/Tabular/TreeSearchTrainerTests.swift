import Control
import Foundation
import Learning
import Mathematics
import Planning
import Robots
import Scenarios
import Simulation
import TestSupport
import Testing

@Suite struct TreeSearchTrainerTests {
  @Test("with the true model it goes the shortest way through the Dyna maze, and a run resumes to the same bits")
  func dynaMaze() throws {
    let folder = try Repository.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("checkpoint")
    let scenario = try GridworldScenario(
      contentsOf: Repository.root.appendingPathComponent("scenarios/gridworlds/dyna-maze-mcts.yaml"),
      overrides: ["learner.planner.episodes=2"])
    guard case .treeSearch(let settings) = scenario.learner else { fatalError("no tree search") }
    func trainer() -> TreeSearchTrainer {
      TreeSearchTrainer(environment: scenario.gridworld, model: scenario.gridworld, settings: settings, seed: 1)
    }
    let straight = trainer()
    let first = try straight.step()
    #expect(first.meanLength == 14 && first.successRate == 1)
    try straight.save(to: file)
    _ = try straight.step()
    let resumed = trainer()
    try resumed.resume(from: file)
    _ = try resumed.step()
    #expect(try resumed.documents() == straight.documents() && resumed.isFinished)
    #expect(resumed.summary?.hasPrefix("planned: 100 %") == true)
  }

  @Test("the table that Dyna-Q learned is a model to search in")
  func learnedTable() throws {
    let scenario = try Mazes.scenario("dyna-maze")
    let trainer = try Mazes.trainer(scenario)
    while !trainer.isFinished { _ = try trainer.step() }
    let map = scenario.gridworld.first
    var table = LearnedTable(trainer, start: map.start)
    let state = table.begin()
    let step = table.step(GridMove.down.rawValue)
    #expect(state == map.start && step.state == map.cell(after: .down, from: map.start))

    var search = TreeSearch(
      settings: TreeSearchSettings(simulations: 4000, horizon: 40, discount: 0.95), actions: 4,
      stream: RandomStream(seed: 1))
    // Five moves before the goal, of which only the way to the right is the first of a shortest one.
    table.place(at: 33)
    var root = SavedState()
    table.save(into: &root)
    #expect(try search.plan(on: &table, from: &root) == GridMove.right.rawValue)
  }

  @Test("on the discretised cart-pole it keeps the pole up where random actions let it fall")
  func balance() throws {
    let file = Repository.root.appendingPathComponent("scenarios/tabular/cartpole-balance.yaml")
    let scenario = try Scenario(
      contentsOf: file, overrides: ["episode_s=2", "success.last_s=1", "training={}", "learner=\(Self.learner)"])
    guard case .treeSearch(let settings) = scenario.learner, let discretisation = settings.discretisation else {
      fatalError("no tree search")
    }
    func environment() throws -> DiscretisedEnvironment {
      DiscretisedEnvironment(
        SimulatedEnvironments(
          scenario: scenario, model: try SimulationModel(of: scenario), copies: 1, randomization: nil,
          randomStarts: false, seed: 1, threads: 1),
        discretisation: discretisation)
    }
    let planner = TreeSearchTrainer(environment: try environment(), model: try environment(), settings: settings, seed: 1)
    var last = TrainingProgress()
    while !planner.isFinished { last = try planner.step() }

    let random = try environment()
    var stream = RandomStream(seed: 1)
    var lengths: [Int] = []
    for _ in 0..<20 {
      _ = try random.begin()
      var length = 1
      while try random.step(stream.index(below: random.actionCount)).ending == .running { length += 1 }
      lengths.append(length)
    }
    let mean = Double(lengths.reduce(0, +)) / Double(lengths.count)
    #expect(last.successRate == 1 && last.meanLength == 50, "\(last.meanLength ?? 0)")
    #expect(mean < 40, "\(lengths)")
  }

  private static let learner = """
    {planner: {planner: mcts, episodes: 1, simulations: 80, horizon: 25, discount: 0.95, discretisation: {hold_ticks: 2, \
    sensors: {hinge.position: {bins: 3, lower_rad: -0.2, upper_rad: 0.2}}, actuators: {slider.effort: {levels_N: [-10, 10]}}}}}
    """
}
