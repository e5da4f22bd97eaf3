import Control
import Foundation
import Learning
import Scenarios

// What tabular learners do on a gridworld, one entry for each seed 1 … RUNS, as JSON:
//   tabular-bench episodes SCENARIO RUNS EPISODES [KEY=VALUE…]   steps of each episode
//   tabular-bench rewards SCENARIO RUNS [KEY=VALUE…]             sum of the rewards over total_steps
//   tabular-bench updates SCENARIO RUNS [KEY=VALUE…]             updates until the greedy path is at most 1.2 × optimal

struct Usage: Error {}

func agent(_ scenario: GridworldScenario, _ settings: DynaQSettings, seed: Int) -> TabularAgent {
  TabularAgent(environment: scenario.gridworld, settings: settings, seed: UInt64(seed))
}

/// Steps of the greedy path from the start, the first action of equal ones; nil where it is longer than `limit`.
func greedyLength(_ agent: TabularAgent, on map: GridMap, limit: Int) -> Int? {
  var cell = map.start
  for length in 0...limit {
    if map.goals[cell] { return length }
    cell = map.cell(after: GridMove(rawValue: agent.learner.values.greedy(cell))!, from: cell)
  }
  return nil
}

func measure() throws -> [Any] {
  var arguments = Array(CommandLine.arguments.dropFirst())
  let overrides = arguments.filter { $0.contains("=") }
  arguments.removeAll { $0.contains("=") }
  guard arguments.count >= 3, let runs = Int(arguments[2]), runs > 0 else { throw Usage() }
  let scenario = try GridworldScenario(contentsOf: URL(fileURLWithPath: arguments[1]), overrides: overrides)
  guard case .dynaQ(let settings) = scenario.learner else { throw Usage() }
  let exploration = Double(settings.exploration)
  switch (arguments[0], arguments.count) {
  case ("episodes", 4):
    guard let episodes = Int(arguments[3]) else { throw Usage() }
    return try (1...runs).map { seed in
      var agent = agent(scenario, settings, seed: seed)
      return try (0..<episodes).map { _ in
        var length = 1
        while try agent.decide(exploration: exploration).ending == .running { length += 1 }
        return length
      }
    }
  case ("rewards", 3):
    return try (1...runs).map { seed in
      var agent = agent(scenario, settings, seed: seed)
      var sum = 0.0
      for _ in 0..<settings.totalSteps { sum += try agent.decide(exploration: exploration).reward }
      return sum
    }
  case ("updates", 3):
    let map = scenario.gridworld.first
    let limit = Int(1.2 * Double(map.shortestPathLength!))
    return try (1...runs).map { seed in
      var agent = agent(scenario, settings, seed: seed)
      repeat { _ = try agent.decide(exploration: exploration) } while greedyLength(agent, on: map, limit: limit) == nil
      return agent.learner.updates
    }
  default: throw Usage()
  }
}

do {
  print(String(decoding: try JSONSerialization.data(withJSONObject: measure()), as: UTF8.self))
} catch is Usage {
  FileHandle.standardError.write(Data("usage: see tools/benchmarks/tabular-bench/main.swift\n".utf8))
  exit(2)
} catch {
  FileHandle.standardError.write(Data("\(error)\n".utf8))
  exit(2)
}
