public import Control
public import Mathematics
import Robots
public import Scenarios

/// N copies of a scenario in ODE over T threads.
public final class SimulatedEnvironments: VectorEnvironment {
  public let scenario: Scenario
  public let model: SimulationModel
  /// What moves the training box on, where something does.
  public let adaptation: AutomaticRandomization?
  public let curriculum: Curriculum?
  let copies: [SimulatedCopy]
  /// The number of the first of them among those of all processes.
  private let firstCopy: Int
  let threads: Int
  public let interface: ControlInterface
  /// Copies are stepped in pieces of this many, whatever the number of threads.
  static let copiesInShard = 4

  /// - Parameters:
  ///   - count: how many copies, from `firstCopy` on: where several processes share copies, each makes its own, with the
  ///     episodes that they would have in one process.
  ///   - randomization: where each episode's physics is drawn from; nil for the nominal robot.
  ///   - adaptation: moves the ranges of `randomization`, by how episodes end here; nobody else uses it.
  ///   - curriculum: the stages that the copies go through; nobody else uses it. nil: the scenario alone.
  ///   - randomStarts: whether episodes begin at any of the scenario's starts (training) or at the first (evaluation).
  ///   - staggers: whether training copies begin somewhere in their first episodes, out of step with one another.
  ///   - seed: every draw of every copy follows from it.
  public init(
    scenario: Scenario, model: SimulationModel, copies count: Int, firstCopy: Int = 0, randomization: RandomizationSet?,
    adaptation: AutomaticRandomization? = nil, curriculum: Curriculum? = nil, randomStarts: Bool, staggers: Bool = true,
    seed: UInt64, threads: Int
  ) {
    (self.adaptation, self.curriculum) = (adaptation, curriculum)
    self.scenario = scenario
    self.model = model
    self.threads = threads
    self.firstCopy = firstCopy
    interface = scenario.interface
    let source = EpisodeSource(
      scenario: scenario, model: model, randomization: randomization, adaptation: adaptation, curriculum: curriculum)
    copies = (0..<count).map {
      SimulatedCopy(
        scenario: scenario, model: model, source: source, randomStarts: randomStarts, staggers: staggers,
        stream: Self.stream(seed: seed, copy: firstCopy + $0))
    }
  }

  /// What moves a scenario's training on, in environments of their own for each: nothing where they draw from another
  /// set than the training box, or where the scenario says nothing of it.
  public static func course(
    of scenario: Scenario, randomization: RandomizationSet?
  ) -> (adaptation: AutomaticRandomization?, curriculum: Curriculum?) {
    let settings = randomization == scenario.training ? scenario.automaticRandomization : nil
    return (
      settings.map { AutomaticRandomization(scenario.training, $0) },
      scenario.curriculum.isEmpty ? nil : Curriculum(scenario.curriculum)
    )
  }

  /// What all of a copy's episodes follow from.
  static func stream(seed: UInt64, copy: Int) -> RandomStream {
    RandomStream(seed: seed).split("environments").split("copy", copy)
  }

  /// Told each copy's first divergence: the copy's number and its last second.
  public var onDivergence: ((Int, LastSecond) -> Void)? {
    didSet { for copy in copies { copy.keepsDivergence = onDivergence != nil } }
  }

  public var count: Int { copies.count }
  public var layout: ObservationLayout { scenario.observation }
  public var limits: SafetyLimits { scenario.robot.safetyLimits() }
  public var privilegedCount: Int { SimulatedCopy.privilegedCount(scenario, model) }
  public var rewardTermNames: [String] { scenario.rewards.map(\.name) }

  public func reset(into batch: inout StepBatch) {
    for copy in copies {
      copy.releaseVariant()
      copy.restart(episode: 0)
    }
    for i in copies.indices { gather(i, into: &batch) }
  }

  public func reset(copy: Int, variant: Variant?, into batch: inout StepBatch) {
    if variant == nil { copies[copy].releaseVariant() }
    copies[copy].restart(fixing: variant, episode: 0)
    gather(copy, into: &batch)
  }

  public func step(_ actions: Matrix, into batch: inout StepBatch) {
    precondition(actions.rows == count && actions.columns == actionCount, "one action for each copy")
    let shards = (count + Self.copiesInShard - 1) / Self.copiesInShard
    let (copies, count) = (copies, count)
    Shards.run(shards, threads: threads) { shard in
      for i in shard * Self.copiesInShard..<min(count, (shard + 1) * Self.copiesInShard) {
        copies[i].step(actions.elements, at: actions.offset(ofRow: i))
      }
    }
    for i in copies.indices {
      gather(i, into: &batch)
      tellOfDivergence(i)
    }
    tellOfEndings()
  }

  private func tellOfDivergence(_ i: Int) {
    guard copies[i].ending == .diverged, copies[i].keepsDivergence, let second = copies[i].divergence else { return }
    copies[i].keepsDivergence = false
    onDivergence?(i, second)
  }

  /// Lets the box or the curriculum move on, by the episodes that the last step ended.
  func tellOfEndings() {
    guard adaptation != nil || curriculum != nil else { return }
    for copy in copies where copy.ending != .running && copy.ended.counts {
      let (episode, succeeded) = (copy.ended, copy.succeeded)
      if let pin = episode.pin {
        adaptation?.report(pin, succeeded: succeeded, episodeReturn: episode.episodeReturn)
      }
      curriculum?.ended(episode.stage, succeeded: succeeded, episodeReturn: episode.episodeReturn)
    }
    curriculum?.stepped(count)
  }

  private func gather(_ i: Int, into batch: inout StepBatch) {
    let copy = copies[i]
    batch.observations.setRow(i, to: copy.observation)
    batch.reached.setRow(i, to: copy.reached)
    batch.readings.setRow(i, to: copy.readingValues)
    batch.reachedReadings.setRow(i, to: copy.reachedValues)
    batch.applied.setRow(i, to: copy.appliedValues)
    batch.rewardTerms.setRow(i, to: copy.rewardTerms)
    batch.privileged.setRow(i, to: copy.privileged)
    batch.reachedPrivileged.setRow(i, to: copy.reachedPrivileged)
    batch.rewards[i] = copy.reward
    batch.endings[i] = copy.ending
    batch.succeeded[i] = copy.succeeded
  }

  public func save(into state: inout SavedState) {
    for copy in copies { copy.save(into: &state) }
    adaptation?.save(into: &state)
    curriculum?.save(into: &state)
  }

  public func restore(_ state: inout SavedState) {
    for copy in copies { copy.restore(&state) }
    adaptation?.restore(&state)
    curriculum?.restore(&state)
  }

  public func redraw(from stream: RandomStream) {
    for (i, copy) in copies.enumerated() { copy.redraw(from: stream.split("copy", firstCopy + i)) }
  }
}

extension Matrix {
  fileprivate mutating func setRow(_ row: Int, to values: [Float]) {
    let start = offset(ofRow: row)
    for i in values.indices { elements[start + i] = values[i] }
  }
}
