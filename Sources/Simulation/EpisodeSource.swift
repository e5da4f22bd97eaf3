import Control
import Mathematics
import Scenarios

/// Where the copies' episodes come from: a box, one whose ranges move, or a curriculum's stages.
///
/// Copies ask it side by side while they step; ``SimulatedEnvironments`` tells it of steps and endings in between, in
/// the copies' order.
struct EpisodeSource: Sendable {
  let stages: [Stage]
  let adaptation: AutomaticRandomization?
  let curriculum: Curriculum?

  /// A task with its physics; there is one where there is no curriculum.
  final class Stage: Sendable {
    let scenario: Scenario
    let nominal: Variant
    /// nil: the nominal robot.
    let randomization: RandomizationSet?
    /// Randomizations within an episode, and how many ticks apart.
    let changes: [(randomization: Randomization, everyTicks: Int)]
    // Said once, since every step asks for them.
    let trainingSteps: Int
    let steps: Int
    let truthCount: Int

    init(_ scenario: Scenario, nominal: Variant, randomization: RandomizationSet?) {
      (self.scenario, self.nominal, self.randomization) = (scenario, nominal, randomization)
      (trainingSteps, steps) = (scenario.trainingEpisodeSteps, scenario.episodeSteps)
      truthCount = scenario.truths.count
      changes = (randomization?.randomizations ?? []).compactMap { item in
        switch item.moment {
        case .episode: nil
        case .step: (item, 1)
        case .interval(let seconds): (item, max(1, Int((seconds / scenario.controlPeriod).rounded())))
        }
      }
    }
  }

  init(
    scenario: Scenario, model: SimulationModel, randomization: RandomizationSet?, adaptation: AutomaticRandomization?,
    curriculum: Curriculum?
  ) {
    (self.adaptation, self.curriculum) = (adaptation, curriculum)
    guard let curriculum else {
      stages = [Stage(scenario, nominal: model.nominal, randomization: randomization)]
      return
    }
    stages = curriculum.stages.map { stage in
      var nominal = model.nominal
      for goal in stage.scenario.goals {
        nominal.parameters[Parameter.goal(name: goal.name).name(for: scenario.robot)] = goal.nominal
      }
      return Stage(
        stage.scenario, nominal: nominal,
        randomization: randomization == scenario.training ? stage.scenario.training : randomization)
    }
  }

  /// Number of the present stage.
  var stage: Int { curriculum?.stage ?? 0 }

  /// An episode's physics, nil for the nominal one that the copies know, and where it is held at a boundary.
  func draw(stage: Int, from stream: RandomStream) -> (variant: Variant?, pin: AutomaticRandomization.Pin?) {
    let (nominal, set) = (stages[stage].nominal, stages[stage].randomization)
    if let adaptation { return adaptation.draw(nominal: nominal, from: stream) }
    if let set { return (set.draw(nominal: nominal, from: stream), nil) }
    return (stages.count > 1 ? nominal : nil, nil)
  }
}

/// What an episode was, for those who judge it when it has ended.
struct EpisodeRecord: Sendable, Equatable {
  var stage = 0
  var pin: AutomaticRandomization.Pin?
  /// Whether it began at its start and in physics that was drawn for it.
  var counts = false
  /// Σ rewards so far.
  var episodeReturn = 0.0

  func save(into state: inout SavedState) {
    state.append(stage)
    state.append(pin?.boundary ?? -1)
    state.append(pin?.move ?? 0)
    state.append(counts)
    state.append(episodeReturn)
  }

  init() {}

  init(from state: inout SavedState) {
    stage = state.takeInt()
    let (boundary, move) = (state.takeInt(), state.takeInt())
    pin = boundary < 0 ? nil : .init(boundary: boundary, move: move)
    counts = state.takeFlag()
    episodeReturn = state.takeReal()
  }
}
