import Control
import Foundation
import Mathematics
import Robots
import Scenarios
import TestSupport
import Testing

@Suite struct GridworldTests {
  static func scenario(_ name: String, _ overrides: String...) throws -> GridworldScenario {
    try GridworldScenario(
      contentsOf: Repository.root.appendingPathComponent("scenarios/gridworlds/\(name).yaml"), overrides: overrides)
  }

  @Test("the mazes of the literature have their sizes and their shortest ways", arguments: [
    ("dyna-maze", 47, 14), ("dyna-maze-94", 94, 22), ("dyna-maze-188", 188, 27), ("dyna-maze-376", 376, 43),
    ("dyna-maze-752", 752, 53), ("blocking-maze", 46, 10), ("shortcut-maze", 46, 16),
  ])
  func mazes(name: String, states: Int, optimum: Int) throws {
    let map = try Self.scenario(name).gridworld.first
    #expect(map.freeCount == states)
    #expect(map.shortestPathLength == optimum)
  }

  @Test("walls and borders leave one where one is, and the goal pays and ends the episode")
  func moves() throws {
    let scenario = try GridworldScenario(
      parsing: "name: small\ngridworld:\n  map: |\n    S#\n    .G\n  goal_reward: 3\n  step_reward: -1\nlearner: dyna-q",
      file: "f")
    var world = scenario.gridworld
    #expect(world.begin() == 0)
    for move in [GridMove.up, .left, .right] {
      #expect(world.step(move.rawValue) == DiscreteStep(state: 0, reward: -1))
    }
    #expect(world.step(GridMove.down.rawValue) == DiscreteStep(state: 2, reward: -1))
    #expect(
      world.step(GridMove.right.rawValue) == DiscreteStep(state: 3, reward: 2, ending: .terminated, succeeded: true))
    #expect(world.begin() == 0 && world.steps == 5)
  }

  @Test("the map changes at its step, counted over episodes, and one in a new wall may leave it")
  func change() throws {
    let text = """
      name: closing
      gridworld:
        map: |
          S.G
          ...
        change:
          step: 2
          map: |
            S#G
            ...
        episode_steps: 4
      learner: dyna-q
      """
    var world = try GridworldScenario(parsing: text, file: "f").gridworld
    _ = world.begin()
    #expect(world.step(GridMove.right.rawValue).state == 1)
    #expect(world.map.walls[1] == false)
    #expect(world.step(GridMove.up.rawValue).state == 1)
    #expect(world.map.walls[1])
    #expect(world.step(GridMove.down.rawValue).state == 4)
    #expect(world.step(GridMove.up.rawValue) == DiscreteStep(state: 4, reward: 0, ending: .truncated))
  }

  @Test("a saved world goes on to the same bits")
  func restore() throws {
    var world = try Self.scenario("blocking-maze").gridworld
    var stream = RandomStream(seed: 1)
    _ = world.begin()
    for _ in 0..<900 { if world.step(stream.index(below: 4)).ending != .running { _ = world.begin() } }
    var state = SavedState()
    world.save(into: &state)
    var other = try Self.scenario("blocking-maze").gridworld
    other.restore(&state)
    for _ in 0..<300 {
      let action = stream.index(below: 4)
      let step = world.step(action)
      #expect(step == other.step(action))
      if step.ending != .running { #expect(world.begin() == other.begin()) }
    }
    #expect(world == other)
  }

  @Test("reading the resolved text gives an equal scenario", arguments: ["dyna-maze", "blocking-maze"])
  func resolved(name: String) throws {
    let scenario = try Self.scenario(name, "gridworld.episode_steps=500", "learner.dyna-q.final_exploration=0.01")
    var copy = try GridworldScenario(parsing: scenario.resolvedText, file: "resolved.yaml")
    #expect(copy.resolvedText == scenario.resolvedText)
    copy.file = scenario.file
    #expect(copy == scenario)
  }

  @Test("a broken gridworld is refused with its place and its mend", arguments: [
    BrokenFile("    ########.", "    ###x####.", says: "gridworld.map", "row 4 has \"x\" in column 4", "write # for a wall"),
    BrokenFile("    ########.", "    ########", says: "gridworld.map", "row 4 has 8 cells", "the first 9"),
    BrokenFile("    ########.", "    ##S#####.", linesBelow: 2, says: "row 6 has a second S", "leave one"),
    BrokenFile("  map: |\n    ........G", "  map: |\n    .........", says: "gridworld.map", "has no goal"),
    BrokenFile("    ...S.....\n  goal", "    .........\n  goal", linesBelow: -6, says: "gridworld.map", "has no start"),
    BrokenFile("    ########.", "    #########", linesBelow: -4, says: "gridworld.map", "no way leads from S to G"),
    BrokenFile("    step: 1000", "    step: 0", says: "gridworld.change.step", "write at least 1"),
    BrokenFile("      .########\n", "", linesBelow: -4, says: "gridworld.change.map", "has 5 × 9 cells", "make them equal"),
    BrokenFile("      ...S.....", "      S........", linesBelow: -6, says: "gridworld.change.map", "moves the start"),
    BrokenFile("goal_reward", "goal_rewrad", says: "gridworld.goal_rewrad", "the nearest is goal_reward"),
    BrokenFile("variant: dyna-q-plus", "variant: dyna-q+", says: "learner.dyna-q.variant", "the nearest is dyna-q"),
    BrokenFile("planning_steps: 10", "planning_steps: -1", says: "learner.dyna-q.planning_steps", "write at least 0"),
    BrokenFile("exploration: 0.1", "exploration: 1.1", says: "learner.dyna-q.exploration", "from 0.0 to 1.0"),
    BrokenFile("    bonus: 0.0001", "    discretisation: {}", says: "learner.dyna-q.discretisation", "only a robot's readings"),
    BrokenFile("  dyna-q:\n    variant: dyna-q-plus", "  ppo:\n    variant: dyna-q-plus", linesBelow: 1, says: "learner.ppo.variant", "this key is unknown"),
  ])
  func refused(broken: BrokenFile) throws {
    try FilesToSpoil.with { files in
      let file = files.root.appendingPathComponent("scenarios/gridworlds/blocking-maze.yaml")
      let line = try broken.apply(to: file)
      let error = try #require(throws: InputError.self) { try GridworldScenario(contentsOf: file) }
      #expect(broken.faults(in: "\(error)", file: "blocking-maze.yaml", line: line) == [])
    }
  }

  @Test("a learner of robots is refused on a gridworld")
  func learner() throws {
    let error = try #require(throws: InputError.self) {
      try GridworldScenario(parsing: "name: a\ngridworld:\n  map: SG\nlearner: ppo", file: "f.yaml")
    }
    #expect(
      "\(error)" == "f.yaml:4: learner: ppo learns on robots and not on gridworlds; write dyna-q, or planner with "
        + "planner: mcts.")
  }
}
