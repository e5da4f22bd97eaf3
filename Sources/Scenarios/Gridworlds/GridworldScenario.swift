import Control

/// A gridworld and how it is learned: a file of `scenarios/` with the key `gridworld`.
public struct GridworldScenario: Sendable, Equatable {
  public var name: String
  /// The file it came from, as sentences to people name it.
  public var file: String
  public var gridworld: Gridworld
  public var learner: Learner

  public init(name: String, file: String, gridworld: Gridworld, learner: Learner) {
    self.name = name
    self.file = file
    self.gridworld = gridworld
    self.learner = learner
  }

  /// The whole scenario as YAML, overrides and defaults written out; reading it gives an equal one.
  public var resolvedText: String {
    var lines = ["name: \(yaml(name))", "gridworld:", "  map: |"]
    lines += gridworld.first.drawing.map { "    " + $0 }
    if let change = gridworld.change {
      lines += ["  change:", "    step: \(change.step)", "    map: |"] + change.map.drawing.map { "      " + $0 }
    }
    lines += ["  goal_reward: \(gridworld.goalReward)", "  step_reward: \(gridworld.stepReward)"]
    if let steps = gridworld.episodeSteps { lines.append("  episode_steps: \(steps)") }
    lines += ["learner:", "  \(learner.name):"] + learner.settings.yaml.map { "    " + $0 }
    return lines.joined(separator: "\n") + "\n"
  }
}
